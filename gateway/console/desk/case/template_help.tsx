// What the sector's template proposes, put into the form that is being filled: nothing is filled in
// unasked.
import { Button, Flex, Form, Typography } from "antd";
import { type CaseTemplate, listCaseTemplates } from "@generated/api";
import { useCall } from "../parts/use_call";
import { filled, useLanguage } from "../words/language";
import { useWork } from "./case_work";
import { useFirstAllegations } from "./first_review";

function useTemplate(): CaseTemplate | undefined {
  const { case: subject } = useWork();
  const called = useCall(() => listCaseTemplates({ sector: subject.sector }), [subject.sector]);
  return called.data?.caseTemplates[0];
}

// Adds a line to the form's text.
function useAddLine(): (line: string) => void {
  const form = Form.useFormInstance();
  return (line) => {
    const before = String(form.getFieldValue("text") ?? "").trimEnd();
    form.setFieldValue("text", before ? `${before}\n${line}` : line);
  };
}

function Offers({ title, lines, onTake }: { title: string; lines: readonly string[]; onTake: (line: string) => void }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <Typography.Text type="secondary">{title}</Typography.Text>
      <Flex wrap gap={6} role="group" aria-label={title}>
        {lines.map((line) => (
          <Button key={line} size="small" className="offer" onClick={() => onTake(line)}>
            + {line}
          </Button>
        ))}
      </Flex>
    </div>
  );
}

// Adds an allegation to the form, unless it stands there.
function useAddAllegation(): (text: string) => void {
  const form = Form.useFormInstance();
  return (text) => {
    const before = ((form.getFieldValue("allegations") as string[] | undefined) ?? []).filter(Boolean);
    if (!before.includes(text)) form.setFieldValue("allegations", [...before, text]);
  };
}

// Beside the plan: what was alleged at first, the skeleton, the usual steps, the papers to ask for.
export function PlanHelp() {
  const { words, field, value: wordOf } = useLanguage();
  const template = useTemplate();
  const addLine = useAddLine();
  const addAllegation = useAddAllegation();
  const firstAllegations = useFirstAllegations();
  if (!template) return null;
  return (
    <Flex vertical gap={8} className="template" data-part="template">
      <Offers title={words.firstAllegations} lines={firstAllegations} onTake={addAllegation} />
      <Flex justify="space-between" align="center" gap={8} wrap>
        <Typography.Text strong>
          {filled(words.templateOf, { sector: wordOf(template.sector, "Sector") })}
        </Typography.Text>
        <Button size="small" onClick={() => addLine(template.plan)}>
          {words.takeSkeleton}
        </Button>
      </Flex>
      <Typography.Paragraph type="secondary" className="words" style={{ margin: 0 }}>
        {template.plan}
      </Typography.Paragraph>
      <Offers title={words.usualSteps} lines={template.steps} onTake={addLine} />
      <Offers title={field("documents")} lines={template.documents} onTake={(line) => addLine(filled(words.askFor, { line }))} />
    </Flex>
  );
}

// Beside a step: what is usually done.
export function StepHelp() {
  const { words } = useLanguage();
  const template = useTemplate();
  const addLine = useAddLine();
  if (!template) return null;
  return (
    <div className="template">
      <Offers title={words.usualSteps} lines={template.steps} onTake={addLine} />
    </div>
  );
}
