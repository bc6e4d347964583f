// Every object of the desk: its sheet, the verbs that the server offers for it, and its panels.
import { Button, Card, Flex, Space, Spin, Tabs, Typography } from "antd";
import type { ReactNode } from "react";
import { messageOf, type MethodName, methodOf, methodOfAction, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { Record } from "./record";
import { RefusalAlert } from "./refusal_alert";
import { useCall } from "./use_call";
import { Value } from "./value";
import { VerbButton } from "./verb_button";

export interface Subject {
  row: Row;
  reload: () => void;
}

export interface Panel {
  title: keyof Words;
  // Not shown to whoever may not call it.
  needs?: MethodName;
  draw: (subject: Subject) => ReactNode;
}

export interface DetailPageProps {
  noun: string;
  get: MethodName;
  idField: string;
  id: string;
  // The field that people call it by.
  heading: string;
  // Above the sheet.
  notice?: (subject: Subject) => ReactNode;
  panels?: readonly Panel[];
  // Verbs with a dialogue of their own.
  special?: Readonly<Record<MethodName, (subject: Subject) => ReactNode>>;
  hidden?: readonly string[];
}

// Never filled in from the object: words that somebody answers for.
const WRITTEN_ANEW = ["reason", "remark", "unitId", "text", "state", "statement"];

export function DetailPage(props: DetailPageProps) {
  const { get, id, idField, noun, heading, panels = [], hidden = [] } = props;
  const { words } = useLanguage();
  const { may } = useSession();
  const called = useCall((signal) => run(get, { [idField]: id }, signal), [get, id]);
  useChanges(noun, called.reload);
  const row = called.data;
  if (!row) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  const message = methodOf(get).answer ?? "";
  const subject = { row, reload: called.reload };
  const tabs = [
    {
      key: "details",
      label: words.details,
      children: <Record message={message} row={row} hidden={[...hidden, heading]} />,
    },
    ...panels
      .filter((panel) => !panel.needs || may(panel.needs))
      .map((panel) => ({ key: panel.title, label: words[panel.title], children: panel.draw(subject) })),
  ];
  const state = messageOf(message).state;
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={8} align="center">
        <Button onClick={() => navigate(`/${noun}`)}>{words.back}</Button>
        <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
          {String(row[heading] ?? "") || words.details}
        </Typography.Title>
        {state && <Value name="state" field={state} value={row.state} />}
      </Flex>
      <Verbs {...props} subject={subject} />
      {props.notice?.(subject)}
      <Card size="small">
        <Tabs items={tabs} destroyOnHidden />
      </Card>
    </Flex>
  );
}

function Verbs({ get, idField, special = {}, subject }: DetailPageProps & { subject: Subject }) {
  const { words } = useLanguage();
  const { row, reload } = subject;
  const base = methodOf(get).path;
  const actions = (row.actions as string[] | undefined) ?? [];
  const verbs = [
    ...new Set(
      actions
        .map((action) => methodOfAction(base, action))
        .filter((method): method is MethodName => method !== undefined),
    ),
  ];
  if (verbs.length === 0) return <Typography.Text type="secondary">{words.noActions}</Typography.Text>;
  const initial = Object.fromEntries(Object.entries(row).filter(([name]) => !WRITTEN_ANEW.includes(name)));
  return (
    <Space wrap role="toolbar" aria-label={words.actions}>
      {verbs.map((method, index) => {
        const own = special[method];
        if (own) return <span key={method}>{own(subject)}</span>;
        return (
          <VerbButton
            key={method}
            method={method}
            primary={index === 0}
            fixed={{ [idField]: row.id, etag: row.etag }}
            initial={initial}
            onDone={reload}
            onStale={reload}
          />
        );
      })}
    </Space>
  );
}
