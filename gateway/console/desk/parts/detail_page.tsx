// Every object of the desk: its sheet, the verbs that the server offers for it, and its panels.
import { Button, Card, Flex, Spin, Tabs, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { messageOf, type MethodName, methodOf, type Row, run } from "../schema";
import { useChanges } from "../shell/changes";
import { navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { leaving } from "../shell/unsaved";
import { useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { Heading } from "./heading";
import { Record } from "./record";
import { RefusalAlert } from "./refusal_alert";
import { useCall } from "./use_call";
import { Value } from "./value";
import { type Subject, Verbs, verbsOf } from "./verbs";

export type { Subject };

export interface Panel {
  title: keyof Words;
  // Not shown to whoever may not call it.
  needs?: MethodName;
  // Nor where the object has none.
  when?: (row: Row) => boolean;
  draw: (subject: Subject) => ReactNode;
}

export interface DetailPageProps {
  noun: string;
  get: MethodName;
  idField: string;
  id: string;
  // The field that people call it by.
  heading: string;
  // A longer name below it.
  subtitle?: string;
  // Above the sheet.
  notice?: (subject: Subject) => ReactNode;
  panels?: readonly Panel[];
  special?: Readonly<Record<MethodName, (subject: Subject) => ReactNode>>;
  hidden?: readonly string[];
}

export function DetailPage(props: DetailPageProps) {
  const { get, id, idField, noun, heading, subtitle = "", panels = [], hidden = [] } = props;
  const { words } = useLanguage();
  const { may } = useSession();
  const [tab, setTab] = useState("details");
  const called = useCall((signal) => run(get, { [idField]: id }, signal), [get, id]);
  useChanges([noun], called.reload);
  const row = called.data;
  if (!row) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  const { answer = "", path: base } = methodOf(get);
  const subject = { row, reload: called.reload };
  const tabs = [
    {
      key: "details",
      label: words.details,
      children: <Record message={answer} row={row} hidden={[...hidden, heading, subtitle, "state"]} />,
    },
    ...panels
      .filter(({ needs, when }) => (!needs || may(needs)) && (!when || when(row)))
      .map((panel) => ({ key: panel.title, label: words[panel.title], children: panel.draw(subject) })),
  ];
  const state = messageOf(answer).state;
  return (
    <Flex vertical gap={16}>
      <RefusalAlert refusal={called.error} />
      <Flex wrap gap={8} align="center">
        <Button onClick={() => navigate(`/${noun}`)}>{words.back}</Button>
        <Heading>{String(row[heading] ?? "") || words[noun as keyof Words]}</Heading>
        {state && <Value name="state" field={state} value={row.state} />}
      </Flex>
      {row[subtitle] !== undefined && row[subtitle] !== "" && (
        <Typography.Text strong className="words">
          {String(row[subtitle])}
        </Typography.Text>
      )}
      {props.notice?.(subject)}
      {verbsOf(base, row).length > 0 ? (
        <Verbs base={base} fixed={{ [idField]: row.id }} subject={subject} special={props.special} />
      ) : (
        <Typography.Text type="secondary">{words.noActions}</Typography.Text>
      )}
      <Card size="small">
        <Tabs
          items={tabs}
          activeKey={tabs.some(({ key }) => key === tab) ? tab : "details"}
          onChange={(key) => leaving(() => setTab(key))}
          destroyOnHidden
        />
      </Card>
    </Flex>
  );
}
