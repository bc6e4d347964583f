// The control for one field of a request, by what the API says of it.
import { Button, Card, Checkbox, DatePicker, Flex, Form, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import type { Field } from "@api/schema";
import { isPlumbing, messageOf, valuesOf } from "../schema";
import { useDirectory } from "../shell/directory";
import { useLanguage } from "../words/language";
import { FileInput } from "./file_input";
import { LeadPicker } from "./lead_picker";
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
  const { value: wordOf } = useLanguage();
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
    return choice(valuesOf(field.of).map((value) => ({ value, label: wordOf(value, field.of) })));
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
      [...users.values()].map(({ id, displayName, unitId }) => ({
        value: id,
        label: `${units.get(unitId)?.name ?? ""} ${displayName}`,
      })),
    );
  }
  if (reference === "division") {
    return choice([...divisions.values()].map(({ code, name: label }) => ({ value: code, label })));
  }
  if (typeof reference === "object" && reference.page === "leads") {
    return <LeadPicker {...given} multiple={field.list ?? false} />;
  }
  if (field.type === "time") return <DatePicker {...given} showTime={{ format: "HH:mm" }} style={{ width: "100%" }} />;
  if (field.type === "integer" || field.type === "number") return <InputNumber {...given} style={{ width: "100%" }} />;
  if (field.type === "bytes") return <FileInput {...given} digest={name === "sha256"} />;
  if (name === "password") return <Input.Password {...given} autoComplete="new-password" />;
  if (LONG_TEXTS.has(name)) return <Input.TextArea {...given} rows={4} />;
  return <Input {...given} autoComplete="off" />;
}

interface FieldInputProps {
  name: string;
  field: Field;
  message: string;
  // Where it stands in the form; `path` is relative to the nearest list, for antd.
  path: Path;
}

export function FieldInput({ name, field, message, path }: FieldInputProps) {
  const { field: wordOf } = useLanguage();
  const label = wordOf(name, message);
  const at = [...path];
  if (field.type === "map") return null;
  if (field.type === "message" && field.list) {
    return (
      <Repeated path={path} label={label}>
        {(index) => <Inputs message={field.of ?? ""} path={[index]} />}
      </Repeated>
    );
  }
  if (field.type === "message") {
    return (
      <Card size="small" title={label} style={{ marginBottom: 16 }}>
        <Inputs message={field.of ?? ""} path={path} />
      </Card>
    );
  }
  if (field.list && field.type === "string" && !referenceOf(name)) {
    return (
      <Repeated path={path} label={label}>
        {(index) => (
          <Form.Item name={[index]} label={`${label} ${index + 1}`}>
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
    <Form.Item name={at} label={label}>
      <Control name={name} field={field} />
    </Form.Item>
  );
}

function Inputs({ message, path }: { message: string; path: Path }) {
  return Object.entries(messageOf(message))
    .filter(([name]) => !isPlumbing(name))
    .map(([name, field]) => (
      <FieldInput key={name} name={name} field={field} message={message} path={[...path, name]} />
    ));
}

function Repeated({
  path,
  label,
  children,
}: {
  path: Path;
  label: string;
  children: (index: number) => ReactNode;
}) {
  const { words } = useLanguage();
  return (
    <Form.List name={[...path]}>
      {(items, { add, remove }, { errors }) => (
        <Card size="small" title={label} style={{ marginBottom: 16 }}>
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
