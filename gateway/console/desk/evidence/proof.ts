// Checks, in the browser and on its own, that an entry is in the log that a checkpoint signs, and
// that a later checkpoint only added to an earlier one: RFC 9162 sections 2.1.3 and 2.1.4, and C2SP
// signed notes.
import { bytesOf } from "../parts/file_input";

type Bytes = Uint8Array<ArrayBuffer>;

async function sha256(...parts: Bytes[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

// RFC 9162 section 2.1.3.2.
export async function isIncluded(
  leaf: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
  root: Bytes,
): Promise<boolean> {
  if (index >= size) return false;
  let [fn, sn] = [index, size - 1];
  let hash = await sha256(LEAF, leaf);
  for (const other of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await sha256(NODE, other, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      hash = await sha256(NODE, hash, other);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equal(hash, root);
}

// RFC 9162 section 2.1.4.2: the tree of `second` leaves begins with the one of `first`.
export async function isConsistent(
  first: number,
  second: number,
  path: readonly Bytes[],
  firstRoot: Bytes,
  secondRoot: Bytes,
): Promise<boolean> {
  if (first === second) return path.length === 0 && equal(firstRoot, secondRoot);
  if (first <= 0 || first > second || path.length === 0) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  // Where the earlier tree is whole, its root is the first node of the path.
  const isWhole = Number.isInteger(Math.log2(first));
  const [start = firstRoot, ...rest] = isWhole ? [firstRoot, ...path] : path;
  let [fr, sr] = [start, start];
  for (const node of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = await sha256(NODE, node, fr);
      sr = await sha256(NODE, node, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      sr = await sha256(NODE, sr, node);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equal(fr, firstRoot) && equal(sr, secondRoot);
}

export interface Note {
  note: string;
  // "name+key id+base64 of 0x01 and the Ed25519 key".
  verifierKey: string;
  treeSize: string;
  rootHash: string;
}

const ED25519 = 1;
const KEY_ID_LENGTH = 4;

// The signature stands, and the note says the size and the root that are claimed beside it.
export async function isSigned({ note, verifierKey, treeSize, rootHash }: Note): Promise<boolean> {
  const [name = "", , encoded = ""] = verifierKey.split("+", 2).concat(verifierKey.split("+").slice(2).join("+"));
  const key = bytesOf(encoded);
  const end = note.indexOf("\n\n");
  if (end < 0 || key[0] !== ED25519) return false;
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const [, size, root] = note.split("\n");
  if (size !== treeSize || root !== rootHash) return false;
  const line = note.slice(end + 2).split("\n").find((each) => each.startsWith(`— ${name} `));
  if (!line) return false;
  const signature = bytesOf(line.slice(`— ${name} `.length)).slice(KEY_ID_LENGTH);
  const verifier = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", verifier, signature, text);
}
