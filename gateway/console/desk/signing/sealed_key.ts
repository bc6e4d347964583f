// The signatory's Ed25519 key: made in this browser, and kept here alone, sealed under a
// passphrase (PBKDF2-HMAC-SHA-256, AES-256-GCM). What leaves the browser is the public half, a
// signature, or the sealed file that its owner saves.
import { base64Of, bytesOf } from "../parts/file_input";

export interface SealedKey {
  format: "hecha-signing-key-v1";
  userId: string;
  // All base64.
  publicKey: string;
  salt: string;
  iv: string;
  sealed: string;
}

const ITERATIONS = 600_000;
const keyOf = (userId: string) => `hecha.desk.signing.${userId}`;

export class WrongPassphrase extends Error {}

export function storedKey(userId: string): SealedKey | undefined {
  const text = localStorage.getItem(keyOf(userId));
  return text ? (JSON.parse(text) as SealedKey) : undefined;
}

export const storeKey = (key: SealedKey): void =>
  localStorage.setItem(keyOf(key.userId), JSON.stringify(key));

async function derive(passphrase: string, salt: BufferSource): Promise<CryptoKey> {
  const text = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

export async function makeKey(userId: string, passphrase: string): Promise<SealedKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const secret = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  const publicKey = await crypto.subtle.exportKey("raw", pair.publicKey);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await derive(passphrase, salt), secret);
  return {
    format: "hecha-signing-key-v1",
    userId,
    publicKey: base64Of(new Uint8Array(publicKey)),
    salt: base64Of(salt),
    iv: base64Of(iv),
    sealed: base64Of(new Uint8Array(sealed)),
  };
}

// The signature of `payload`, in base64. Throws WrongPassphrase.
export async function sign(key: SealedKey, passphrase: string, payload: Uint8Array<ArrayBuffer>): Promise<string> {
  let secret: ArrayBuffer;
  try {
    secret = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytesOf(key.iv) },
      await derive(passphrase, bytesOf(key.salt)),
      bytesOf(key.sealed),
    );
  } catch {
    throw new WrongPassphrase();
  }
  const opened = await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]);
  return base64Of(new Uint8Array(await crypto.subtle.sign("Ed25519", opened, payload)));
}
