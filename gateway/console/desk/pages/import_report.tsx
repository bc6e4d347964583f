// What became of each row of a list, or would: totals, the columns as they were recognised, and
// every row with what is wrong with it.
import { Checkbox, Flex, Progress, Space } from "antd";
import { useState } from "react";
import type { ImportFileResponse, ImportResult } from "@generated/api";
import { Value } from "../parts/value";
import { WideTable } from "../parts/wide_table";
import { Link } from "../shell/router";
import { filled, useLanguage } from "../words/language";

export interface ImportReport {
  dryRun: boolean;
  answer: ImportFileResponse;
  results: ImportResult[];
}

const OUTCOME = { type: "enum", of: "ImportResultOutcome" } as const;

interface RowError {
  message?: string;
  details?: ReadonlyArray<{ locale?: string; message?: string }>;
}

// In the reader's language, where the server says it in that.
function errorOf({ error }: ImportResult, locale = ""): string {
  const { message = "", details = [] } = (error ?? {}) as RowError;
  return details.find((each) => each.locale === locale)?.message ?? message;
}

function Counts({ results }: { results: readonly ImportResult[] }) {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return (
    <Space wrap size="large">
      {[...counts].map(([outcome, count]) => (
        <span key={outcome}>
          <Value name="outcome" field={OUTCOME} value={outcome} /> {count}
        </span>
      ))}
    </Space>
  );
}

export function ImportReportView({ report }: { report: ImportReport }) {
  const { words, field, code } = useLanguage();
  const [badOnly, setBadOnly] = useState(false);
  const { answer, results } = report;
  const shown = badOnly ? results.filter((each) => errorOf(each)) : results;
  return (
    <Flex vertical gap={12}>
      <Progress
        aria-label={words.importWizard}
        // Done is not green on white: its words would be too faint.
        status="normal"
        percent={Math.floor((100 * results.length) / Math.max(answer.rows, 1))}
        format={() => `${results.length} / ${answer.rows}`}
      />
      {filled(words.importing, { done: results.length, all: answer.rows })}
      <Counts results={results} />
      <Checkbox checked={badOnly} onChange={(event) => setBadOnly(event.target.checked)}>
        {words.errorsOnly}
      </Checkbox>
      <WideTable<ImportResult>
        size="small"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        rowKey={({ line, rowKey }) => `${line} ${rowKey}`}
        dataSource={shown}
        columns={[
          { title: field("line"), dataIndex: "line", align: "end" },
          { title: field("rowKey"), dataIndex: "rowKey" },
          {
            title: field("outcome", "ImportResult"),
            render: (_, { outcome }) => <Value name="outcome" field={OUTCOME} value={outcome} />,
          },
          {
            title: field("leadNo"),
            render: (_, { leadId, leadNo }) => leadId && <Link to={`/leads/${leadId}`}>{leadNo}</Link>,
          },
          { title: field("error"), className: "column-reason", render: (_, result) => errorOf(result, code) },
        ]}
      />
    </Flex>
  );
}
