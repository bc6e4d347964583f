// The bytes that a person signs, built anew from what the person is shown (endorsement.proto,
// exhibit.proto). Whoever signs these signs nothing that the server alone has seen.
import { bytesOf } from "../parts/file_input";
import { hexOf } from "../parts/value";

type Bytes = Uint8Array<ArrayBuffer>;

export async function sha256(bytes: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

// "2019-04-15T01:02:03.004Z" as "2019-04-15T01:02:03.004000Z".
export function canonicalTime(time: string): string {
  const [, whole = "", fraction = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})0*)?Z$/.exec(time) ?? [];
  return `${whole}.${fraction.padEnd(6, "0")}Z`;
}

const linesOf = (...lines: string[]): Bytes => utf8(lines.map((line) => `${line}\n`).join(""));

export interface Endorsed {
  caseId: string;
  reportVersion: number;
  form: Bytes;
  signerId: string;
  signerUnitId: string;
  capacity: string;
  signedAt: string;
  liabilityText: string;
}

export async function endorsementLines(what: Endorsed): Promise<Bytes> {
  return linesOf(
    "hecha-endorsement-v2",
    what.caseId,
    String(what.reportVersion),
    await sha256(what.form),
    what.signerId,
    what.signerUnitId,
    what.capacity,
    canonicalTime(what.signedAt),
    await sha256(utf8(what.liabilityText)),
  );
}

export interface HandedOver {
  exhibitId: string;
  caseId: string;
  // Of the exhibit, base64.
  sha256: string;
  number: number;
  fromUserId: string;
  toUserId: string;
  purpose: string;
}

export async function custodyLines(what: HandedOver): Promise<Bytes> {
  return linesOf(
    "hecha-custody-v1",
    what.exhibitId,
    what.caseId,
    hexOf(what.sha256),
    String(what.number),
    what.fromUserId,
    what.toUserId,
    await sha256(utf8(what.purpose)),
  );
}

// Whether the server prepared exactly these bytes, given in base64.
export function isPrepared(lines: Bytes, payload: string): boolean {
  const prepared = bytesOf(payload);
  return prepared.length === lines.length && prepared.every((byte, index) => byte === lines[index]);
}
