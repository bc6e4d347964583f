// The six ledgers 六本台账, with totals that lead to their lines.
import { Alert, Button, Flex, Select, Space, Table, Tabs } from "antd";
import { useState } from "react";
import type { ListLinesResponse } from "@generated/api";
import { valuesOf } from "../schema";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { Link, setQuery, useQuery } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { enums } from "@generated/schema";

const LEDGERS = [1, 2, 3, 4, 5, 6] as const;

// A cell that a spreadsheet would take for a formula is led by an apostrophe.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

function csvOf({ columns, lines }: ListLinesResponse): Blob {
  const rows = [columns.map(({ title }) => title), ...lines.map(({ cells }) => cells)];
  return new Blob(["\ufeff", rows.map((row) => row.map(cell).join(",")).join("\r\n")], { type: "text/csv" });
}

function Lines({ ledger }: { ledger: number }) {
  const { words, value: wordOf, field } = useLanguage();
  const query = useQuery();
  const state = Number(query.get("state") ?? 0);
  const division = query.get("division") ?? "";
  const [tokens, setTokens] = useState([""]);
  const pageToken = tokens[tokens.length - 1];
  const called = useCall(
    () => run<ListLinesResponse>("listLines", { ledger, pageSize: 100, pageToken, state, division }),
    [ledger, pageToken, state, division],
  );
  const numbers = enums.IntakeState ?? [];
  const choose = (next: number) => {
    const changed = new URLSearchParams(query);
    changed.set("state", String(next));
    setTokens([""]);
    setQuery(changed);
  };
  const answer = called.data;
  return (
    <Flex vertical gap={12}>
      <Space wrap>
        <Select
          aria-label={field("state")}
          style={{ width: 160 }}
          value={state}
          onChange={choose}
          options={[
            { value: 0, label: words.all },
            ...valuesOf("IntakeState").map((each) => ({ value: numbers.indexOf(each), label: wordOf(each) })),
          ]}
        />
        <Button disabled={!answer} onClick={() => answer && saveFile(csvOf(answer), `ledger-${ledger}.csv`)}>
          {words.exportCsv}
        </Button>
      </Space>
      <RefusalAlert refusal={called.error} />
      <Table
        size="small"
        bordered
        loading={called.loading}
        pagination={false}
        scroll={{ x: "max-content" }}
        rowKey={(line) => JSON.stringify(line)}
        dataSource={answer?.lines ?? []}
        columns={(answer?.columns ?? []).map(({ key, title }, index) => ({
          key,
          title,
          render: (_, line) =>
            key === "leadNo" && line.leadId ? (
              <Link to={`/leads/${line.leadId}`}>{line.cells[index]}</Link>
            ) : (
              line.cells[index]
            ),
        }))}
      />
      <Flex gap={8} justify="end" align="center">
        <Button disabled={tokens.length < 2} onClick={() => setTokens(tokens.slice(0, -1))}>
          {words.previous}
        </Button>
        {filled(words.page, { n: tokens.length })}
        <Button
          disabled={!answer?.nextPageToken}
          onClick={() => setTokens([...tokens, answer?.nextPageToken ?? ""])}
        >
          {words.next}
        </Button>
      </Flex>
    </Flex>
  );
}

interface Differences {
  compared: string;
  differences: unknown[];
}

export default function Ledgers() {
  const { words } = useLanguage();
  const { may } = useSession();
  const query = useQuery();
  const [checked, setChecked] = useState<Differences>();
  return (
    <Flex vertical gap={12}>
      <Flex wrap justify="space-between">
        <Heading>{words.ledgers}</Heading>
        {may("reconcileStatistics") && (
          <Button onClick={() => void run<Differences>("reconcileStatistics").then(setChecked)}>
            {words.totals} = Σ ?
          </Button>
        )}
      </Flex>
      {checked && (
        <Alert
          type={checked.differences.length === 0 ? "success" : "error"}
          title={`${checked.compared} / ${checked.differences.length}`}
        />
      )}
      <Tabs
        activeKey={query.get("ledger") ?? "1"}
        onChange={(ledger) => setQuery(new URLSearchParams({ ledger }))}
        destroyOnHidden
        items={LEDGERS.map((n) => ({
          key: String(n),
          label: words[`ledger${n}`],
          children: <Lines ledger={n} />,
        }))}
      />
    </Flex>
  );
}
