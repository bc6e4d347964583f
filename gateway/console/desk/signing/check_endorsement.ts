// What a signatory's browser makes sure of before anything can be signed.
import type { PrepareEndorsementResponse, Report, User } from "@generated/api";
import { type Check, holds } from "../parts/checks";
import { bytesOf } from "../parts/file_input";
import { hexOf } from "../parts/value";
import { type FormField, parseForm, valueIn } from "../report/report_form";
import { endorsementLines, isPrepared, sha256 } from "./signed_lines";

export interface Checked {
  checks: Check[];
  // What the report says; empty if it could not be read.
  fields: FormField[];
  // What is to be signed, as it was built here; undefined unless every check holds.
  payload: Uint8Array<ArrayBuffer> | undefined;
}

const ROLES: Readonly<{ [capacity: string]: string }> = {
  UNIT_HEAD: "ROLE_UNIT_HEAD",
  LEADER: "ROLE_LEADER",
  OFFICE: "ROLE_OFFICE",
};

// A signature is handed in within 10 minutes; clocks of two computers may differ by some.
const LONGEST_MS = 15 * 60_000;

// `shown` is the case as it stands on the page.
export async function checkEndorsement(
  prepared: PrepareEndorsementResponse,
  report: Report,
  shown: { id: string; leadNo: string },
  signer: User,
): Promise<Checked> {
  const form = bytesOf(report.form);
  const fields = parseForm(form);
  const hash = await sha256(form);
  const signedAt = prepared.signedAt ?? "";
  const payload = await endorsementLines({
    caseId: shown.id,
    reportVersion: prepared.reportVersion,
    form,
    signerId: signer.id,
    signerUnitId: signer.unitId,
    capacity: prepared.capacity,
    signedAt,
    liabilityText: prepared.liabilityText,
  });
  const says = (name: string) => valueIn(fields ?? [], name);
  const checks: Check[] = [
    { name: "checkHash", holds: hash === hexOf(prepared.reportHash) && hash === hexOf(report.reportHash) },
    {
      name: "checkForm",
      holds:
        says("case") === shown.id &&
        says("lead") === shown.leadNo &&
        says("version") === String(prepared.reportVersion),
    },
    { name: "checkSigner", holds: signer.roles.some((role) => role === ROLES[prepared.capacity]) },
    { name: "checkTime", holds: Math.abs(Date.now() - Date.parse(signedAt)) < LONGEST_MS },
    { name: "checkPayload", holds: isPrepared(payload, prepared.payload) },
  ];
  return { checks, fields: fields ?? [], payload: holds(checks) ? payload : undefined };
}
