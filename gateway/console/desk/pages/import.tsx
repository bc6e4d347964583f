// Imports a list of leads: a dry run says what would become of each row; then the import.
import { Alert, Button, Card, Flex, Form, Space } from "antd";
import { useState } from "react";
import type { ImportFileResponse, ImportResult } from "@generated/api";
import { Heading } from "../parts/heading";
import { Control } from "../parts/input";
import { Lines } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { Value } from "../parts/value";
import { methodOf, run, type Row } from "../schema";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";

interface Report {
  dryRun: boolean;
  answer: ImportFileResponse;
  results: ImportResult[];
}

// The whole file, in as many calls as the server's time needs.
async function importAll(request: Row, dryRun: boolean, onPart: (report: Report) => void): Promise<void> {
  const results: ImportResult[] = [];
  let firstRow = 0;
  do {
    const answer = await run<ImportFileResponse>("importFile", { ...request, dryRun, firstRow });
    results.push(...answer.results);
    onPart({ dryRun, answer, results: [...results] });
    firstRow = answer.nextRow;
  } while (firstRow > 0);
}

function Counts({ results }: { results: readonly ImportResult[] }) {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return (
    <Space wrap>
      {[...counts].map(([outcome, count]) => (
        <span key={outcome}>
          <Value name="outcome" field={{ type: "enum", of: "ImportResultOutcome" }} value={outcome} />
          {count}
        </span>
      ))}
    </Space>
  );
}

export default function Import() {
  const { words, field } = useLanguage();
  const { user } = useSession();
  const [form] = Form.useForm<Row>();
  const [report, setReport] = useState<Report>();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const start = async (dryRun: boolean) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await importAll((await form.validateFields()) as Row, dryRun, setReport);
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  const { request } = methodOf("importFile");
  const bad = (report?.results ?? []).filter((result) => result.error);
  return (
    <Flex vertical gap={16} style={{ maxWidth: 1100 }}>
      <Heading>{words.importWizard}</Heading>
      <Alert type="info" showIcon title={words.importHelp} />
      <Card size="small">
        <Form form={form} layout="vertical" initialValues={{ division: user.division }}>
          {["division", "source", "channel", "file"].map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={name === "file" ? words.importFile : field(name, "ImportFileRequest")}
              rules={[{ required: name !== "channel" }]}
            >
              <Control name={name} field={request[name] ?? { type: "string" }} />
            </Form.Item>
          ))}
          <Space>
            <Button loading={busy} onClick={() => void start(true)}>
              {words.dryRun}
            </Button>
            <Button type="primary" loading={busy} disabled={!report} onClick={() => void start(false)}>
              {words.importNow}
            </Button>
          </Space>
        </Form>
      </Card>
      <RefusalAlert refusal={refusal} />
      {report && (
        <Card size="small" title={report.dryRun ? words.dryRun : words.importNow}>
          <Flex vertical gap={12}>
            {filled(words.rowsRead, { n: report.answer.rows })}
            <Counts results={report.results} />
            <Space wrap>
              {words.recognised}
              {Object.entries(report.answer.columns).map(([name, header]) => (
                <span key={name}>
                  {header}→{field(name)}
                </span>
              ))}
            </Space>
            <Lines
              message="ImportResult"
              rows={bad.slice(0, 200).map((each) => ({ ...each, rowKey: `${each.rowKey} ${errorOf(each)}` }))}
            />
          </Flex>
        </Card>
      )}
    </Flex>
  );
}

const errorOf = (result: ImportResult): string =>
  (result.error as { message?: string } | undefined)?.message ?? "";
