// The form of any method, drawn from its request. A refusal stands at the field it names.
import { Alert, Button, Flex, Form } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { newRequestId } from "@api/call";
import { Refusal } from "@api/refusal";
import type { Fields } from "@api/schema";
import { getLead, type Unit } from "@generated/api";
import { isPlumbing, messageOf, type MethodName, methodOf, run, type Row } from "../schema";
import { useHeldNews } from "../shell/changes";
import { useDirectory } from "../shell/directory";
import { type Unsaved, useUnsaved } from "../shell/unsaved";
import { type Language, useLanguage } from "../words/language";
import { given, prefill } from "./answers";
import { FieldInput } from "./input";
import { RefusalAlert } from "./refusal_alert";

export interface VerbFormProps {
  method: MethodName;
  // Sent as they are where the method takes them, and not asked for.
  fixed?: Row;
  initial?: Row;
  // Tells its controls from those of other forms on the page.
  name?: string;
  // The fields that are asked for, in this order; all in that of the API if unset.
  only?: readonly string[] | undefined;
  // Those of them that are needed here, beside what the method always needs.
  requires?: readonly string[];
  // Of whatever the form stands in, which closes it; the form's own if unset.
  unsaved?: Unsaved;
  // Above the fields, inside the form.
  help?: ReactNode;
  onDone: (answer: Row) => void;
  // Called where somebody else changed the object meanwhile.
  onStale?: (() => void) | undefined;
}

// Not asked for: names of what other fields choose.
const NAMED_BY: Readonly<Record<string, string>> = { unitName: "unitId", leadNo: "leadId" };

const isNamed = (name: string, fields: Fields): boolean =>
  name in fields && (NAMED_BY[name] ?? "") in fields;

async function namesIn(request: Row, fields: Fields, units: ReadonlyMap<string, Unit>): Promise<Row> {
  const { unitId, leadId } = request;
  const unit = units.get(String(unitId));
  return {
    ...(isNamed("unitName", fields) && unit ? { unitName: unit.name } : {}),
    ...(isNamed("leadNo", fields) && leadId ? { leadNo: (await getLead({ leadId: String(leadId) })).leadNo } : {}),
  };
}

// "team[0].userId" as ["team", 0, "userId"].
function pathOf(field: string): Array<string | number> {
  return field
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

// What people call the field that a refusal names.
function labelOf(path: string, fields: Fields, message: string, { field: wordOf }: Language): string {
  let label = "";
  let within = { fields, message };
  for (const part of pathOf(path)) {
    if (typeof part === "number") continue;
    label = wordOf(part, within.message);
    const of = within.fields[part]?.of ?? "";
    within = { fields: messageOf(of), message: of };
  }
  return label;
}

export function VerbForm(props: VerbFormProps) {
  const { method, name: formName, fixed = {}, initial = {}, only, requires = [], help, onDone, onStale } =
    props;
  const language = useLanguage();
  const { words, verb } = language;
  const { units } = useDirectory();
  const own = useUnsaved();
  const unsaved = props.unsaved ?? own;
  const [form] = Form.useForm<Row>();
  const heldNews = useHeldNews();
  const [refusal, setRefusal] = useState<unknown>();
  const [stale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);
  // Of the attempt: a retry of the same answers acts once.
  const attempt = useRef({ answers: "", requestId: "" });
  const fields = methodOf(method).request;
  const message = `${method.charAt(0).toUpperCase()}${method.slice(1)}Request`;
  const asked = Object.entries(fields)
    .filter(
      ([name]) =>
        !isPlumbing(name) && !(name in fixed) && !isNamed(name, fields) && (!only || only.includes(name)),
    )
    .sort(([one], [other]) => (only ? only.indexOf(one) - only.indexOf(other) : 0))
    .map(([name, field]) => [name, requires.includes(name) ? { ...field, required: true as const } : field] as const);
  const untouched = useRef("");
  useEffect(() => {
    untouched.current = JSON.stringify(given(form.getFieldsValue()));
  }, [form]);
  const refuse = (error: unknown) => {
    const wrong = error instanceof Refusal ? error.violations : [];
    const shown = wrong.filter(({ field }) => asked.some(([name]) => name === pathOf(field)[0]));
    form.setFields(shown.map(({ field, text }) => ({ name: pathOf(field) as never, errors: [text] })));
    if (error instanceof Refusal && error.metadata.currentEtag && onStale) {
      setStale(true);
      onStale();
    } else {
      setRefusal(error);
    }
  };
  const where = refusal instanceof Refusal ? labelOf(refusal.field, fields, message, language) : "";
  const submit = async (values: Row) => {
    setBusy(true);
    setRefusal(undefined);
    setStale(false);
    const taken = Object.fromEntries(Object.entries(fixed).filter(([name]) => fields[name]));
    const request: Row = { ...given(values), ...taken };
    const answers = JSON.stringify(request);
    if (answers !== attempt.current.answers) attempt.current = { answers, requestId: newRequestId() };
    const keyed = fields.requestId ? { requestId: attempt.current.requestId } : {};
    try {
      const names = await namesIn(request, fields, units);
      const answer = await run(method, { ...request, ...names, ...keyed });
      unsaved.set(false);
      onDone(answer);
    } catch (error) {
      refuse(error);
    }
    setBusy(false);
  };
  return (
    <Form
      form={form}
      {...(formName ? { name: formName } : {})}
      layout="vertical"
      onFinish={submit}
      initialValues={prefill(initial, fields)}
      onValuesChange={(_, values) => unsaved.set(JSON.stringify(given(values)) !== untouched.current)}
      scrollToFirstError
    >
      {heldNews && !stale && <Alert type="info" showIcon title={words.news} style={{ marginBottom: 16 }} />}
      {stale && <Alert type="warning" showIcon title={words.changed} style={{ marginBottom: 16 }} />}
      <RefusalAlert refusal={refusal} where={where} />
      {help}
      {asked.map(([name, field]) => (
        <FieldInput key={name} name={name} field={field} message={message} path={[name]} />
      ))}
      <Flex justify="end">
        <Button type="primary" htmlType="submit" loading={busy}>
          {verb(method)}
        </Button>
      </Flex>
    </Form>
  );
}
