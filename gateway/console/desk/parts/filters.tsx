// The search form of a list, from what its method filters by. On a phone it is folded away. Times
// are chosen by the day: "…Before" a day means until its end.
import { Button, Card, Checkbox, DatePicker, Form, Grid, Space } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import type { Fields } from "@api/schema";
import { type MethodName, methodOf, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { given, prefill } from "./answers";
import { Control } from "./input";

const isEnd = (name: string): boolean => name.endsWith("Before");

// What the address says, as days; and the other way round.
function shownOf(asked: Row, fields: Fields): Row {
  const times = Object.keys(fields).filter((name) => fields[name]?.type === "time" && asked[name]);
  const days = times.map((name) => {
    const time = dayjs(String(asked[name]));
    return [name, isEnd(name) ? time.subtract(1, "millisecond").startOf("day") : time] as const;
  });
  return { ...prefill(asked, fields), ...Object.fromEntries(days) };
}

function askedOf(values: Row, fields: Fields): Row {
  const times = Object.keys(fields).filter((name) => fields[name]?.type === "time" && values[name]);
  const limits = times.map((name) => {
    const day = (values[name] as Dayjs).startOf("day");
    return [name, isEnd(name) ? day.add(1, "day") : day] as const;
  });
  return given({ ...values, ...Object.fromEntries(limits) });
}

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
        initialValues={shownOf(asked, request)}
        onFinish={(values: Row) => onSearch({ ...cleared, ...askedOf(values, request) })}
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
              {checked ? (
                <Checkbox />
              ) : field.type === "time" ? (
                <DatePicker style={{ width: "100%" }} />
              ) : (
                <Control name={name} field={field} />
              )}
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
