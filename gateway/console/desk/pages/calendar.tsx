// The working-day calendar: what each year says, and how the city office sets a year.
import { Alert, Button, Card, Checkbox, Flex, Form, Input, Segmented, Tag } from "antd";
import { useState } from "react";
import { type CalendarDay, listCalendarDays } from "@generated/api";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { WideTable } from "../parts/wide_table";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { type PastedDay, readDays } from "./calendar_lines";

function Days({ days }: { days: readonly PastedDay[] }) {
  const { words, field } = useLanguage();
  return (
    <WideTable<PastedDay>
      size="small"
      rowKey="date"
      pagination={false}
      dataSource={[...days]}
      columns={[
        { title: field("date"), dataIndex: "date" },
        {
          title: field("working"),
          render: (_, { working }) => <Tag color={working ? "gold" : "green"}>{working ? words.workDay : words.dayOff}</Tag>,
        },
        { title: field("name", "CalendarDay"), dataIndex: "name" },
      ]}
    />
  );
}

interface Answers {
  text: string;
  source: string;
  provisional?: boolean;
}

function Import({ onDone }: { onDone: () => void }) {
  const { words, field, verb } = useLanguage();
  const [form] = Form.useForm<Answers>();
  const { days, unread } = readDays(Form.useWatch("text", form) ?? "");
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async ({ source, provisional = false }: Answers) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await run("importCalendarYear", { year: Number(days[0]?.date.slice(0, 4)), days, source, provisional });
      form.resetFields();
      onDone();
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  return (
    <Card size="small" title={verb("importCalendarYear")}>
      <Form form={form} layout="vertical" onFinish={submit}>
        <RefusalAlert refusal={refusal} />
        <Form.Item name="text" label={words.calendarLines} extra={words.calendarHelp} rules={[{ required: true }]}>
          <Input.TextArea rows={8} placeholder={words.calendarExample} />
        </Form.Item>
        {unread.length > 0 && <Alert type="warning" title={filled(words.unreadLines, { lines: unread.join("、") })} />}
        <Form.Item name="source" label={field("source", "CalendarDay")} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="provisional" valuePropName="checked">
          <Checkbox>{field("provisional")}</Checkbox>
        </Form.Item>
        {days.length > 0 && <Days days={days} />}
        <Button type="primary" htmlType="submit" loading={busy} disabled={days.length === 0 || unread.length > 0}>
          {verb("importCalendarYear")}
        </Button>
      </Form>
    </Card>
  );
}

const yearOf = ({ date }: CalendarDay): string => date.slice(0, 4);

export default function Calendar() {
  const { words, field } = useLanguage();
  const { may } = useSession();
  const called = useCall(() => listCalendarDays(), []);
  useChanges(["calendars"], called.reload);
  const days = called.data?.days ?? [];
  const years = [...new Set(days.map(yearOf))];
  const [chosen, setChosen] = useState<string>();
  const year = chosen ?? years[years.length - 1] ?? "";
  const shown = days.filter((day) => yearOf(day) === year);
  const [first] = shown;
  return (
    <Flex vertical gap={16}>
      <Heading>{words.calendar}</Heading>
      <RefusalAlert refusal={called.error} />
      {years.length > 0 && <Segmented aria-label={field("year")} options={years} value={year} onChange={setChosen} />}
      {first && (
        <Card size="small" title={first.source} extra={first.provisional && <Tag color="gold">{field("provisional")}</Tag>}>
          <Days days={shown} />
        </Card>
      )}
      {may("importCalendarYear") && <Import onDone={called.reload} />}
    </Flex>
  );
}
