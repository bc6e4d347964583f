// The frozen versions of a report: each as the sheet that is printed, as its very bytes, and what
// changed from one to another.
import { Alert, Button, Card, Flex, Select, Space, Typography } from "antd";
import { useState } from "react";
import { download } from "@api/call";
import { diffReports, getReport, type Report } from "@generated/api";
import { bytesOf } from "../parts/file_input";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { useCall } from "../parts/use_call";
import { methodOf } from "../schema";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { DiffView } from "./diff_view";
import { FormSheet } from "./form_sheet";
import type { DiffLine } from "./line_diff";
import { parseForm } from "./report_form";

const CHANGES: Readonly<{ [change: string]: DiffLine["change"] }> = {
  CHANGE_REMOVED: "removed",
  CHANGE_ADDED: "added",
};

function Difference({ caseId, from, to }: { caseId: string; from: number; to: number }) {
  const { words } = useLanguage();
  const called = useCall(() => diffReports({ caseId, from, to }), [caseId, from, to]);
  const sections = called.data?.sections ?? [];
  return (
    <Flex vertical gap={8} data-part="difference">
      <RefusalAlert refusal={called.error} />
      {called.data && sections.length === 0 && <Typography.Text type="secondary">{words.none}</Typography.Text>}
      {sections.map((section) => (
        <Card key={section.name} size="small" title={<span lang="zh-CN">{section.title}</span>}>
          <DiffView
            lines={section.lines.map(({ change, text }) => ({ change: CHANGES[change] ?? "same", text }))}
          />
        </Card>
      ))}
    </Flex>
  );
}

function Files({ caseId, version }: { caseId: string; version: number }) {
  const { words } = useLanguage();
  const { may } = useSession();
  const [refusal, setRefusal] = useState<unknown>();
  const fetchFile = async (method: "printReport" | "exportReport", name: string) => {
    setRefusal(undefined);
    try {
      const { verb, path } = methodOf(method);
      saveFile(await download(verb, path, { caseId, reportVersion: version }), name);
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <>
      {may("printReport") && (
        <Button onClick={() => void fetchFile("printReport", `report-${version}.pdf`)}>{words.print}</Button>
      )}
      {may("exportReport") && (
        <Button onClick={() => void fetchFile("exportReport", `report-${version}.json`)}>{words.exportReport}</Button>
      )}
      <RefusalAlert refusal={refusal} />
    </>
  );
}

function Frozen({ report }: { report: Report }) {
  const { words } = useLanguage();
  const form = bytesOf(report.form);
  const fields = parseForm(form);
  return (
    <>
      <Sheet message="Report" row={{ ...report }} hidden={["form", "caseId", "reportVersion"]} />
      {fields ? <FormSheet fields={fields} /> : <Alert type="error" showIcon title={words.unreadableForm} />}
      <details>
        <summary>{words.signedForm}</summary>
        <pre className="words">{new TextDecoder().decode(form)}</pre>
      </details>
    </>
  );
}

interface VersionsProps {
  caseId: string;
  // Oldest first, at least one.
  versions: readonly number[];
}

export function Versions({ caseId, versions }: VersionsProps) {
  const { words } = useLanguage();
  const newest = versions.at(-1) ?? 0;
  const [version, setVersion] = useState(newest);
  const [comparedTo, setComparedTo] = useState<number>();
  const report = useCall(() => getReport({ caseId, reportVersion: version }), [caseId, version]);
  const earlier = versions.filter((each) => each < version);
  const options = (numbers: readonly number[]) =>
    numbers.map((n) => ({ value: n, label: filled(words.version, { n }) }));
  return (
    <Flex vertical gap={12}>
      <Space wrap role="toolbar" aria-label={words.reports}>
        <Select
          aria-label={words.reports}
          style={{ width: 120 }}
          value={version}
          onChange={(n) => {
            setVersion(n);
            setComparedTo(undefined);
          }}
          options={options(versions)}
        />
        <Files caseId={caseId} version={version} />
        {earlier.length > 0 && (
          <Button onClick={() => setComparedTo(comparedTo === undefined ? earlier.at(-1) : undefined)}>{words.diff}</Button>
        )}
        {comparedTo !== undefined && earlier.length > 1 && (
          <Select
            aria-label={words.comparedTo}
            style={{ width: 120 }}
            value={comparedTo}
            onChange={setComparedTo}
            options={options(earlier)}
          />
        )}
      </Space>
      <RefusalAlert refusal={report.error} />
      {comparedTo !== undefined && <Difference caseId={caseId} from={comparedTo} to={version} />}
      {report.data && <Frozen report={report.data} />}
    </Flex>
  );
}
