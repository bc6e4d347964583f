// A secret that its owner keeps in this browser, sealed under a passphrase (PBKDF2-HMAC-SHA-256,
// AES-256-GCM).
import { base64Of, bytesOf } from "../parts/file_input";

// All base64.
export interface SealedSecret {
  salt: string;
  iv: string;
  sealed: string;
}

const ITERATIONS = 600_000;

// What a passphrase has at least.
export const SHORTEST_PASSPHRASE = 12;

export class WrongPassphrase extends Error {}

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

export async function sealSecret(secret: BufferSource, passphrase: string): Promise<SealedSecret> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await derive(passphrase, salt), secret);
  return { salt: base64Of(salt), iv: base64Of(iv), sealed: base64Of(new Uint8Array(sealed)) };
}

// Throws WrongPassphrase.
export async function openSecret(secret: SealedSecret, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = await derive(passphrase, bytesOf(secret.salt));
  try {
    const iv = bytesOf(secret.iv);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytesOf(secret.sealed)));
  } catch {
    throw new WrongPassphrase();
  }
}
