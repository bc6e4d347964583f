// The plan of a case, who works on it, and what falls due.
import { Card, Flex, Tag, Typography } from "antd";
import type { Case, TeamMember } from "@generated/api";
import { Value } from "../parts/value";
import type { Row } from "../schema";
import { useDirectory } from "../shell/directory";
import { filled, useLanguage } from "../words/language";
import { Opener, Place, useWork } from "./case_work";
import { NoneYet } from "./none_yet";
import { PlanHelp } from "./template_help";

const activeOf = ({ taskforce }: Case): TeamMember[] => (taskforce?.members ?? []).filter(({ leftAt }) => !leftAt);

// What a new plan begins with: the one that was proposed before, so that nothing is typed twice.
function initialPlan(subject: Case): Row {
  return {
    text: subject.plan?.text,
    allegations: subject.plan?.allegations,
    team: activeOf(subject).map(({ userId, role }) => ({ userId, role })),
  };
}

function Team() {
  const { words, value: wordOf } = useLanguage();
  const { nameOf, units } = useDirectory();
  const { case: subject } = useWork();
  return (
    <Flex wrap gap={8} component="ul" className="plain">
      {activeOf(subject).map(({ userId, role, unitId, declaredAt }) => (
        <li key={userId}>
          {nameOf(userId) ?? words.otherPerson}{" "}
          <Typography.Text type="secondary">
            {wordOf(role, "TeamRole")} · {units.get(unitId)?.name ?? words.otherUnit}
          </Typography.Text>{" "}
          {!declaredAt && <Tag color="orange">{words.undeclared}</Tag>}
        </li>
      ))}
    </Flex>
  );
}

function Reminders() {
  const { words, value: wordOf } = useLanguage();
  const { case: subject } = useWork();
  if (subject.reminders.length === 0) return null;
  return (
    <Flex wrap gap={8} component="ul" className="plain">
      {subject.reminders.map(({ kind, due, overdue }, index) => (
        <li key={index}>
          <Tag color={overdue ? "red" : "default"}>
            {wordOf(kind, "ReminderKind")} <Value name="due" field={{ type: "time" }} value={due} />
            {overdue && ` ${words.isOverdue}`}
          </Tag>
        </li>
      ))}
    </Flex>
  );
}

function Decisions() {
  const { words } = useLanguage();
  const { case: subject } = useWork();
  return (subject.plan?.decisions ?? []).map(({ approved, reason, decidedBy, decidedAt }, index) => (
    <Typography.Text key={index} type="secondary" className="words">
      {approved ? words.planApproved : words.planSentBack}：{reason}（
      <Value name="decidedBy" field={{ type: "string" }} value={decidedBy} />{" "}
      <Value name="decidedAt" field={{ type: "time" }} value={decidedAt} />）
    </Typography.Text>
  ));
}

// The one extension that a case may have.
function Granted() {
  const { words } = useLanguage();
  const { case: subject } = useWork();
  if (!subject.extension) return null;
  const { days, reason, grantedBy, grantedAt } = subject.extension;
  return (
    <Typography.Text type="secondary" className="words">
      {filled(words.extendedBy, { days })}：{reason}（
      <Value name="grantedBy" field={{ type: "string" }} value={grantedBy} />{" "}
      <Value name="grantedAt" field={{ type: "time" }} value={grantedAt} />）
    </Typography.Text>
  );
}

export function PlanSection() {
  const { words, field } = useLanguage();
  const { case: subject } = useWork();
  return (
    <Card size="small" title={field("plan")} extra={<Opener method="planCase" primary={!subject.plan} />} data-part="plan">
      <Place method="planCase" initial={initialPlan(subject)} help={<PlanHelp />} />
      <Flex vertical gap={8}>
        <Reminders />
        {subject.plan ? (
          <div className="words">{subject.plan.text}</div>
        ) : (
          <NoneYet words={words.noPlan} />
        )}
        <Team />
        <Decisions />
        <Granted />
      </Flex>
    </Card>
  );
}
