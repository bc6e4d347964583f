// The page of the lines behind a figure: a ledger with the filters of its method.
import type { Total } from "@generated/api";

export type LineFilters = Readonly<Record<string, string | readonly string[]>>;

// Ledger 1 has a line a lead, ledger 3 a line a case.
export const LEADS = 1;
export const CASES = 3;

export function ledgerWith(ledger: number, filters: LineFilters): string {
  const query = new URLSearchParams({ ledger: String(ledger) });
  for (const [name, value] of Object.entries(filters)) {
    for (const each of typeof value === "string" ? [value] : value) if (each) query.append(name, each);
  }
  return `/ledgers?${query.toString()}`;
}

// As the server says it: "/v1/ledgers/1?light=LIGHT_RED".
export function linesOf({ lines }: Total): string | undefined {
  const [, ledger, query = ""] = /^\/v1\/ledgers\/(\d+)(?:\?(.*))?$/.exec(lines) ?? [];
  return ledger && `/ledgers?ledger=${ledger}${query && `&${query}`}`;
}

// The lines behind each figure of a division or, with `unitId`, of a unit's cases.
export function drillsOf(scope: { division: string } | { unitId: string }) {
  const ofUnit = "unitId" in scope;
  const ledger = ofUnit ? CASES : LEADS;
  return {
    received: ledgerWith(ledger, scope),
    closed: ledgerWith(ledger, { ...scope, stage: "STAGE_DONE" }),
    open: ledgerWith(ledger, { ...scope, stage: "STAGE_OPEN" }),
    yellow: ledgerWith(LEADS, { ...scope, light: "LIGHT_YELLOW" }),
    red: ledgerWith(LEADS, { ...scope, light: ["LIGHT_RED", "LIGHT_LISTED"] }),
    substantiated: ledgerWith(CASES, {
      ...scope,
      stage: "STAGE_DONE",
      outcome: ["OUTCOME_SUBSTANTIATED", "OUTCOME_PARTLY_SUBSTANTIATED"],
    }),
  };
}
