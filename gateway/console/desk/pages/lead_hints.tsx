import { Alert } from "antd";
import type { Subject } from "../parts/detail_page";
import { useLanguage } from "../words/language";

// Passages that may tell who reported it, before the lead leaves the office; and why there are none
// to read.
export function LeadHints({ row }: Subject) {
  const { words } = useLanguage();
  const hints = (row.reporterHints as string[] | undefined) ?? [];
  // A closed lead whose content may be read for a reason alone comes without it.
  if (row.state === "STATE_CLOSED" && !row.narrative) {
    return <Alert type="warning" showIcon title={words.restrictedLead} />;
  }
  if (hints.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={words.hints}
      description={hints.map((hint, index) => (
        <mark key={index} style={{ marginInlineEnd: 8 }}>
          {hint}
        </mark>
      ))}
    />
  );
}
