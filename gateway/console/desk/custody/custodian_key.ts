// The X25519 key of a custodian of reporters' identities: made in this browser, or brought here
// from hechactl's file, and kept here alone, sealed under a passphrase.
import { secretbox } from "@noble/ciphers/salsa";
import { hexToBytes } from "@noble/hashes/utils";
import { base64Of } from "../parts/file_input";
import { openSecret, type SealedSecret, sealSecret, WrongPassphrase } from "../signing/sealed_secret";
import { type BoxKey, boxKeyOf, makeBoxKey } from "./box";

export interface CustodianKeyFile extends SealedSecret {
  format: "hecha-custodian-key-v1";
  userId: string;
  // Base64.
  publicKey: string;
}

export class NoKeyFile extends Error {}

const keyOf = (userId: string) => `hecha.desk.custodian.${userId}`;

export function storedCustodianKey(userId: string): CustodianKeyFile | undefined {
  const text = localStorage.getItem(keyOf(userId));
  return text ? (JSON.parse(text) as CustodianKeyFile) : undefined;
}

export const storeCustodianKey = (file: CustodianKeyFile): void =>
  localStorage.setItem(keyOf(file.userId), JSON.stringify(file));

async function sealKey(userId: string, key: BoxKey, passphrase: string): Promise<CustodianKeyFile> {
  return {
    format: "hecha-custodian-key-v1",
    userId,
    publicKey: base64Of(key.publicKey),
    ...(await sealSecret(new Uint8Array(key.secret), passphrase)),
  };
}

export const makeCustodianKey = (userId: string, passphrase: string): Promise<CustodianKeyFile> =>
  sealKey(userId, makeBoxKey(), passphrase);

// Throws WrongPassphrase.
export async function openCustodianKey(file: CustodianKeyFile, passphrase: string): Promise<BoxKey> {
  return boxKeyOf(await openSecret(file, passphrase));
}

// A backup of this browser's form, or hechactl's key file (services/common/security/sealed_box.cc),
// as this browser keeps it. Throws WrongPassphrase, or NoKeyFile for anything else and for another
// user's key.
export async function importCustodianKey(text: string, userId: string, passphrase: string): Promise<CustodianKeyFile> {
  if (text.startsWith(CTL_FORM)) return sealKey(userId, await openCtlFile(text, passphrase), passphrase);
  let file: CustodianKeyFile;
  try {
    file = JSON.parse(text) as CustodianKeyFile;
  } catch {
    throw new NoKeyFile();
  }
  if (file.format !== "hecha-custodian-key-v1" || file.userId !== userId) throw new NoKeyFile();
  await openCustodianKey(file, passphrase);
  return file;
}

const CTL_FORM = "hecha-box-key-v1";
const NONCE_BYTES = 24;

function derive(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const worker = new Worker(new URL("./argon2_worker.ts", import.meta.url), { type: "module" });
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ passphrase: new TextEncoder().encode(passphrase), salt });
  }).finally(() => worker.terminate());
}

async function openCtlFile(text: string, passphrase: string): Promise<BoxKey> {
  const [, salt = "", sealed = ""] = text.trim().split(/\s+/);
  let bytes: Uint8Array, salted: Uint8Array;
  try {
    [bytes, salted] = [hexToBytes(sealed), hexToBytes(salt)];
  } catch {
    throw new NoKeyFile();
  }
  const key = await derive(passphrase, salted);
  try {
    return boxKeyOf(secretbox(key, bytes.slice(0, NONCE_BYTES)).open(bytes.slice(NONCE_BYTES)));
  } catch {
    throw new WrongPassphrase();
  }
}
