// What an id in a field of this name points at.
import type { Page } from "./reference_picker";

const PEOPLE = /(^u|U)serId$|By$|(proposer|approver|chair|author|signer|acceptor|rectifier|holder|[dD]ecider|actor)Id$/;
const UNITS = /[uU]nitIds?$/;

// Nouns with a page of their own: field → path.
const PAGES: ReadonlyArray<[RegExp, Page]> = [
  [/[lL]eadIds?$/, "leads"],
  [/[cC]aseId$|^reviewOf$/, "cases"],
  [/transferId$/, "transfers"],
  [/meetingId$/, "meetings"],
  [/sweepId$/, "sweeps"],
];

export type Reference = "user" | "unit" | "division" | { page: Page };

export function referenceOf(name: string): Reference | undefined {
  if (name === "division") return "division";
  if (UNITS.test(name)) return "unit";
  if (PEOPLE.test(name)) return "user";
  const page = PAGES.find(([pattern]) => pattern.test(name))?.[1];
  return page ? { page } : undefined;
}
