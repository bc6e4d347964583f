// The lines of a ledger that pass the filters of the address.
import { Flex, Space } from "antd";
import { useState } from "react";
import type { Line, ListLinesResponse } from "@generated/api";
import { Filters } from "../parts/filters";
import { Pager } from "../parts/pager";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { WideTable } from "../parts/wide_table";
import { isPlumbing, methodOf, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { useDirectory } from "../shell/directory";
import { Link, setQuery, useQuery } from "../shell/router";
import { useLanguage } from "../words/language";
import { ExportButton } from "./export_button";

// What a figure may ask for, though nobody types it: an id, or the number of a state.
const UNASKED = ["ledger", "state", "leadId", "orderBy"];
const SOURCES = ["leads", "cases", "problems", "clocks", "transfers", "sweeps", "proceedings"];
const PAUSE_MS = 2000;
const PAGE_SIZE = 100;

// The filters of the address by the fields of the method.
function askedIn(query: URLSearchParams): Row {
  const fields = Object.entries(methodOf("listLines").request).filter(([name]) => !isPlumbing(name));
  const asked = fields.map(([name, { list }]) => {
    const values = query.getAll(name);
    return [name, values.length === 0 ? undefined : list ? values : values[0]] as const;
  });
  return Object.fromEntries(asked.filter(([name]) => name !== "ledger"));
}

function setAsked(ledger: number, filters: Row): void {
  const query = new URLSearchParams({ ledger: String(ledger) });
  for (const [name, value] of Object.entries(filters)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each) query.append(name, String(each));
  }
  setQuery(query);
}

// Where a line leads: its object, or else its lead.
function pageOf({ object, leadId }: Line): string | undefined {
  if (object) return `/${object}`;
  return leadId && `/leads/${leadId}`;
}

// The column that says a town by its code.
const TOWN = "division";

const isFigure = (cell: string): boolean => /^-?\d+([.,]\d+)?%?$/.test(cell);

export function Lines({ ledger, title }: { ledger: number; title: string }) {
  const { words } = useLanguage();
  const { divisions } = useDirectory();
  const query = useQuery();
  const [tokens, setTokens] = useState([""]);
  const pageToken = tokens[tokens.length - 1];
  const asked = askedIn(query);
  const called = useCall(
    (signal) => run<ListLinesResponse>("listLines", { ledger, ...asked, pageSize: PAGE_SIZE, pageToken }, signal),
    [ledger, query.toString(), pageToken],
  );
  useChanges(SOURCES, called.reload, PAUSE_MS);
  const answer = called.data;
  const names = Object.keys(asked).filter((name) => !UNASKED.includes(name));
  return (
    <Flex vertical gap={12}>
      <Filters
        list="listLines"
        names={names}
        asked={asked}
        onSearch={(filters) => {
          setTokens([""]);
          setAsked(ledger, filters);
        }}
      />
      <Space wrap>
        <ExportButton method="exportLedger" request={{ ledger, ...asked, orderBy: undefined }} name={title} />
      </Space>
      <RefusalAlert refusal={called.error} />
      <WideTable<Line>
        size="small"
        bordered
        loading={called.loading && !answer}
        pagination={false}
        rowKey={(line) => JSON.stringify(line)}
        locale={{ emptyText: words.noRows }}
        dataSource={answer?.lines ?? []}
        columns={(answer?.columns ?? []).map((column, index) => ({
          key: column.key,
          title: column.title,
          className: "ledger-cell",
          align: column.key !== TOWN && answer?.lines.every(({ cells }) => isFigure(cells[index] ?? "")) ? ("end" as const) : ("start" as const),
          render: (_: unknown, line: Line) => {
            const to = index < 2 ? pageOf(line) : undefined;
            const said = line.cells[index];
            const cell = column.key === TOWN ? (divisions.get(said ?? "")?.name ?? said) : said;
            return to && cell ? <Link to={to}>{cell}</Link> : cell;
          },
        }))}
      />
      <Pager tokens={tokens} next={answer?.nextPageToken ?? ""} onTokens={setTokens} />
    </Flex>
  );
}
