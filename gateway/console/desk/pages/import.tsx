// Imports a list of leads: a dry run says what would become of each row; then the import, which
// goes on where it was interrupted.
import { Alert, Button, Card, Flex, Form, Space } from "antd";
import { useState } from "react";
import type { ImportFileResponse, ImportResult } from "@generated/api";
import { Heading } from "../parts/heading";
import { Control } from "../parts/input";
import { RefusalAlert } from "../parts/refusal_alert";
import { methodOf, run, type Row } from "../schema";
import { useSession } from "../shell/session";
import { useUnsaved } from "../shell/unsaved";
import { useLanguage } from "../words/language";
import { ImportColumns, type Mapping } from "./import_columns";
import { type ImportReport, ImportReportView } from "./import_report";

const ASKED = ["division", "source", "channel", "file"];

// The rest of the file, in as many calls as the server's time needs.
async function importFrom(
  begun: ImportReport | undefined,
  request: Row,
  dryRun: boolean,
  onPart: (report: ImportReport) => void,
): Promise<void> {
  const results: ImportResult[] = [...(begun?.results ?? [])];
  let firstRow = begun?.answer.nextRow ?? 0;
  do {
    const answer = await run<ImportFileResponse>("importFile", { ...request, dryRun, firstRow });
    results.push(...answer.results);
    onPart({ dryRun, answer, results: [...results] });
    firstRow = answer.nextRow;
  } while (firstRow > 0);
}

export default function Import() {
  const { words, field } = useLanguage();
  const { user } = useSession();
  const [form] = Form.useForm<Row>();
  const [report, setReport] = useState<ImportReport>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const unsaved = useUnsaved();
  const { request } = methodOf("importFile");
  const interrupted = report && report.answer.nextRow > 0 ? report : undefined;
  const start = async (dryRun: boolean, begun?: ImportReport) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const columns = Object.fromEntries(Object.entries(mapping).filter(([, header]) => header));
      await importFrom(begun, { ...(await form.validateFields()), columns }, dryRun, setReport);
      unsaved.set(dryRun);
    } catch (error) {
      // What a field lacks stands at the field.
      if (error instanceof Error) setRefusal(error);
    }
    setBusy(false);
  };
  return (
    <Flex vertical gap={16} style={{ maxWidth: 1100 }}>
      <Heading>{words.importWizard}</Heading>
      <Alert type="info" showIcon title={words.importHelp} />
      <Card size="small">
        <Form
          form={form}
          layout="vertical"
          initialValues={{ division: user.division }}
          onValuesChange={() => {
            setReport(undefined);
            unsaved.set(true);
          }}
        >
          {ASKED.map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={name === "file" ? words.importFile : field(name, "ImportFileRequest")}
              rules={[{ required: name !== "channel" }]}
            >
              <Control name={name} field={request[name] ?? { type: "string" }} />
            </Form.Item>
          ))}
          <Space wrap>
            <Button loading={busy} onClick={() => void start(true)}>
              {words.dryRun}
            </Button>
            <Button type="primary" loading={busy} disabled={!report} onClick={() => void start(false)}>
              {words.importNow}
            </Button>
            {interrupted && !busy && (
              <Button onClick={() => void start(interrupted.dryRun, interrupted)}>{words.goOn}</Button>
            )}
          </Space>
        </Form>
      </Card>
      <RefusalAlert refusal={refusal} />
      {report && (
        <Card size="small" title={words.mapping}>
          <ImportColumns answer={report.answer} mapping={mapping} onMap={setMapping} />
        </Card>
      )}
      {report && (
        <Card size="small" title={report.dryRun ? words.dryRun : words.importNow}>
          <ImportReportView report={report} />
        </Card>
      )}
    </Flex>
  );
}
