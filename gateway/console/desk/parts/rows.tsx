// The lines of a list: a table, or on a phone a card each. A line that leads somewhere is opened
// with Enter, and the arrows go up and down.
import { Card, Empty, Flex, Grid, Space, Typography } from "antd";
import { type KeyboardEvent, useState } from "react";
import type { Fields } from "@api/schema";
import { isOffered, messageOf, type MethodName, type Row } from "../schema";
import { navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { Cell, isNumber } from "./cell";
import { isEmpty } from "./value";
import { VerbDrawer, VerbTrigger } from "./verb_button";
import { WideTable } from "./wide_table";

export interface RowsProps {
  message: string;
  columns: readonly string[];
  rows: Row[];
  loading: boolean;
  reload: () => void;
  // Those of the message, and any that were joined to it.
  fields?: Fields | undefined;
  // The code that orders by a column; which is in force, and how another comes to be.
  orders?: Readonly<Record<string, string>>;
  order?: string;
  onOrder?: (order: string) => void;
  // Where a row leads; a list without pages of its own leads nowhere.
  path?: ((row: Row) => string) | undefined;
  // Verbs of a row, for objects without a page, and the id of a row in their requests.
  rowVerbs?: readonly MethodName[] | undefined;
  rowId?: string | undefined;
}

const keyOf = (row: Row): string => String(row.id ?? row.leadId ?? JSON.stringify(row));

export function move(event: KeyboardEvent<HTMLElement>, open: () => void): void {
  const line = event.currentTarget;
  if (event.target !== line) return;
  if (event.key === "Enter") open();
  const other = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
  if (!(other instanceof HTMLElement)) return;
  event.preventDefault();
  other.focus();
}

interface RowProps extends RowsProps {
  row: Row;
  onVerb: (method: MethodName, row: Row) => void;
}

function RowVerbs({ row, message, rowVerbs = [], rowId, onVerb }: RowProps) {
  const { may } = useSession();
  if (!rowId) return null;
  const offered = rowVerbs.filter((method) => may(method) && isOffered(method, message, row));
  return (
    <Space wrap>
      {offered.map((method) => (
        <VerbTrigger key={method} method={method} onPress={() => onVerb(method, row)} />
      ))}
    </Space>
  );
}

function RowCard(props: RowProps) {
  const { row, columns, message, path } = props;
  const { field: wordOf } = useLanguage();
  const fields = props.fields ?? messageOf(message);
  const open = () => path && navigate(path(row));
  const [first = "", ...rest] = columns.filter((name) => !isEmpty(row[name]));
  return (
    <Card
      size="small"
      {...(path ? { tabIndex: 0, role: "link", onClick: open, onKeyDown: (event: KeyboardEvent<HTMLElement>) => move(event, open) } : {})}
    >
      <Typography.Text strong>
        <Cell name={first} fields={fields} row={row} />
      </Typography.Text>
      <dl className="card-fields">
        {rest.map((name) => (
          <div key={name}>
            <dt>{wordOf(name, message)}</dt>
            <dd>
              <Cell name={name} fields={fields} row={row} />
            </dd>
          </div>
        ))}
      </dl>
      <RowVerbs {...props} row={row} />
    </Card>
  );
}

// The head of a column; pressed, the list is ordered by it, or again as it was.
function Head({ name, message, orders = {}, order = "", onOrder }: RowsProps & { name: string }) {
  const { words, field: wordOf } = useLanguage();
  const title = wordOf(name, message);
  const code = orders[name];
  if (!code || !onOrder) return title;
  const inForce = order === code;
  return (
    <button
      type="button"
      className="order"
      aria-pressed={inForce}
      aria-label={filled(words.sortBy, { name: title })}
      onClick={() => onOrder(inForce ? "" : code)}
    >
      {title} <span aria-hidden>{inForce ? "▾" : "⇅"}</span>
    </button>
  );
}

// The form of a row's verb stands beside the lines: it outlives a turn of the screen, which draws
// them anew.
export function Rows(props: RowsProps) {
  const { rows, rowId, reload } = props;
  const [chosen, setChosen] = useState<{ method: MethodName; row: Row }>();
  const [open, setOpen] = useState(false);
  const onVerb = (method: MethodName, row: Row) => {
    setChosen({ method, row });
    setOpen(true);
  };
  const row = rows.find((each) => chosen && keyOf(each) === keyOf(chosen.row)) ?? chosen?.row;
  return (
    <>
      <RowLines {...props} onVerb={onVerb} />
      {chosen && row && rowId && (
        <VerbDrawer
          method={chosen.method}
          fixed={{ [rowId]: row.id, etag: row.etag }}
          open={open}
          onClose={() => setOpen(false)}
          onDone={reload}
        />
      )}
    </>
  );
}

function RowLines(props: Omit<RowProps, "row">) {
  const { message, columns, rows, loading, path, rowVerbs = [], rowId } = props;
  const { words } = useLanguage();
  const { may } = useSession();
  const wide = Grid.useBreakpoint().md ?? true;
  const fields = props.fields ?? messageOf(message);
  const empty = <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noRows} />;
  if (!wide) {
    if (rows.length === 0) return loading ? null : empty;
    return (
      <Flex vertical gap={8}>
        {rows.map((row) => (
          <RowCard key={keyOf(row)} {...props} row={row} />
        ))}
      </Flex>
    );
  }
  const verbs =
    rowId && rowVerbs.some(may)
      ? [{ key: "verbs", title: words.actions, render: (_: unknown, row: Row) => <RowVerbs {...props} row={row} /> }]
      : [];
  return (
    <WideTable<Row>
      size="small"
      loading={loading && rows.length === 0}
      pagination={false}
      locale={{ emptyText: empty }}
      dataSource={rows}
      rowKey={keyOf}
      onRow={(row) => {
        if (!path) return {};
        const open = () => navigate(path(row));
        return { onClick: open, onKeyDown: (event) => move(event, open), tabIndex: 0, className: "opens" };
      }}
      columns={[
        ...columns.map((name) => ({
          key: name,
          title: <Head {...props} name={name} />,
          align: isNumber(fields[name]) ? ("end" as const) : ("start" as const),
          className: `column-${name}`,
          render: (_: unknown, row: Row) => <Cell name={name} fields={fields} row={row} />,
        })),
        ...verbs,
      ]}
    />
  );
}
