// Each allegation and what was found of it. A finding is entered in its row.
import { Card, Flex, Select, Typography } from "antd";
import type { Case, Evidence, Exhibit, Finding } from "@generated/api";
import { Value } from "../parts/value";
import { filled, useLanguage } from "../words/language";
import { Opener, Place, useWork } from "./case_work";
import { newestFinding, Outcome } from "./outcome";

const keyOf = ({ step, exhibitId }: Evidence): string => (exhibitId ? `exhibit ${exhibitId}` : `step ${step}`);

function evidenceOf(key: string): Evidence {
  const [kind, id = ""] = key.split(" ");
  return kind === "exhibit" ? { exhibitId: id } : { step: Number(id) };
}

interface EvidencePickerProps {
  subject: Case;
  exhibits: readonly Exhibit[];
  // Of the form's field.
  id?: string;
  value?: Evidence[];
  onChange?: (evidence: Evidence[]) => void;
}

// The steps and the exhibits of the case, by their own words.
export function EvidencePicker({ subject, exhibits, id, value = [], onChange }: EvidencePickerProps) {
  const { words, field, value: wordOf } = useLanguage();
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={value.map(keyOf)}
      onChange={(keys: string[]) => onChange?.(keys.map(evidenceOf))}
      placeholder={words.pickEvidence}
      showSearch={{ optionFilterProp: "label" }}
      options={[
        {
          label: field("steps"),
          options: subject.steps.map(({ step, kind, text }) => ({
            value: `step ${step}`,
            label: `${filled(words.stepNo, { n: step })} ${wordOf(kind, "StepKind")} ${text}`,
          })),
        },
        {
          label: words.exhibits,
          options: exhibits.map((exhibit) => ({ value: `exhibit ${exhibit.id}`, label: exhibit.description })),
        },
      ]}
    />
  );
}

interface AllegationPickerProps {
  subject: Case;
  // Of the form's field.
  id?: string;
  value?: number;
  onChange?: (allegation: number) => void;
}

// An allegation by its words, where a form asks for its number.
export function AllegationPicker({ subject, ...given }: AllegationPickerProps) {
  const { words } = useLanguage();
  return (
    <Select
      {...given}
      placeholder={words.pickAllegation}
      showSearch={{ optionFilterProp: "label" }}
      options={(subject.plan?.allegations ?? []).map((text, index) => ({
        value: index + 1,
        label: `${index + 1}. ${text}`,
      }))}
    />
  );
}

function EvidenceLine({ finding, exhibits }: { finding: Finding; exhibits: readonly Exhibit[] }) {
  const { words, field } = useLanguage();
  if (finding.evidence.length === 0) return null;
  const names = finding.evidence.map(({ step, exhibitId }) =>
    exhibitId
      ? (exhibits.find(({ id }) => id === exhibitId)?.description ?? field("exhibitId"))
      : filled(words.stepNo, { n: step ?? 0 }),
  );
  return (
    <div>
      <Typography.Text type="secondary">{field("evidence")}</Typography.Text> {names.join("；")}
    </div>
  );
}

function Found({ finding, exhibits }: { finding: Finding; exhibits: readonly Exhibit[] }) {
  const { field } = useLanguage();
  return (
    <div className="found">
      <div className="words">{finding.basis}</div>
      {finding.legalBasis && (
        <div className="words">
          <Typography.Text type="secondary">{field("legalBasis")}</Typography.Text> {finding.legalBasis}
        </div>
      )}
      <EvidenceLine finding={finding} exhibits={exhibits} />
      <Typography.Text type="secondary">
        <Value name="recordedBy" field={{ type: "string" }} value={finding.recordedBy} />{" "}
        <Value name="recordedAt" field={{ type: "time" }} value={finding.recordedAt} />
      </Typography.Text>
    </div>
  );
}

// What was found before the newest finding, oldest first.
function Earlier({ findings }: { findings: readonly Finding[] }) {
  const { words, value: wordOf } = useLanguage();
  if (findings.length === 0) return null;
  return (
    <details>
      <summary>{filled(words.earlierFindings, { n: findings.length })}</summary>
      {findings.map((finding, index) => (
        <div key={index} className="words">
          <Value name="recordedAt" field={{ type: "time" }} value={finding.recordedAt} />{" "}
          {wordOf(finding.outcome, "Outcome")} {finding.basis}
        </div>
      ))}
    </details>
  );
}

interface RowProps {
  number: number;
  text: string;
  exhibits: readonly Exhibit[];
}

function AllegationRow({ number, text, exhibits }: RowProps) {
  const { words, verb } = useLanguage();
  const { case: subject } = useWork();
  const newest = newestFinding(subject, number);
  const all = subject.findings.filter(({ allegation }) => allegation === number);
  return (
    <li id={`allegation-${number}`} tabIndex={-1} className="allegation-row">
      <Flex gap={8} justify="space-between" align="start">
        <div className="words allegation-text">
          <Typography.Text strong>{number}.</Typography.Text> {text}
        </div>
        <Flex gap={8} align="center" className="allegation-end">
          <Outcome finding={newest} />
          <Opener
            method="recordFinding"
            part={number}
            primary={!newest}
            {...(newest ? { label: words.changeFinding } : {})}
          />
        </Flex>
      </Flex>
      {newest && <Found finding={newest} exhibits={exhibits} />}
      <Earlier findings={all.slice(0, -1)} />
      <Place
        method="recordFinding"
        part={number}
        title={`${verb("recordFinding")} · ${number}`}
        fixed={{ allegation: number }}
        initial={newest ? { ...newest } : {}}
      />
    </li>
  );
}

export function Findings({ exhibits }: { exhibits: readonly Exhibit[] }) {
  const { words } = useLanguage();
  const { case: subject } = useWork();
  const allegations = subject.plan?.allegations ?? [];
  return (
    <Card size="small" title={words.findingsSection} extra={<Opener method="addAllegation" />} data-part="findings">
      <Place method="addAllegation" />
      {allegations.length === 0 ? (
        <Typography.Text type="secondary">{words.noAllegations}</Typography.Text>
      ) : (
        <ol className="plain allegation-rows">
          {allegations.map((text, index) => (
            <AllegationRow key={index} number={index + 1} text={text} exhibits={exhibits} />
          ))}
        </ol>
      )}
    </Card>
  );
}
