// The report of a case: where it is written, and the versions that were frozen.
import { Divider, Flex, Spin, Typography } from "antd";
import { getReport, listReports } from "@generated/api";
import { useWork } from "../case/case_work";
import { bytesOf } from "../parts/file_input";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { useLanguage } from "../words/language";
import { Editor } from "./editor";
import { parseForm, valueIn } from "./report_form";
import { Versions } from "./versions";

// The words of the newest version, which the next one begins with.
async function wordsOf(caseId: string, version: number) {
  const { form } = await getReport({ caseId, reportVersion: version });
  return { version, text: valueIn(parseForm(bytesOf(form)) ?? [], "report") };
}

function NextReport({ caseId, newest }: { caseId: string; newest: number | undefined }) {
  const called = useCall(
    () => (newest === undefined ? Promise.resolve(undefined) : wordsOf(caseId, newest)),
    [caseId, newest],
  );
  if (called.error) return <RefusalAlert refusal={called.error} />;
  if (called.loading) return <Spin />;
  return <Editor key={newest ?? 0} before={called.data} />;
}

export function ReportTab() {
  const { words } = useLanguage();
  const { case: subject, offered } = useWork();
  const called = useCall(() => listReports({ caseId: subject.id }), [subject.etag]);
  if (!called.data) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  const versions = called.data.reports.map(({ reportVersion }) => reportVersion);
  const writes = offered.includes("submitReport");
  return (
    <Flex vertical gap={12}>
      {writes && <NextReport caseId={subject.id} newest={versions.at(-1)} />}
      {writes && versions.length > 0 && <Divider titlePlacement="start">{words.frozenVersions}</Divider>}
      {versions.length > 0 ? (
        <Versions key={versions.at(-1)} caseId={subject.id} versions={versions} />
      ) : (
        !writes && <Typography.Text type="secondary">{words.none}</Typography.Text>
      )}
    </Flex>
  );
}
