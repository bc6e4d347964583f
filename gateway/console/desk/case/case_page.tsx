// A case as a workspace: what was reported and alleged stays on the left; on the right is what the
// team does about it. Every verb that the server offers stands where its matter is, or in the bar.
import "./case.css";
import { Alert, Button, Card, Flex, Space, Spin, Tabs, Typography } from "antd";
import { type ReactNode, useCallback, useMemo } from "react";
import { type Attachment, type Exhibit, listAttachments, listExhibits } from "@generated/api";
import { Endorse } from "../pages/endorse";
import { LeadAttachments } from "../pages/lead_attachments";
import { OpenGates } from "../pages/open_gates";
import { Timeline } from "../pages/timeline";
import { Heading } from "../parts/heading";
import { OwnControls } from "../parts/own_controls";
import { Record } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { SubList } from "../parts/sub_list";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { ReportTab } from "../report/report_tab";
import { messageOf, type MethodName, type Row, run } from "../schema";
import { useChanges } from "../shell/changes";
import { navigate, setQuery, useQuery } from "../shell/router";
import { useSession } from "../shell/session";
import { leaving } from "../shell/unsaved";
import { useLanguage } from "../words/language";
import { CaseWork, Opener, Place, useWork } from "./case_work";
import { Exhibits } from "./exhibits";
import { AllegationPicker, EvidencePicker, Findings } from "./findings";
import { LeadSide } from "./lead_side";
import { PlanSection } from "./plan_section";
import { FirstMaterial } from "./review_material";
import { AttachmentPicker, Steps } from "./steps";

// Verbs with a place of their own; the others stand in the bar.
const PLACED = new Set<MethodName>([
  "planCase", "addAllegation", "recordStep", "recordFinding", "collectExhibit", "submitReport", "requestContribution",
]);

// Said above, or shown in parts of the page.
const SHOWN = [
  "leadNo", "state", "openGates", "plan", "steps", "findings", "taskforce", "reminders", "reason",
];

const FACTS = ["unitName", "level", "instruction", "sector", "grade", "keyLead", "deadline", "suspension"] as const;

function Facts() {
  const { field } = useLanguage();
  const { row } = useWork();
  const fields = messageOf("Case");
  return (
    <Flex wrap gap="2px 16px" component="dl" className="facts">
      {FACTS.filter((name) => fields[name]?.type !== "message" && row[name] && !String(row[name]).endsWith("_UNSPECIFIED")).map((name) => (
        <div key={name}>
          <dt>{field(name, "Case")}</dt>
          <dd>
            <Value name={name} field={fields[name] ?? { type: "string" }} value={row[name]} />
          </dd>
        </div>
      ))}
    </Flex>
  );
}

// Why it came back, and until when it rests.
function Notices() {
  const { words, field } = useLanguage();
  const { case: subject } = useWork();
  return (
    <>
      {subject.reason && ["STATE_VERIFYING", "STATE_ACCEPTED", "STATE_RETURNED"].includes(subject.state) && (
        <Alert type="warning" showIcon title={words.cameBack} description={<span className="words">{subject.reason}</span>} />
      )}
      {subject.state === "STATE_SUSPENDED" && subject.suspension && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              {field("suspension")} {field("until")}{" "}
              <Value name="until" field={{ type: "time" }} value={subject.suspension.until} />
            </>
          }
          description={<span className="words">{subject.suspension.reason}</span>}
        />
      )}
    </>
  );
}

const showTab = (tab: string) => leaving(() => setQuery(new URLSearchParams({ tab })));

function Bar() {
  const { words } = useLanguage();
  const { offered, row, reload, opened } = useWork();
  const verbs = offered.filter((method) => !PLACED.has(method) && method !== "endorseCase");
  if (offered.length === 0) return <Typography.Text type="secondary">{words.noActions}</Typography.Text>;
  return (
    <div className={opened ? "" : "case-bar"}>
      <Space wrap role="toolbar" aria-label={words.actions}>
        {offered.includes("endorseCase") && <Endorse row={row} reload={reload} />}
        {offered.includes("submitReport") && (
          <Button size="small" type="primary" onClick={() => showTab("reports")}>
            {words.writeReport}
          </Button>
        )}
        {verbs.map((method, index) => (
          <Opener key={method} method={method} primary={index === 0 && !offered.includes("submitReport")} />
        ))}
      </Space>
      {verbs.map((method) => (
        <Place key={method} method={method} />
      ))}
    </div>
  );
}

interface OfCaseProps {
  list: MethodName;
  creates: MethodName;
  get?: MethodName;
  noun: "contribution" | "clearance";
}

// What is asked or said about the case, with the verbs of each line.
function OfCase({ list, creates, get, noun }: OfCaseProps) {
  const { case: subject } = useWork();
  return (
    <SubList
      list={list}
      parent={{ caseId: subject.id }}
      creates={[creates]}
      {...(get ? { get } : {})}
      rowId={`${noun}Id`}
      base={`/v1/${noun}s/{${noun}_id}`}
    />
  );
}

interface Material {
  exhibits: readonly Exhibit[];
  attachments: readonly Attachment[];
}

interface TabsProps extends Material {
  reloadExhibits: () => void;
}

// What hangs on the case, to whoever may see it.
function WorkTabs({ exhibits, attachments, reloadExhibits }: TabsProps) {
  const { words } = useLanguage();
  const { may } = useSession();
  const { case: subject, row } = useWork();
  const tab = useQuery().get("tab") ?? "work";
  const all: Array<{ key: string; label: string; shown: boolean; children: ReactNode }> = [
    {
      key: "work",
      label: words.workTab,
      shown: true,
      children: (
        <Flex vertical gap={12}>
          {subject.plan ? (
            <>
              <Findings exhibits={exhibits} />
              <PlanSection />
            </>
          ) : (
            <PlanSection />
          )}
          <Steps attachments={attachments} />
          {may("listExhibits") && <Exhibits exhibits={exhibits} reload={reloadExhibits} />}
        </Flex>
      ),
    },
    { key: "reports", label: words.reportTab, shown: may("listReports"), children: <ReportTab /> },
    {
      key: "material",
      label: words.firstMaterial,
      shown: Boolean(subject.reviewOf) && may("getReviewMaterial"),
      children: <FirstMaterial />,
    },
    {
      key: "attachments",
      label: words.attachments,
      shown: may("listAttachments"),
      children: <LeadAttachments row={{ id: subject.leadId }} reload={reloadExhibits} />,
    },
    {
      key: "contributions",
      label: words.contributions,
      shown: may("listContributions"),
      children: <OfCase list="listContributions" creates="requestContribution" noun="contribution" />,
    },
    {
      key: "clearances",
      label: words.clearances,
      shown: may("listClearances"),
      children: <OfCase list="listClearances" creates="draftClearance" get="getClearance" noun="clearance" />,
    },
    {
      key: "details",
      label: words.details,
      shown: true,
      children: <Record message="Case" row={row} hidden={SHOWN} />,
    },
    { key: "timeline", label: words.timeline, shown: may("listEntries"), children: <Timeline id={subject.id} /> },
  ];
  const items = all.filter(({ shown }) => shown);
  return (
    <Tabs
      size="small"
      activeKey={items.some(({ key }) => key === tab) ? tab : "work"}
      onChange={showTab}
      items={items}
      destroyOnHidden
    />
  );
}

function useMaterial(row: Row | undefined): Material & { reload: () => void } {
  const { may } = useSession();
  const exhibits = useCall(
    async () => (row && may("listExhibits") ? (await listExhibits({ caseId: String(row.id), pageSize: 200 })).exhibits : []),
    [row?.id],
  );
  const attachments = useCall(
    async () =>
      row?.plan && may("listAttachments") ? (await listAttachments({ leadId: String(row.leadId) })).attachments : [],
    [row?.leadId, Boolean(row?.plan)],
  );
  const [again, once] = [exhibits.reload, attachments.reload];
  const reload = useCallback(() => {
    again();
    once();
  }, [again, once]);
  return { exhibits: [...(exhibits.data ?? [])].reverse(), attachments: attachments.data ?? [], reload };
}

export default function CasePage({ id }: { id: string }) {
  const { words } = useLanguage();
  const called = useCall((signal) => run("getCase", { caseId: id }, signal), [id]);
  const row = called.data;
  const material = useMaterial(row);
  const reload = useCallback(() => {
    called.reload();
    material.reload();
  }, [called.reload, material.reload]);
  useChanges(["cases", "exhibits", "attachments"], reload);
  const { exhibits, attachments } = material;
  const controls = useMemo(
    () => ({
      "RecordFindingRequest.evidence": <EvidencePicker subject={row as never} exhibits={exhibits} />,
      allegation: <AllegationPicker subject={row as never} />,
      attachmentIds: <AttachmentPicker attachments={attachments} />,
    }),
    [row, exhibits, attachments],
  );
  if (!row) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  return (
    <CaseWork row={row} reload={reload}>
      <OwnControls value={controls}>
        <Flex vertical gap={12} className="case">
          <RefusalAlert refusal={called.error} />
          <Flex wrap gap={8} align="center">
            <Button onClick={() => navigate("/cases")}>{words.back}</Button>
            <Heading>{String(row.leadNo)}</Heading>
            <Value name="state" field={messageOf("Case").state ?? { type: "string" }} value={row.state} />
          </Flex>
          <Facts />
          <Notices />
          <OpenGates row={row} reload={reload} />
          <Bar />
          <div className="case-columns">
            <LeadSide attachments={attachments} />
            <Card size="small" className="case-main">
              <WorkTabs exhibits={exhibits} attachments={attachments} reloadExhibits={reload} />
            </Card>
          </div>
        </Flex>
      </OwnControls>
    </CaseWork>
  );
}
