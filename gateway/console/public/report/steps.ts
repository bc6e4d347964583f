import type { Texts } from "../texts/zh";
import { asksWho, type Draft, type Field } from "./draft";

export const steps = ["place", "matter", "people", "evidence", "identity", "review"] as const;
export type Step = (typeof steps)[number];

// What must be answered before a step is left.
const REQUIRED: Record<Step, (draft: Draft) => Field[]> = {
  place: () => ["division", "sector"],
  matter: () => ["summary", "narrative"],
  people: (draft) => (asksWho(draft) ? ["who"] : []),
  evidence: () => [],
  identity: (draft) => (draft.kind === "named" ? ["name", "phone"] : []),
  review: () => ["truthful"],
};

// Where a field of the request is asked for.
const ASKED: Record<string, { step: Step; field: Field }> = {
  division: { step: "place", field: "division" },
  sector: { step: "place", field: "sector" },
  title: { step: "matter", field: "summary" },
  narrative: { step: "matter", field: "narrative" },
  "identity.name": { step: "identity", field: "name" },
  "identity.phone": { step: "identity", field: "phone" },
  "identity.idNumber": { step: "identity", field: "idNumber" },
  "identity.address": { step: "identity", field: "address" },
};

export type Problems = Partial<Record<Field, string>>;

export function problemsOf(step: Step, draft: Draft, { form }: Texts): Problems {
  const problems: Problems = {};
  for (const field of REQUIRED[step](draft)) {
    const value = draft[field];
    if (typeof value === "string" ? value.trim() === "" : value === false) {
      const chosen = field === "division" || field === "sector" || field === "truthful";
      problems[field] = chosen ? form.choose : form.missing;
    }
  }
  return problems;
}

// What the page of a step is given.
export interface StepProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  go: (step: Step) => void;
  noCustodian: boolean;
}

export const askedAt = (field: string) => ASKED[field];
