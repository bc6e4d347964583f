// The lines of what waits: a table, or on a phone a card each. Enter opens, the arrows go up and
// down.
import { Card, Flex, Grid, Tag, Typography } from "antd";
import type { KeyboardEvent, ReactNode } from "react";
import { move } from "../parts/rows";
import { Value } from "../parts/value";
import { WideTable } from "../parts/wide_table";
import { navigate } from "../shell/router";
import { useDirectory } from "../shell/directory";
import { useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { Due } from "./due";
import type { Task } from "./waiting";

const LIGHT = { type: "enum", of: "Light" } as const;

const EDGES: Readonly<Record<string, string>> = {
  LIGHT_URGE: "light-yellow",
  LIGHT_YELLOW: "light-yellow",
  LIGHT_RED: "light-red",
  LIGHT_LISTED: "light-red",
};

const opening = (task: Task) => {
  const open = () => navigate(task.path);
  return {
    tabIndex: 0,
    onClick: open,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => move(event, open),
    "data-task": task.verb,
  };
};

function Light({ task }: { task: Task }): ReactNode {
  return task.light ? <Value name="light" field={LIGHT} value={task.light} /> : null;
}

function What({ task }: { task: Task }) {
  const { words, verb } = useLanguage();
  return (
    <Flex vertical>
      <Typography.Text strong>{verb(task.verb)}</Typography.Text>
      <Typography.Text type="secondary">{words[task.noun as keyof Words]}</Typography.Text>
    </Flex>
  );
}

function Name({ task }: { task: Task }) {
  return (
    <Flex vertical className="task-name">
      {task.name && <span>{task.name}</span>}
      {task.about && (
        <Typography.Text {...(task.name ? { type: "secondary" as const } : {})} ellipsis={{ tooltip: false }}>
          {task.about}
        </Typography.Text>
      )}
    </Flex>
  );
}

function State({ task }: { task: Task }) {
  if (!task.state) return null;
  return <Value name="state" field={{ type: "enum", ...(task.stateOf ? { of: task.stateOf } : {}) }} value={task.state} />;
}

export function TaskRows({ tasks, loading }: { tasks: Task[]; loading: boolean }) {
  const { words, field } = useLanguage();
  const { units } = useDirectory();
  const wide = Grid.useBreakpoint().lg ?? true;
  const unitOf = (task: Task) => task.unitName || (units.get(task.unitId)?.name ?? "");
  if (!wide) {
    return (
      <Flex vertical gap={8}>
        {tasks.map((task) => (
          <Card key={task.key} size="small" role="link" className={EDGES[task.light] ?? ""} {...opening(task)}>
            <Flex gap={8} justify="space-between" align="start">
              <What task={task} />
              <Flex gap={4} wrap justify="end">
                <Light task={task} />
                <State task={task} />
              </Flex>
            </Flex>
            <Name task={task} />
            <Flex gap={8} wrap justify="space-between">
              <Typography.Text type="secondary">{unitOf(task)}</Typography.Text>
              <Due at={task.due} />
            </Flex>
          </Card>
        ))}
      </Flex>
    );
  }
  return (
    <WideTable<Task>
      size="small"
      pagination={false}
      loading={loading && tasks.length === 0}
      dataSource={tasks}
      rowKey="key"
      onRow={(task) => ({ ...opening(task), className: `opens ${EDGES[task.light] ?? ""}` })}
      columns={[
        { key: "light", title: field("light"), width: 88, render: (_, task) => <Light task={task} /> },
        { key: "due", title: field("due"), width: 176, render: (_, task) => <Due at={task.due} /> },
        { key: "verb", title: words.step, width: 132, render: (_, task) => <What task={task} /> },
        { key: "name", title: words.object, render: (_, task) => <Name task={task} /> },
        { key: "unit", title: field("unitName"), width: 150, render: (_, task) => unitOf(task) },
        { key: "state", title: field("state"), width: 110, render: (_, task) => <State task={task} /> },
      ]}
    />
  );
}

// What there is, by step, to look at one kind alone.
export function StepChoice({ tasks, chosen, onChoose }: { tasks: readonly Task[]; chosen: string; onChoose: (verb: string) => void }) {
  const { words, verb } = useLanguage();
  const counts = new Map<string, number>();
  for (const task of tasks) counts.set(task.verb, (counts.get(task.verb) ?? 0) + 1);
  if (counts.size < 2) return null;
  return (
    <Flex wrap gap={4} role="group" aria-label={words.step}>
      {[["", tasks.length] as const, ...counts].map(([step, count]) => (
        <button
          key={step}
          type="button"
          className="choice"
          aria-pressed={chosen === step}
          onClick={() => onChoose(step)}
        >
          {step ? verb(step) : words.all} <Tag variant="filled">{count}</Tag>
        </button>
      ))}
    </Flex>
  );
}
