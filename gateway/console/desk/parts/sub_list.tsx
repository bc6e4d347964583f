// What belongs to an object: its lines, how one is added, and the verbs of each.
import { Card, Flex, Space } from "antd";
import { actionsOf, messageOf, type MethodName, methodOfAction, rowsOf, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { Sheet } from "./record";
import { RefusalAlert } from "./refusal_alert";
import { useCall } from "./use_call";
import { usePolling } from "./use_polling";
import { Value } from "./value";
import { VerbButton } from "./verb_button";

export interface SubListProps {
  list: MethodName;
  // Names the object that they belong to: {leadId: …}.
  parent: Row;
  creates?: readonly MethodName[];
  // The id of a line in its verbs' requests.
  rowId?: string;
  // Reads a line whole, where the list leaves out its words and what may be done with it.
  get?: MethodName;
  // For lines that do not say their actions: the verbs that the caller's role may use at all.
  rowVerbs?: readonly MethodName[];
  // The path of a line, whose `actions` say what may be done.
  base?: string;
  // How often it is read anew where no stream tells of its changes.
  pollingMs?: number;
}

const nounOf = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}s`;

export function SubList({ list, parent, creates = [], rowId, get, rowVerbs = [], base, pollingMs = 0 }: SubListProps) {
  const { may } = useSession();
  const { key, message } = rowsOf(list);
  const called = useCall(
    async (signal) => {
      const lines = ((await run(list, parent, signal))[key] as Row[] | undefined) ?? [];
      return get && rowId ? Promise.all(lines.map(({ id }) => run<Row>(get, { [rowId]: id }, signal))) : lines;
    },
    [list, JSON.stringify(parent)],
  );
  useChanges([nounOf(message), ...Object.keys(parent).map((id) => nounOf(id.replace(/Id$/, "")))], called.reload);
  usePolling(called.reload, pollingMs);
  const rows = called.data ?? [];
  const offered = (row: Row): MethodName[] =>
    base
      ? actionsOf(row).flatMap((action) => methodOfAction(base, action) ?? [])
      : rowVerbs.filter(may);
  const fixed = (row: Row): Row => ({ ...parent, ...(rowId ? { [rowId]: row.id ?? row[rowId] } : {}), etag: row.etag });
  const state = messageOf(message).state;
  return (
    <Flex vertical gap={12}>
      <Space wrap>
        {creates.filter(may).map((method) => (
          <VerbButton key={method} method={method} fixed={parent} onDone={called.reload} />
        ))}
      </Space>
      <RefusalAlert refusal={called.error} />
      {rows.map((row, index) => (
        <Card
          key={String(row.id ?? index)}
          size="small"
          title={state ? <Value name="state" field={state} value={row.state} /> : `${index + 1}`}
          extra={
            <Space wrap>
              {offered(row).map((method) => (
                <VerbButton key={method} method={method} fixed={fixed(row)} onDone={called.reload} />
              ))}
            </Space>
          }
        >
          <Sheet message={message} row={row} hidden={["state", ...Object.keys(parent)]} />
        </Card>
      ))}
    </Flex>
  );
}
