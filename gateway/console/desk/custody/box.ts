// Boxes that only the holder of a private key opens: libsodium's crypto_box_seal (X25519,
// XSalsa20-Poly1305, a nonce of BLAKE2b), padded as services/common/security/sealed_box.cc does.
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa";
import { x25519 } from "@noble/curves/ed25519";
import { blake2b } from "@noble/hashes/blake2";

// What identities are padded to (services/intake/vault.h).
const BLOCK = 2048;
const KEY_BYTES = 32;
const PAD = 0x80;

export interface BoxKey {
  secret: Uint8Array;
  publicKey: Uint8Array;
}

export class ForeignBox extends Error {}

export const makeBoxKey = (): BoxKey => boxKeyOf(x25519.utils.randomPrivateKey());

export const boxKeyOf = (secret: Uint8Array): BoxKey => ({ secret, publicKey: x25519.getPublicKey(secret) });

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(at * 4, true));
}

// "expand 32-byte k"
const SIGMA = words(new TextEncoder().encode("expand 32-byte k"));

// crypto_box_beforenm: HSalsa20 of what the two keys agree on.
function agree(secret: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const shared = words(x25519.getSharedSecret(secret, publicKey));
  const derived = new Uint32Array(8);
  hsalsa(SIGMA, shared, new Uint32Array(4), derived);
  const bytes = new Uint8Array(KEY_BYTES);
  const view = new DataView(bytes.buffer);
  derived.forEach((word, at) => view.setUint32(at * 4, word, true));
  return bytes;
}

function cipherOf(key: Uint8Array, sender: Uint8Array, receiver: Uint8Array) {
  const nonce = blake2b(new Uint8Array([...sender, ...receiver]), { dkLen: 24 });
  return xsalsa20poly1305(key, nonce);
}

// Throws ForeignBox unless `box` was sealed to `key`.
export function openBox(key: BoxKey, box: Uint8Array): Uint8Array {
  try {
    const sender = box.slice(0, KEY_BYTES);
    const opened = cipherOf(agree(key.secret, sender), sender, key.publicKey).decrypt(box.slice(KEY_BYTES));
    const end = opened.lastIndexOf(PAD);
    const padded = opened.length % BLOCK === 0 && end >= 0 && opened.slice(end + 1).every((byte) => byte === 0);
    if (padded) return opened.slice(0, end);
  } catch {
    // Another key, or a box that was altered: one answer.
  }
  throw new ForeignBox();
}

export function sealBox(receiver: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(plaintext.length / BLOCK) + 1) * BLOCK);
  padded.set(plaintext);
  padded[plaintext.length] = PAD;
  const once = makeBoxKey();
  const box = cipherOf(agree(once.secret, receiver), once.publicKey, receiver).encrypt(padded);
  return new Uint8Array([...once.publicKey, ...box]);
}
