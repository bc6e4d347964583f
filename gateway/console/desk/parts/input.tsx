// The control for one field of a request, by what the API says of it.
import { Button, Card, Checkbox, DatePicker, Flex, Form, Input, InputNumber, Select, Typography } from "antd";
import type { ReactNode } from "react";
import type { Field } from "@api/schema";
import { isPlumbing, messageOf, valuesOf } from "../schema";
import { useDirectory } from "../shell/directory";
import { filled, useLanguage } from "../words/language";
import { FileInput } from "./file_input";
import { charactersOf, countWords, rulesOf } from "./limits";
import { useOwnControl } from "./own_controls";
import { ReferencePicker } from "./reference_picker";
import { referenceOf } from "./references";

export type Path = ReadonlyArray<string | number>;

// Texts of more than a line.
const LONG_TEXTS = new Set([
  "narrative", "text", "reason", "summary", "opinion", "statement", "minutes", "description",
  "measures", "result", "facts", "grounds", "execution", "appeal", "reasons", "cause", "basis",
  "explanation", "body", "instructions", "conclusion", "request", "answer", "note", "remark",
  "allegations", "purpose",
]);

interface ControlProps {
  name: string;
  field: Field;
  id?: string;
  value?: never;
  onChange?: never;
}

// Form.Item hands value and onChange to it; they are passed on.
export function Control({ name, field, ...given }: ControlProps) {
  const { words, value: wordOf } = useLanguage();
  const { units, users, divisions } = useDirectory();
  const reference = field.type === "string" ? referenceOf(name) : undefined;
  const choice = (options: Array<{ value: string; label: string }>) => (
    <Select
      {...given}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      options={options}
      {...(field.list ? { mode: "multiple" as const } : {})}
    />
  );
  if (field.type === "enum") {
    const values = field.choices ?? valuesOf(field.of);
    return choice(values.map((value) => ({ value, label: wordOf(value, field.of) })));
  }
  if (reference === "unit") {
    const several = new Set([...units.values()].map(({ division }) => division)).size > 1;
    const nameOf = (code: string) => (several ? (divisions.get(code)?.name ?? code) : "");
    return choice(
      [...units.values()].map(({ id, name: label, division }) => ({
        value: id,
        label: `${nameOf(division)}${label}`,
      })),
    );
  }
  if (reference === "user" && users.size > 1) {
    return choice(
      [...users.values()].filter(({ disabled }) => !disabled).map(({ id, displayName, unitId }) => ({
        value: id,
        label: `${units.get(unitId)?.name ?? ""} ${displayName}`,
      })),
    );
  }
  if (reference === "division") {
    return choice([...divisions.values()].map(({ code, name: label }) => ({ value: code, label })));
  }
  if (typeof reference === "object") {
    return <ReferencePicker {...given} page={reference.page} multiple={field.list ?? false} />;
  }
  if (field.type === "time") return <DatePicker {...given} showTime={{ format: "HH:mm" }} style={{ width: "100%" }} />;
  const { min = 0, max } = field;
  if (field.type === "integer" || field.type === "number") {
    const range = max === undefined ? "" : filled(words.numberBetween, { min, max });
    // Without buttons: their names are in English, whatever the page speaks. The arrows go up and down.
    return <InputNumber {...given} controls={false} placeholder={range} style={{ width: "100%" }} />;
  }
  if (field.type === "bytes") return <FileInput {...given} digest={name === "sha256"} />;
  if (name === "password" || name === "newPassword") {
    return <Input.Password {...given} autoComplete="new-password" />;
  }
  const most = field.list ? field.each?.max : max;
  const count = most === undefined ? {} : { count: { show: true, max: most, strategy: charactersOf } };
  if (LONG_TEXTS.has(name)) return <Input.TextArea {...given} {...count} rows={4} />;
  return <Input {...given} {...count} autoComplete="off" />;
}

interface FieldInputProps {
  name: string;
  field: Field;
  message: string;
  // Where it stands in the form; `path` is relative to the nearest list, for antd.
  path: Path;
  // Whether what it is a part of is given in any case, or is a line that somebody added.
  given?: Given;
}

type Given = "always" | "as a line" | "if begun";

export function FieldInput({ name, field, message, path, given = "always" }: FieldInputProps) {
  const { words, field: wordOf } = useLanguage();
  const label = wordOf(name, message);
  const at = [...path];
  const always = given === "always";
  const rules = rulesOf(field, words, always);
  const own = useOwnControl(name, message);
  if (own) {
    return (
      <Form.Item name={at} label={label} rules={rules} required={field.required === true && given !== "if begun"}>
        {own}
      </Form.Item>
    );
  }
  if (field.type === "map") return null;
  if (field.type === "message" && field.list) {
    return (
      <Repeated path={path} label={label} field={field} always={always}>
        {(index) => <Inputs message={field.of ?? ""} path={[index]} given="as a line" />}
      </Repeated>
    );
  }
  if (field.type === "message") {
    const needed = always && field.required === true;
    return (
      <Card size="small" title={needed ? label : <Optional label={label} />} style={{ marginBottom: 16 }}>
        <Inputs message={field.of ?? ""} path={path} given={needed ? "always" : "if begun"} />
      </Card>
    );
  }
  if (field.list && field.type === "string" && !referenceOf(name)) {
    return (
      <Repeated path={path} label={label} field={field} always={always}>
        {(index) => (
          <Form.Item name={[index]} label={`${label} ${index + 1}`} rules={rulesOf({ type: "string", ...field.each }, words, false)}>
            <Control name={name} field={field} />
          </Form.Item>
        )}
      </Repeated>
    );
  }
  if (field.type === "boolean") {
    return (
      <Form.Item name={at} valuePropName="checked">
        <Checkbox>{label}</Checkbox>
      </Form.Item>
    );
  }
  return (
    <Form.Item
      name={at}
      label={label}
      rules={rules}
      required={field.required === true && given !== "if begun"}
      extra={field.list ? countWords(field, words) : ""}
    >
      <Control name={name} field={field} />
    </Form.Item>
  );
}

function Inputs({ message, path, given }: { message: string; path: Path; given: Given }) {
  return Object.entries(messageOf(message))
    .filter(([name]) => !isPlumbing(name))
    .map(([name, field]) => (
      <FieldInput key={name} name={name} field={field} message={message} path={[...path, name]} given={given} />
    ));
}

function Optional({ label }: { label: string }) {
  const { words } = useLanguage();
  return (
    <>
      {label} <Typography.Text type="secondary">{words.optional}</Typography.Text>
    </>
  );
}

interface RepeatedProps {
  path: Path;
  label: string;
  field: Field;
  always: boolean;
  children: (index: number) => ReactNode;
}

function Repeated({ path, label, field, always, children }: RepeatedProps) {
  const { words } = useLanguage();
  const fits = async (_: unknown, lines: unknown[] = []) => {
    const { min = 0, max = Infinity } = field;
    if (lines.length === 0 && !(always && field.required)) return;
    if (lines.length < min || lines.length > max) throw new Error(countWords(field, words));
  };
  return (
    <Form.List name={[...path]} rules={[{ validator: fits }]}>
      {(items, { add, remove }, { errors }) => (
        <Card
          size="small"
          title={always && field.required ? label : <Optional label={label} />}
          extra={<Typography.Text type="secondary">{countWords(field, words)}</Typography.Text>}
          style={{ marginBottom: 16 }}
        >
          <Form.ErrorList errors={errors} />
          {items.map(({ key, name }) => (
            <Flex key={key} gap={8} align="start">
              <div style={{ flex: 1 }}>{children(name)}</div>
              <Button onClick={() => remove(name)} aria-label={`${words.remove} ${label} ${name + 1}`}>
                {words.remove}
              </Button>
            </Flex>
          ))}
          <Button type="dashed" block onClick={() => add()}>
            {words.add}
            {label}
          </Button>
        </Card>
      )}
    </Form.List>
  );
}
