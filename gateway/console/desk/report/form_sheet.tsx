// A frozen report as a sheet of paper: every field of its canonical form, and nothing else.
import { Typography } from "antd";
import type { ReactNode } from "react";
import { formatTime } from "../parts/value";
import { useDirectory } from "../shell/directory";
import { filled, useLanguage } from "../words/language";
import { type FormField, type FormGroup, groupsOf, valueIn } from "./report_form";

// Fields of the form that the API calls otherwise.
const FIELDS: Readonly<{ [name: string]: string }> = {
  version: "reportVersion", lead: "leadNo", investigator: "userId", finding: "allegation", finding_outcome: "outcome", found_by: "recordedBy",
  found_at: "recordedAt", present: "peoplePresent", attachment: "attachmentIds",
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const PEOPLE = new Set(["investigator", "found_by", "recorded_by", "submitted_by"]);
const IDS = new Set(["case", "unit", "attachment"]);
// Texts that people wrote: a paragraph of their own.
const TEXTS = new Set(["plan", "declaration", "allegation", "basis", "legal_basis", "text", "report"]);

function ShownValue({ name, value }: FormField) {
  const { code, words, value: wordOf } = useLanguage();
  const { nameOf } = useDirectory();
  if (name.endsWith("_at")) return <time dateTime={value}>{formatTime(value, code)}</time>;
  if (name === "outcome" || name === "finding_outcome") return wordOf(`OUTCOME_${value}`, "Outcome");
  if (name === "kind") return wordOf(`KIND_${value}`, "StepKind");
  if (PEOPLE.has(name)) return <span title={value}>{nameOf(value) ?? words.otherPerson}</span>;
  if (name === "evidence") return evidenceWords(value, words.exhibits, words.stepNo);
  if (IDS.has(name)) return <code className="id">{value}</code>;
  return (
    <span lang="zh-CN" className="words">
      {value}
    </span>
  );
}

function evidenceWords(value: string, exhibit: string, stepNo: string): ReactNode {
  const [kind, id = ""] = value.split(" ");
  if (kind !== "exhibit") return stepNo.replace("{n}", id);
  return (
    <>
      {exhibit} <code className="id">{id}</code>
    </>
  );
}

// `number` is an allegation's own: the form leaves it to the order.
function Line({ field, number }: { field: FormField; number: number }) {
  const { words, field: wordOf } = useLanguage();
  const own: Readonly<{ [name: string]: string }> = {
    case: words.caseCode,
    unit: words.unitCode,
    report: words.reportText,
    allegation: filled(words.numberedAllegation, { n: number }),
  };
  const label = own[field.name] ?? wordOf(FIELDS[field.name] ?? camel(field.name));
  return (
    <div className={TEXTS.has(field.name) ? "sheet-text" : "sheet-line"}>
      <dt>{label}</dt>
      <dd>
        <ShownValue {...field} />
      </dd>
    </div>
  );
}

function Group({ head, rest, number }: FormGroup & { number: number }) {
  return (
    <dl className="sheet-group" data-group={head.name}>
      {[head, ...rest].map((field, index) => (
        <Line key={index} field={field} number={number} />
      ))}
    </dl>
  );
}

export function FormSheet({ fields }: { fields: readonly FormField[] }) {
  const { words } = useLanguage();
  const groups = groupsOf(fields);
  return (
    <article className="sheet" data-part="sheet" aria-label={words.frozenForm}>
      <Typography.Title level={2} className="sheet-title">
        {valueIn(fields, "outcome") === "ALREADY_HANDLED" ? words.closingReport : words.verificationReport}
      </Typography.Title>
      {groups.map((group, index) => (
        <Group
          key={index}
          {...group}
          number={groups.slice(0, index + 1).filter(({ head }) => head.name === "allegation").length}
        />
      ))}
    </article>
  );
}
