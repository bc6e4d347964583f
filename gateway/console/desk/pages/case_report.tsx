// Every version of a case's report: its frozen form, what changed, and its prints.
import { Button, Card, Flex, Select, Space, Typography } from "antd";
import { useState } from "react";
import { download } from "@api/call";
import type { ListReportsResponse, Report, ReportDiff } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { bytesOf } from "../parts/file_input";
import { Record } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { useCall } from "../parts/use_call";
import { methodOf, run } from "../schema";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";

const CLASSES: Readonly<{ [change: string]: string }> = {
  CHANGE_REMOVED: "removed",
  CHANGE_ADDED: "added",
};

function Difference({ caseId, from, to }: { caseId: unknown; from: number; to: number }) {
  const called = useCall(() => run<ReportDiff>("diffReports", { caseId, from, to }), [caseId, from, to]);
  return (
    <>
      <RefusalAlert refusal={called.error} />
      {called.data?.sections.map((section) => (
        <Card key={section.name} size="small" title={section.title} style={{ marginBottom: 8 }}>
          {section.lines.map((line, index) => (
            <div key={index} className={CLASSES[line.change]} style={{ whiteSpace: "pre-wrap" }}>
              {line.text}
            </div>
          ))}
        </Card>
      ))}
    </>
  );
}

function Version({ caseId, version, versions }: { caseId: unknown; version: number; versions: number[] }) {
  const { words } = useLanguage();
  const { may } = useSession();
  const [compared, setCompared] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const report = useCall(() => run<Report>("getReport", { caseId, reportVersion: version }), [caseId, version]);
  const before = Math.max(...versions.filter((each) => each < version), 0);
  const fetchFile = async (method: "printReport" | "exportReport", name: string) => {
    try {
      const { verb, path } = methodOf(method);
      saveFile(await download(verb, path, { caseId, reportVersion: version }), name);
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <Flex vertical gap={12}>
      <Space wrap>
        {may("printReport") && (
          <Button onClick={() => void fetchFile("printReport", `report-${version}.pdf`)}>{words.print}</Button>
        )}
        {may("exportReport") && (
          <Button onClick={() => void fetchFile("exportReport", `report-${version}.json`)}>
            {words.exportReport}
          </Button>
        )}
        {before > 0 && <Button onClick={() => setCompared(!compared)}>{words.diff}</Button>}
      </Space>
      <RefusalAlert refusal={refusal ?? report.error} />
      {compared && <Difference caseId={caseId} from={before} to={version} />}
      {report.data && (
        <>
          <Record message="Report" row={{ ...report.data }} hidden={["form", "caseId"]} />
          <details>
            <summary>{words.signedForm}</summary>
            <pre className="words">{new TextDecoder().decode(bytesOf(report.data.form))}</pre>
          </details>
        </>
      )}
    </Flex>
  );
}

export function DraftedReport({ row }: Subject) {
  const { words } = useLanguage();
  const called = useCall(() => run<ListReportsResponse>("listReports", { caseId: row.id }), [row.etag]);
  const versions = (called.data?.reports ?? []).map((report) => report.reportVersion);
  const [chosen, setChosen] = useState<number>();
  const version = chosen ?? versions[versions.length - 1];
  return (
    <Flex vertical gap={12}>
      <RefusalAlert refusal={called.error} />
      {version === undefined ? (
        <Typography.Text type="secondary">{words.none}</Typography.Text>
      ) : (
        <>
          <Select
            aria-label={words.reports}
            style={{ width: 160 }}
            value={version}
            onChange={setChosen}
            options={versions.map((n) => ({ value: n, label: filled(words.version, { n }) }))}
          />
          <Version key={version} caseId={row.id} version={version} versions={versions} />
        </>
      )}
    </Flex>
  );
}
