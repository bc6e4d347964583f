// What was found of an allegation, in a word. Colours say whether it is found, never that somebody
// is guilty.
import { Tag } from "antd";
import type { Case, Finding } from "@generated/api";
import { useLanguage } from "../words/language";

// The newest finding on an allegation counts.
export const newestFinding = (subject: Case, allegation: number): Finding | undefined =>
  subject.findings.filter((finding) => finding.allegation === allegation).at(-1);

export function Outcome({ finding }: { finding: Finding | undefined }) {
  const { words, value: wordOf } = useLanguage();
  return finding ? (
    <Tag color="blue">{wordOf(finding.outcome, "Outcome")}</Tag>
  ) : (
    <Tag color="orange">{words.withoutFinding}</Tag>
  );
}
