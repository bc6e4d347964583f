// What the reporter has answered so far. It lives in the page's memory alone.
import type { FileReportRequest, Sector } from "@generated/api";
import type { Given } from "@api/call";
import type { Texts } from "../texts/zh";

type Keys<Labels> = Extract<keyof Labels, string>;
type Report = Texts["report"];

export interface Draft {
  division: string;
  divisionName: string;
  spot: string;
  sector: Sector | "";
  summary: string;
  acts: Keys<Report["matter"]["actList"]>[];
  narrative: string;
  since: Keys<Report["matter"]["sinceList"]> | "";
  going: Keys<Report["matter"]["goingList"]> | "";
  known: Keys<Report["people"]["knownList"]> | "";
  who: string;
  official: Keys<Report["people"]["officialList"]> | "";
  shield: string;
  source: Keys<Report["evidence"]["sourceList"]> | "";
  told: string;
  others: string;
  files: File[];
  kind: "anonymous" | "named";
  name: string;
  phone: string;
  idNumber: string;
  address: string;
  truthful: boolean;
}

export const emptyDraft: Draft = {
  division: "",
  divisionName: "",
  spot: "",
  sector: "",
  summary: "",
  acts: [],
  narrative: "",
  since: "",
  going: "",
  known: "",
  who: "",
  official: "",
  shield: "",
  source: "",
  told: "",
  others: "",
  files: [],
  kind: "anonymous",
  name: "",
  phone: "",
  idNumber: "",
  address: "",
  truthful: false,
};

export type Field = keyof Draft;

export const asksWho = (draft: Draft) => draft.known === "yes" || draft.known === "partly";
export const asksShield = (draft: Draft) =>
  draft.official === "yes" || draft.official === "suspected";

export interface Answer {
  label: string;
  value: string;
}

// The answers to the questions that were asked, in their order and in the words of `texts`.
export function answersOf(draft: Draft, { report }: Texts): Answer[] {
  const { place, matter, people, evidence } = report;
  const chosen = <Value extends string>(labels: Record<Value, string>, value: Value | "") =>
    value === "" ? "" : labels[value];
  const answers: Answer[] = [
    { label: place.spot, value: draft.spot },
    { label: matter.acts, value: draft.acts.map((act) => matter.actList[act]).join("；") },
    { label: matter.narrative, value: draft.narrative },
    { label: matter.since, value: chosen(matter.sinceList, draft.since) },
    { label: matter.going, value: chosen(matter.goingList, draft.going) },
    { label: people.known, value: chosen(people.knownList, draft.known) },
    { label: people.who, value: asksWho(draft) ? draft.who : "" },
    { label: people.official, value: chosen(people.officialList, draft.official) },
    { label: people.shield, value: asksShield(draft) ? draft.shield : "" },
    { label: evidence.source, value: chosen(evidence.sourceList, draft.source) },
    { label: evidence.told, value: draft.source === "told" ? draft.told : "" },
    { label: evidence.others, value: draft.others },
  ];
  return answers.filter(({ value }) => value.trim() !== "");
}

// The report as the office reads it: the narrative is the answers under their questions. `texts`
// are the office's language, whatever the reporter reads.
export function requestOf(
  draft: Draft,
  requestId: string,
  texts: Texts,
): Given<FileReportRequest> {
  const narrative = answersOf(draft, texts)
    .map(({ label, value }) => `【${label}】\n${value.trim()}`)
    .join("\n\n");
  const { name, phone, idNumber, address } = draft;
  return {
    requestId,
    division: draft.division,
    sector: draft.sector || "SECTOR_UNSPECIFIED",
    title: draft.summary.trim(),
    narrative,
    ...(draft.kind === "named" && { identity: { name, phone, idNumber, address } }),
  };
}
