// What the team did, one step after the other, and how the next one is recorded.
import { Card, Flex, Select, Tag, Typography } from "antd";
import type { Attachment, Step } from "@generated/api";
import { Value } from "../parts/value";
import { filled, useLanguage } from "../words/language";
import { Opener, Place, useWork } from "./case_work";
import { NoneYet } from "./none_yet";
import { StepHelp } from "./template_help";

interface AttachmentPickerProps {
  attachments: readonly Attachment[];
  // Of the form's field.
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
}

// Files of the lead, by their names.
export function AttachmentPicker({ attachments, ...given }: AttachmentPickerProps) {
  const { words } = useLanguage();
  return (
    <Select
      {...given}
      mode="multiple"
      placeholder={words.pickAttachments}
      showSearch={{ optionFilterProp: "label" }}
      options={attachments.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

export function StepLine({ step, attachments }: { step: Step; attachments: readonly Attachment[] }) {
  const { words, field, value: wordOf } = useLanguage();
  const files = step.attachmentIds.map(
    (id) => attachments.find((attachment) => attachment.id === id)?.name ?? words.attachments,
  );
  return (
    <li className="step">
      <Flex wrap gap={8} align="baseline">
        <Typography.Text strong>{filled(words.stepNo, { n: step.step })}</Typography.Text>
        <Tag>{wordOf(step.kind, "StepKind")}</Tag>
        <Value name="happenedAt" field={{ type: "time" }} value={step.happenedAt} />
        <span>{step.place}</span>
      </Flex>
      <div className="words">{step.text}</div>
      <Typography.Text type="secondary" className="words">
        {step.peoplePresent.length > 0 && `${field("peoplePresent")} ${step.peoplePresent.join("、")} · `}
        {files.length > 0 && `${field("attachmentIds")} ${files.join("、")} · `}
        {field("recordedBy")} <Value name="recordedBy" field={{ type: "string" }} value={step.recordedBy} />
      </Typography.Text>
    </li>
  );
}

export function Steps({ attachments }: { attachments: readonly Attachment[] }) {
  const { words, field } = useLanguage();
  const { case: subject } = useWork();
  return (
    <Card size="small" title={field("steps")} extra={<Opener method="recordStep" />} data-part="steps">
      <Place method="recordStep" help={<StepHelp />} />
      {subject.steps.length === 0 ? (
        <NoneYet words={words.noSteps} />
      ) : (
        <ol className="plain steps">
          {subject.steps.map((step) => (
            <StepLine key={step.step} step={step} attachments={attachments} />
          ))}
        </ol>
      )}
    </Card>
  );
}
