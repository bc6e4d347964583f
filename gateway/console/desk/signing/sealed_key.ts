// The signatory's Ed25519 key: made in this browser, and kept here alone, sealed under a
// passphrase. What leaves the browser is the public half, a signature, or the sealed file that its
// owner saves.
import { base64Of } from "../parts/file_input";
import { openSecret, type SealedSecret, sealSecret } from "./sealed_secret";

export { WrongPassphrase } from "./sealed_secret";

export interface SealedKey extends SealedSecret {
  format: "hecha-signing-key-v1";
  userId: string;
  // Base64.
  publicKey: string;
}

const keyOf = (userId: string) => `hecha.desk.signing.${userId}`;

export function storedKey(userId: string): SealedKey | undefined {
  const text = localStorage.getItem(keyOf(userId));
  return text ? (JSON.parse(text) as SealedKey) : undefined;
}

export const storeKey = (key: SealedKey): void =>
  localStorage.setItem(keyOf(key.userId), JSON.stringify(key));

export async function makeKey(userId: string, passphrase: string): Promise<SealedKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const secret = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  const publicKey = await crypto.subtle.exportKey("raw", pair.publicKey);
  return {
    format: "hecha-signing-key-v1",
    userId,
    publicKey: base64Of(new Uint8Array(publicKey)),
    ...(await sealSecret(secret, passphrase)),
  };
}

// The signature of `payload`, in base64. Throws WrongPassphrase.
export async function sign(key: SealedKey, passphrase: string, payload: Uint8Array<ArrayBuffer>): Promise<string> {
  const secret = await openSecret(key, passphrase);
  const opened = await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]);
  return base64Of(new Uint8Array(await crypto.subtle.sign("Ed25519", opened, payload)));
}
