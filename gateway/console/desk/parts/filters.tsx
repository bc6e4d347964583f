// The search form of a list, from what its method filters by. On a phone it is folded away.
import { Button, Card, Checkbox, Form, Grid, Space } from "antd";
import { useState } from "react";
import { type MethodName, methodOf, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { given, prefill } from "./answers";
import { Control } from "./input";

interface FiltersProps {
  list: MethodName;
  names: readonly string[];
  asked: Row;
  onSearch: (filters: Row) => void;
}

export function Filters({ list, names, asked, onSearch }: FiltersProps) {
  const { words, field: wordOf } = useLanguage();
  const wide = Grid.useBreakpoint().md ?? true;
  const [open, setOpen] = useState(false);
  const { request } = methodOf(list);
  const cleared = Object.fromEntries(names.map((name) => [name, undefined]));
  const inUse = names.filter((name) => asked[name] !== undefined).length;
  if (!wide && !open) {
    return (
      <Button block onClick={() => setOpen(true)} aria-expanded={false}>
        {words.filters}
        {inUse > 0 && `（${inUse}）`}
      </Button>
    );
  }
  return (
    <Card size="small">
      <Form
        key={JSON.stringify(asked)}
        layout="vertical"
        className="filters"
        initialValues={prefill(asked, request)}
        onFinish={(values: Row) => onSearch({ ...cleared, ...given(values) })}
        role="search"
      >
        {names.map((name) => {
          const field = request[name] ?? { type: "string" as const };
          const checked = field.type === "boolean";
          return (
            <Form.Item
              key={name}
              name={name}
              label={wordOf(name)}
              {...(checked ? { valuePropName: "checked" } : {})}
            >
              {checked ? <Checkbox /> : <Control name={name} field={field} />}
            </Form.Item>
          );
        })}
        <Space>
          <Button type="primary" htmlType="submit">
            {words.search}
          </Button>
          <Button onClick={() => onSearch(cleared)}>{words.reset}</Button>
        </Space>
      </Form>
    </Card>
  );
}
