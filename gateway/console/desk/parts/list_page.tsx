// Every list of the desk: a search form from what the method filters by, columns to choose, pages
// from the server, views that live in the address.
import { Button, Checkbox, Flex, Grid, Popover, Select, Space } from "antd";
import { useState } from "react";
import type { Fields } from "@api/schema";
import { isPlumbing, messageOf, type MethodName, methodOf, rowsOf, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { useDirectory } from "../shell/directory";
import { setQuery, useQuery } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { Filters } from "./filters";
import { Heading } from "./heading";
import { Pager } from "./pager";
import { referenceOf } from "./references";
import { RefusalAlert } from "./refusal_alert";
import { Rows, type RowsProps } from "./rows";
import { SavedViews } from "./saved_views";
import { useCall } from "./use_call";
import { plainFields } from "./value";
import { VerbButton } from "./verb_button";

export interface ListPageProps extends Pick<RowsProps, "path" | "rowVerbs" | "rowId"> {
  title: keyof Words;
  list: MethodName;
  // Shown at first, and the division beside them to whoever oversees several towns; the reader
  // chooses others.
  columns: readonly string[];
  // Those that nobody is told of beyond the town.
  within?: readonly string[];
  creates?: readonly MethodName[];
  // The columns that the list can be ordered by, and the code of `order` that does it.
  orders?: Readonly<Record<string, string>>;
  // What another list knows of these lines: its fields, and the lines with them.
  also?: { fields: Fields; needs: MethodName; join: (rows: Row[], signal: AbortSignal) => Promise<Row[]> };
}

// As they are shown to whoever oversees several towns.
function columnsFromAbove({ columns, within = [] }: ListPageProps): string[] {
  const [first = "", ...rest] = columns.filter((name) => !within.includes(name));
  return columns.includes("division") ? [first, ...rest] : [first, "division", ...rest];
}

const PAGE_SIZES = [20, 50, 100, 200];

// An address may ask for an id that nobody types.
function isAnswerable(name: string, may: (method: MethodName) => boolean): boolean {
  const reference = referenceOf(name);
  return reference === "user" ? may("listUsers") : reference !== undefined || !name.endsWith("Id");
}

export function ListPage(props: ListPageProps) {
  const { title, list, creates = [], orders = {} } = props;
  const { words } = useLanguage();
  const { may } = useSession();
  const { towns } = useDirectory();
  const query = useQuery();
  const [tokens, setTokens] = useState<string[]>([""]);
  const { request } = methodOf(list);
  const { key, message } = rowsOf(list);
  const also = props.also && may(props.also.needs) ? props.also : undefined;
  const fields = { ...messageOf(message), ...also?.fields };
  const pageSize = Number(query.get("pageSize") ?? 50);
  const wide = Grid.useBreakpoint().md ?? true;
  const filters = Object.keys(request).filter((name) => !isPlumbing(name));
  // On a phone there are no headers to order by.
  const offered = filters.filter((name) => isAnswerable(name, may) && (name !== "order" || !wide));
  const asked = Object.fromEntries(filters.map((name) => [name, query.get(name) || undefined]));
  const pageToken = tokens[tokens.length - 1];
  const paged = request.pageToken ? { pageSize, pageToken } : {};
  const called = useCall(
    async (signal) => {
      const answer = await run(list, { ...asked, ...paged }, signal);
      const rows = (answer[key] as Row[] | undefined) ?? [];
      return { ...answer, [key]: also ? await also.join(rows, signal) : rows };
    },
    [list, query.toString(), pageToken],
  );
  useChanges([title], called.reload);
  const change = (changes: Row) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === "" || value === false) next.delete(name);
      else next.set(name, String(value));
    }
    setTokens([""]);
    setQuery(next);
  };
  const usual = towns.length > 1 ? columnsFromAbove(props) : props.columns;
  const shown = (query.get("columns")?.split(",") ?? usual).filter((name) => fields[name]);
  return (
    <Flex vertical gap={12}>
      <Flex wrap gap={8} justify="space-between" align="center">
        <Heading>{words[title]}</Heading>
        <Space wrap>
          {creates.filter(may).map((method) => (
            <VerbButton key={method} method={method} onDone={called.reload} primary />
          ))}
          <SavedViews name={list} onOpen={() => setTokens([""])} />
          <Columns message={message} fields={fields} shown={shown} onChange={(columns) => change({ columns })} />
          <Button onClick={called.reload}>{words.refresh}</Button>
        </Space>
      </Flex>
      {offered.length > 0 && <Filters list={list} names={offered} asked={asked} onSearch={change} />}
      <RefusalAlert refusal={called.error} />
      <Rows
        {...props}
        message={message}
        fields={fields}
        columns={shown}
        orders={orders}
        order={query.get("order") ?? ""}
        onOrder={(order) => change({ order })}
        rows={(called.data?.[key] as Row[] | undefined) ?? []}
        loading={called.loading}
        reload={called.reload}
      />
      {request.pageToken && (
        <Pager tokens={tokens} next={String(called.data?.nextPageToken ?? "")} onTokens={setTokens}>
          <Select
            aria-label={filled(words.perPage, { n: "" })}
            value={pageSize}
            options={PAGE_SIZES.map((n) => ({ value: n, label: filled(words.perPage, { n }) }))}
            onChange={(n) => change({ pageSize: n })}
          />
        </Pager>
      )}
    </Flex>
  );
}

interface ColumnsProps {
  message: string;
  fields: Fields;
  shown: readonly string[];
  onChange: (columns: string) => void;
}

function Columns({ message, fields, shown, onChange }: ColumnsProps) {
  const { words, field: wordOf } = useLanguage();
  const chooser = (
    <Checkbox.Group
      value={[...shown]}
      onChange={(names) => onChange(names.join(","))}
      options={plainFields(fields)
        .filter((name) => !isPlumbing(name))
        .map((name) => ({ value: name, label: wordOf(name, message) }))}
      style={{ display: "grid", maxHeight: 360, overflow: "auto" }}
    />
  );
  return (
    <Popover content={chooser} trigger="click" placement="bottomRight">
      <Button>{words.columns}</Button>
    </Popover>
  );
}
