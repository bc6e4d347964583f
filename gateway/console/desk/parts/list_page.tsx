// Every list of the desk: a search form from what the method filters by, columns to choose, pages
// from the server, views that live in the address.
import { Button, Checkbox, Flex, Form, Popover, Select, Space, Table, Typography } from "antd";
import { type KeyboardEvent, useState } from "react";
import { isPlumbing, messageOf, type MethodName, methodOf, rowsOf, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { navigate, setQuery, useQuery } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { given, prefill } from "./answers";
import { Control } from "./input";
import { RefusalAlert } from "./refusal_alert";
import { SavedViews } from "./saved_views";
import { useCall } from "./use_call";
import { plainFields, Value } from "./value";
import { VerbButton } from "./verb_button";

export interface ListPageProps {
  title: keyof Words;
  list: MethodName;
  // Shown at first; the reader chooses others.
  columns: readonly string[];
  // Where a row leads; a list without pages of its own leads nowhere.
  path?: (row: Row) => string;
  creates?: readonly MethodName[];
  // Verbs of a row, for objects without a page.
  rowVerbs?: readonly MethodName[];
  rowId?: string;
}

const PAGE_SIZES = [20, 50, 100, 200];

export function ListPage(props: ListPageProps) {
  const { title, list, creates = [] } = props;
  const { words } = useLanguage();
  const { may } = useSession();
  const query = useQuery();
  const [tokens, setTokens] = useState<string[]>([""]);
  const pageSize = Number(query.get("pageSize") ?? 50);
  const filters = Object.keys(methodOf(list).request).filter((name) => !isPlumbing(name));
  const asked = Object.fromEntries(filters.map((name) => [name, query.get(name) || undefined]));
  const pageToken = tokens[tokens.length - 1];
  const called = useCall(
    (signal) => run(list, { ...asked, pageSize, pageToken }, signal),
    [list, query.toString(), pageToken],
  );
  useChanges(title, called.reload);
  const change = (changes: Row) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === "" || value === false) next.delete(name);
      else next.set(name, String(value));
    }
    setTokens([""]);
    setQuery(next);
  };
  const nextToken = String(called.data?.nextPageToken ?? "");
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={8} justify="space-between" align="center">
        <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
          {words[title]}
        </Typography.Title>
        <Space wrap>
          {creates.filter(may).map((method) => (
            <VerbButton key={method} method={method} onDone={called.reload} primary />
          ))}
          <SavedViews name={list} onOpen={() => setTokens([""])} />
          <Button onClick={called.reload}>{words.refresh}</Button>
        </Space>
      </Flex>
      {filters.length > 0 && <Filters list={list} names={filters} asked={asked} onSearch={change} />}
      <RefusalAlert refusal={called.error} />
      <Rows {...props} rows={called.data} loading={called.loading} reload={called.reload} onColumns={change} />
      <Flex gap={8} align="center" justify="end" wrap>
        <Select
          aria-label={filled(words.perPage, { n: "" })}
          value={pageSize}
          options={PAGE_SIZES.map((n) => ({ value: n, label: filled(words.perPage, { n }) }))}
          onChange={(n) => change({ pageSize: n })}
        />
        <Button disabled={tokens.length < 2} onClick={() => setTokens(tokens.slice(0, -1))}>
          {words.previous}
        </Button>
        <span>{filled(words.page, { n: tokens.length })}</span>
        <Button disabled={!nextToken} onClick={() => setTokens([...tokens, nextToken])}>
          {words.next}
        </Button>
      </Flex>
    </Flex>
  );
}

interface FiltersProps {
  list: MethodName;
  names: readonly string[];
  asked: Row;
  onSearch: (filters: Row) => void;
}

function Filters({ list, names, asked, onSearch }: FiltersProps) {
  const { words, field: wordOf } = useLanguage();
  const { request } = methodOf(list);
  const cleared = Object.fromEntries(names.map((name) => [name, undefined]));
  return (
    <Form
      key={JSON.stringify(asked)}
      layout="inline"
      initialValues={prefill(asked, request)}
      onFinish={(values: Row) => onSearch({ ...cleared, ...given(values) })}
      style={{ rowGap: 8 }}
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
            style={{ minWidth: checked ? 0 : 200 }}
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
  );
}

interface RowsProps extends ListPageProps {
  rows: Row | undefined;
  loading: boolean;
  reload: () => void;
  onColumns: (changes: Row) => void;
}

function Rows({ list, columns, path, rowVerbs = [], rowId, rows, loading, reload, onColumns }: RowsProps) {
  const { words, field: wordOf } = useLanguage();
  const { may } = useSession();
  const query = useQuery();
  const { key, message } = rowsOf(list);
  const fields = messageOf(message);
  const chosen = query.get("columns")?.split(",") ?? columns;
  const shown = chosen.filter((name) => fields[name]);
  const verbs = rowVerbs.filter(may);
  const open = (row: Row) => path && navigate(path(row));
  const move = (event: KeyboardEvent<HTMLElement>, row: Row) => {
    const line = event.currentTarget;
    if (event.target !== line) return;
    if (event.key === "Enter") open(row);
    const other = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
    if (!(other instanceof HTMLElement)) return;
    event.preventDefault();
    other.focus();
  };
  const chooser = (
    <Checkbox.Group
      value={shown}
      onChange={(names) => onColumns({ columns: names.join(",") })}
      options={plainFields(fields)
        .filter((name) => !isPlumbing(name))
        .map((name) => ({ value: name, label: wordOf(name, message) }))}
      style={{ display: "grid", maxHeight: 360, overflow: "auto" }}
    />
  );
  return (
    <>
      <Flex justify="end">
        <Popover content={chooser} trigger="click" placement="bottomRight">
          <Button size="small">{words.columns}</Button>
        </Popover>
      </Flex>
      <Table<Row>
        size="small"
        loading={loading}
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={(rows?.[key] as Row[] | undefined) ?? []}
        rowKey={(row) => String(row.id ?? row.leadId ?? JSON.stringify(row))}
        onRow={(row) =>
          path
            ? {
                onClick: () => open(row),
                onKeyDown: (event) => move(event, row),
                tabIndex: 0,
                style: { cursor: "pointer" },
              }
            : {}
        }
        columns={[
          ...shown.map((name) => ({
            key: name,
            title: wordOf(name, message),
            render: (_: unknown, row: Row) => (
              <Value name={name} field={fields[name] ?? { type: "string" }} value={row[name]} />
            ),
          })),
          ...(verbs.length > 0 && rowId
            ? [
                {
                  key: "verbs",
                  title: words.actions,
                  render: (_: unknown, row: Row) => (
                    <Space wrap>
                      {verbs.map((method) => (
                        <VerbButton
                          key={method}
                          method={method}
                          fixed={{ [rowId]: row.id, etag: row.etag }}
                          onDone={reload}
                        />
                      ))}
                    </Space>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
