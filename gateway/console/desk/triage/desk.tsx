// One lead of the board: its words and what looks like it on the left, what is to be decided on
// the right. What is decided goes on to the next.
import { Button, Card, Flex, Spin, Tabs, Tag, Typography } from "antd";
import { useState } from "react";
import { listMatches } from "@generated/api";
import { LeadHints } from "../pages/lead_hints";
import { LeadMatches } from "../pages/lead_matches";
import { LeadProposal } from "../pages/lead_proposal";
import { LeadAttachments } from "../pages/lead_attachments";
import { Heading } from "../parts/heading";
import { Lines, Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { VerbForm } from "../parts/verb_form";
import { type Subject, Verbs } from "../parts/verbs";
import { actionsOf, run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { Link, navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { columnOf, following, idOf, neighbour, type TriageBoard } from "./board";
import { useKeys } from "./keys";

const JUDGED = ["summary", "opinion", "sector", "umbrella", "keyLead", "aboutLeader", "accusedUnitIds", "subjects"];
// Begun with what the lead says already; subjects and accused units are only ever added.
const BEGUN_WITH = ["sector", "umbrella", "keyLead", "summary", "opinion"];

const LEAD = "/v1/leads/{lead_id}";

// What waits, as a form that stands open: not behind a button.
function Form({ method, subject, only, onDone }: { method: string; subject: Subject; only: readonly string[]; onDone: () => void }) {
  const { row, reload } = subject;
  const initial = Object.fromEntries(BEGUN_WITH.map((name) => [name, row[name]]));
  return (
    <VerbForm
      method={method}
      name={method}
      fixed={{ leadId: row.id, etag: row.etag }}
      initial={method === "triageLead" ? initial : {}}
      only={only}
      onDone={onDone}
      onStale={reload}
    />
  );
}

// The suggestions that wait for an answer, each with its form.
function OpenMatches({ leadId, onDone }: { leadId: string; onDone: () => void }) {
  const { words } = useLanguage();
  const called = useCall(() => listMatches({ leadId, pageSize: 200 }), [leadId]);
  useChanges(["matches"], called.reload);
  const open = (called.data?.matches ?? []).filter(({ state, restricted }) => state === "MATCH_STATE_OPEN" && !restricted);
  return (
    <>
      <RefusalAlert refusal={called.error} />
      <Typography.Text type="secondary">{words.answerMatchesFirst}</Typography.Text>
      {open.map(({ id, etag, otherLeadId, otherLeadNo }) => (
        <Card key={id} size="small" title={<Link to={`/leads/${otherLeadId}`}>{otherLeadNo}</Link>} data-match={id}>
          <VerbForm
            method="decideMatch"
            name={id}
            fixed={{ leadId, matchId: id, etag }}
            onDone={() => {
              called.reload();
              onDone();
            }}
            onStale={called.reload}
          />
        </Card>
      ))}
    </>
  );
}

interface DecisionProps {
  subject: Subject;
  step: string;
  // Called when something was done that may take the lead out of its column.
  onDone: () => void;
}

function Decision({ subject, step, onDone }: DecisionProps) {
  const { words, value } = useLanguage();
  const { row } = subject;
  const actions = actionsOf(row);
  const offers = (wanted: string, action: string) => step === wanted && actions.includes(action);
  return (
    <Card size="small" title={<h2>{step ? value(step, "TriageStep") : words.actions}</h2>} className="triage-decision pairs">
      <Flex vertical gap={12}>
        {offers("TRIAGE_STEP_ANSWER_MATCHES", "triage") && <OpenMatches leadId={String(row.id)} onDone={onDone} />}
        {offers("TRIAGE_STEP_JUDGE", "triage") && (
          <Form method="triageLead" subject={subject} only={JUDGED} onDone={onDone} />
        )}
        {offers("TRIAGE_STEP_DECIDE_RETURN", "decideReturn") && (
          <Form method="decideReturn" subject={subject} only={["decision", "reason", "unitId"]} onDone={onDone} />
        )}
        {offers("TRIAGE_STEP_ASSIGN", "assign") && <LeadProposal row={row} reload={onDone} />}
        <Verbs aside={step !== ""} base={LEAD} fixed={{ leadId: row.id }} subject={{ row: withoutShown(row, step), reload: onDone }} />
      </Flex>
    </Card>
  );
}

// The form that stands open needs no button beside it.
const OPEN: Readonly<Record<string, string>> = {
  TRIAGE_STEP_ANSWER_MATCHES: "triage",
  TRIAGE_STEP_JUDGE: "triage",
  TRIAGE_STEP_DECIDE_RETURN: "decideReturn",
};

function withoutShown(row: Row, step: string): Row {
  const actions = actionsOf(row).filter((action) => action !== OPEN[step]);
  return { ...row, actions };
}

function Text({ row }: { row: Row }) {
  const { words } = useLanguage();
  const returns = (row.returns as Row[] | undefined) ?? [];
  const subjects = (row.subjects as Row[] | undefined) ?? [];
  return (
    <Flex vertical gap={12}>
      {row.narrative !== undefined && row.narrative !== "" && (
        <Typography.Paragraph className="words narrative">{String(row.narrative)}</Typography.Paragraph>
      )}
      <Sheet
        message="Lead"
        row={row}
        hidden={["narrative", "title", "leadNo", "state", "reporterHints", "division", "round"]}
      />
      {subjects.length > 0 && <Lines message="Subject" rows={subjects} />}
      {returns.length > 0 && (
        <Card size="small" title={words.returned}>
          <Lines message="LeadReturn" rows={returns} />
        </Card>
      )}
    </Flex>
  );
}

interface DeskProps {
  leadId: string;
  board: TriageBoard;
  reload: () => void;
}

function Head({ leadId, board, row }: { leadId: string; board: TriageBoard; row: Row }) {
  const { words } = useLanguage();
  const column = columnOf(board, leadId);
  const at = column?.cards.findIndex((card) => idOf(card) === leadId) ?? -1;
  const go = (by: 1 | -1) => () => {
    const id = neighbour(column, leadId, by);
    if (id) navigate(`/triage/${id}`);
  };
  useKeys({ KeyJ: go(1), KeyK: go(-1) });
  return (
    <Flex wrap gap={8} align="center" justify="space-between">
      <Flex wrap gap={8} align="center">
        <Button onClick={() => navigate("/triage")}>{words.triage}</Button>
        <Heading>{String(row.title || row.leadNo)}</Heading>
        <Value name="state" field={{ type: "enum", of: "IntakeState" }} value={row.state} />
        {row.keyLead === true && <Tag color="red">{words.keyLead}</Tag>}
        <Link to={`/leads/${leadId}`}>{String(row.leadNo)}</Link>
      </Flex>
      {column && (
        <Flex gap={8} align="center">
          <Button disabled={at <= 0} onClick={go(-1)} aria-keyshortcuts="K">
            {words.previousLead} <kbd>K</kbd>
          </Button>
          <span data-part="position">{filled(words.nthOf, { n: at + 1, all: column.count })}</span>
          <Button disabled={at < 0 || at + 1 >= column.cards.length} onClick={go(1)} aria-keyshortcuts="J">
            {words.nextLead} <kbd>J</kbd>
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

export function Desk({ leadId, board, reload }: DeskProps) {
  const { words } = useLanguage();
  const { may } = useSession();
  // Counted up where what was done changes the parts beside it.
  const [turn, setTurn] = useState(0);
  const called = useCall((signal) => run("getLead", { leadId }, signal), [leadId]);
  useChanges(["leads"], called.reload);
  const row = called.data;
  if (!row) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  const step = columnOf(board, leadId)?.step ?? "";
  const again = () => {
    setTurn(turn + 1);
    called.reload();
    reload();
  };
  // What has left its column makes room for the next; a lead whose suggestions are answered stays,
  // to be judged.
  const done = async () => {
    const { columns } = await run<TriageBoard>("getTriageBoard", { columnSize: 50 });
    const now = columnOf({ columns }, leadId)?.step ?? "";
    if (now === step || step === "TRIAGE_STEP_ANSWER_MATCHES") return again();
    reload();
    const next = following(columnOf(board, leadId), leadId);
    navigate(next ? `/triage/${next}` : "/triage");
  };
  const subject = { row, reload: again };
  const tabs = [
    ...(may("listMatches")
      ? [{ key: "matches", label: words.matches, children: <LeadMatches key={turn} {...subject} /> }]
      : []),
    ...(may("listAttachments")
      ? [{ key: "attachments", label: words.attachments, children: <LeadAttachments {...subject} /> }]
      : []),
  ];
  return (
    <Flex vertical gap={12}>
      <Head leadId={leadId} board={board} row={row} />
      <RefusalAlert refusal={called.error} />
      <LeadHints {...subject} />
      <div className="triage-desk">
        <Flex vertical gap={12} className="triage-text">
          <Card size="small" title={<h2>{words.narrative}</h2>}>
            <Text row={row} />
          </Card>
          {tabs.length > 0 && (
            <Card size="small">
              <Tabs items={tabs} />
            </Card>
          )}
        </Flex>
        <Decision subject={subject} step={step} onDone={() => void done()} />
      </div>
    </Flex>
  );
}
