// The form of any method, drawn from its request. A refusal stands at the field it names.
import { Alert, Button, Flex, Form } from "antd";
import { useRef, useState } from "react";
import { newRequestId } from "@api/call";
import { Refusal } from "@api/refusal";
import { isPlumbing, type MethodName, methodOf, run, type Row } from "../schema";
import { useHeldNews } from "../shell/changes";
import { useLanguage } from "../words/language";
import { given, prefill } from "./answers";
import { FieldInput } from "./input";
import { RefusalAlert } from "./refusal_alert";

export interface VerbFormProps {
  method: MethodName;
  // Sent as they are where the method takes them, and not asked for.
  fixed?: Row;
  initial?: Row;
  // The fields that are asked for; all if unset.
  only?: readonly string[] | undefined;
  onDone: (answer: Row) => void;
  // Called where somebody else changed the object meanwhile.
  onStale?: (() => void) | undefined;
}

// "team[0].userId" as ["team", 0, "userId"].
function pathOf(field: string): Array<string | number> {
  return field
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export function VerbForm({ method, fixed = {}, initial = {}, only, onDone, onStale }: VerbFormProps) {
  const { words, verb } = useLanguage();
  const [form] = Form.useForm<Row>();
  const heldNews = useHeldNews();
  const [refusal, setRefusal] = useState<unknown>();
  const [stale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);
  // Of the attempt: a retry of the same answers acts once.
  const attempt = useRef({ answers: "", requestId: "" });
  const fields = methodOf(method).request;
  const message = `${method.charAt(0).toUpperCase()}${method.slice(1)}Request`;
  const asked = Object.entries(fields).filter(
    ([name]) => !isPlumbing(name) && !(name in fixed) && (!only || only.includes(name)),
  );
  const refuse = (error: unknown) => {
    const path = error instanceof Refusal ? pathOf(error.field) : [];
    const shown = asked.some(([name]) => name === path[0]);
    const text = error instanceof Refusal ? error.message : "";
    if (shown) form.setFields([{ name: path as never, errors: [text] }]);
    if (error instanceof Refusal && error.metadata.currentEtag && onStale) {
      setStale(true);
      onStale();
    } else {
      setRefusal(error);
    }
  };
  const submit = async (values: Row) => {
    setBusy(true);
    setRefusal(undefined);
    setStale(false);
    const taken = Object.fromEntries(Object.entries(fixed).filter(([name]) => fields[name]));
    const request = { ...given(values), ...taken };
    const answers = JSON.stringify(request);
    if (answers !== attempt.current.answers) attempt.current = { answers, requestId: newRequestId() };
    const keyed = fields.requestId ? { requestId: attempt.current.requestId } : {};
    try {
      onDone(await run(method, { ...request, ...keyed }));
    } catch (error) {
      refuse(error);
    }
    setBusy(false);
  };
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      initialValues={prefill(initial, fields)}
      scrollToFirstError
    >
      {heldNews && !stale && <Alert type="info" showIcon title={words.news} style={{ marginBottom: 16 }} />}
      {stale && <Alert type="warning" showIcon title={words.changed} style={{ marginBottom: 16 }} />}
      <RefusalAlert refusal={refusal} />
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
