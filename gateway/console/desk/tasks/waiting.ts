// What waits for whoever is signed in. The server says it: a lead's or case's next step, and for
// the other nouns the `actions` of each line. Here it is put in one order, gravest light first.
import type { TriageBoard } from "@generated/api";
import { actionsOf, messageOf, methodOf, methodOfAction, type MethodName, rowsOf, run, type Row } from "../schema";
import { type Clock, clocksOf, gravity } from "./lights";

export interface Task {
  key: string;
  noun: string;
  // What is to be done.
  verb: MethodName;
  // Where it is done.
  path: string;
  // How people call the object, and what it is about.
  name: string;
  about: string;
  unitId: string;
  unitName: string;
  state: unknown;
  // The enum of its state.
  stateOf: string | undefined;
  light: string;
  due: string;
  // Since when it has been waiting.
  since: string;
  leadId: string;
}

type May = (method: MethodName) => boolean;

interface Source {
  noun: string;
  list: MethodName;
  // What is asked for, a question for each state that may wait.
  asks: readonly Row[];
  // What an action's method is looked for below.
  base: string;
  // The actions that somebody waits for, the first that is offered. Any other is a choice.
  duties: readonly string[];
  name?: string;
  about?: string;
  due?: string;
  since: string;
  // Whether the reader's unit has done already what it may do again.
  done?: Readonly<Record<string, (row: Row, unitId: string) => boolean>>;
  // Lines without a page of their own are worked on in their list, or where this says.
  listed?: true;
  at?: (row: Row) => string;
}

const states = (...names: string[]): Row[] => names.map((state) => ({ state }));

const SOURCES: readonly Source[] = [
  {
    noun: "cases",
    list: "listWaitingCases",
    asks: [{}],
    base: "/v1/cases/{case_id}",
    duties: [],
    name: "leadNo",
    since: "openedAt",
  },
  {
    noun: "contributions",
    list: "listContributions",
    asks: states("STATE_REQUESTED"),
    base: "/v1/contributions/{contribution_id}",
    duties: ["answer"],
    about: "request",
    due: "due",
    since: "requestedAt",
  },
  {
    noun: "clearances",
    list: "listClearances",
    asks: [{}],
    base: "/v1/clearances/{clearance_id}",
    duties: ["issue", "announce"],
    name: "leadNo",
    since: "draftedAt",
    at: ({ caseId }) => `/cases/${String(caseId)}?tab=clearances`,
  },
  {
    noun: "reviews",
    list: "listReviews",
    asks: states("STATE_QUEUED"),
    base: "/v1/reviews/{review_id}",
    duties: ["assign"],
    name: "leadNo",
    since: "queuedAt",
  },
  {
    noun: "revisits",
    list: "listRevisits",
    asks: states("STATE_DUE"),
    base: "/v1/revisits/{revisit_id}",
    duties: ["record"],
    name: "leadNo",
    due: "dueAt",
    since: "dueAt",
    listed: true,
  },
  {
    noun: "sweeps",
    list: "listSweeps",
    asks: states("STATE_OPEN"),
    base: "/v1/sweeps/{sweep_id}",
    duties: ["report"],
    about: "title",
    due: "deadline",
    since: "openedAt",
  },
  {
    noun: "publications",
    list: "listPublications",
    asks: states("PUBLICATION_STATE_DRAFT"),
    base: "/v1/publications/{publication_id}",
    duties: ["approve"],
    about: "title",
    since: "editedAt",
  },
  {
    noun: "transfers",
    list: "listTransfers",
    asks: states("TRANSFER_STATE_ISSUED", "TRANSFER_STATE_ACKNOWLEDGED"),
    base: "/v1/transfers/{transfer_id}",
    duties: ["acknowledge", "conclude"],
    name: "letterNo",
    due: "acknowledgeBy",
    since: "issuedAt",
  },
  {
    noun: "jointFiles",
    list: "listJointFiles",
    asks: [{}],
    base: "/v1/jointFiles/{joint_file_id}",
    duties: ["file", "close"],
    since: "openedAt",
  },
  {
    noun: "meetings",
    list: "listMeetings",
    asks: states(
      "MEETING_STATE_PROPOSED",
      "MEETING_STATE_CONVENED",
      "MEETING_STATE_HELD",
      "MEETING_STATE_MINUTES_SIGNING",
      "MEETING_STATE_IN_FORCE",
      "MEETING_STATE_RESOLVING",
    ),
    base: "/v1/meetings/{meeting_id}",
    duties: ["convene", "giveOpinion", "hold", "submitMinutes", "sign", "complete", "close"],
    done: { giveOpinion: (row, unitId) => (row.opinions as Row[]).some((opinion) => opinion.unitId === unitId) },
    about: "subject",
    due: "takesPlace",
    since: "takesPlace",
  },
  {
    noun: "problems",
    list: "listProblems",
    asks: states("PROBLEM_STATE_RAISED", "PROBLEM_STATE_RECTIFYING", "PROBLEM_STATE_TO_ACCEPT"),
    base: "/v1/problems/{problem_id}",
    duties: ["plan", "rectify", "strikeOff"],
    about: "description",
    due: "due",
    since: "raisedAt",
  },
  {
    noun: "proceedings",
    list: "listProceedings",
    asks: states(
      "STATE_TRIGGERED",
      "STATE_FACT_FINDING",
      "STATE_HEARING",
      "STATE_PROPOSED",
      "STATE_APPROVED",
      "STATE_APPEALED",
      "STATE_UPHELD",
      "STATE_OVERTURNED",
    ),
    base: "/v1/proceedings/{proceeding_id}",
    duties: ["findFacts", "hear", "propose", "approve", "execute", "decideAppeal", "file"],
    name: "leadNo",
    about: "cause",
    due: "rectifyBy",
    since: "updatedAt",
  },
  {
    noun: "ruleChanges",
    list: "listRuleChanges",
    asks: [{}],
    base: "/v1/ruleChanges/{rule_change_id}",
    duties: ["approve"],
    about: "basis",
    since: "proposedAt",
    listed: true,
  },
  {
    noun: "triageRuleChanges",
    list: "listTriageRuleChanges",
    asks: [{}],
    base: "/v1/triageRuleChanges/{triage_rule_change_id}",
    duties: ["approve"],
    since: "proposedAt",
    listed: true,
  },
  {
    noun: "custodianKeys",
    list: "listCustodianKeys",
    asks: [{}],
    base: "/v1/custodianKeys/{custodian_key_id}",
    duties: ["confirm"],
    since: "enrolledAt",
    listed: true,
  },
  {
    noun: "keys",
    list: "listSigningKeys",
    asks: [{}],
    base: "/v1/signingKeys/{signing_key_id}",
    duties: ["confirm"],
    since: "enrolledAt",
    listed: true,
  },
];

// Whose changes bring a task or end one.
export const TASK_NOUNS: readonly string[] = ["leads", "matchs", "clocks", ...SOURCES.map(({ noun }) => noun)];

const PAGE = 200;

const text = (row: Row, field: string | undefined): string => (field ? String(row[field] ?? "") : "");

const stateOf = (message: string): string | undefined => messageOf(message).state?.of;

function taskOf(source: Source, row: Row, unitId: string): Task | undefined {
  const offered = actionsOf(row);
  const actions = offered.filter((action) => !source.done?.[action]?.(row, unitId));
  const duty = source.duties.length > 0 ? source.duties.find((each) => actions.includes(each)) : actions[0];
  const verb = duty && methodOfAction(source.base, duty);
  if (!verb) return undefined;
  const reminders = (row.reminders as Array<{ due: string }> | undefined) ?? [];
  const { message } = rowsOf(source.list);
  return {
    key: `${source.noun}/${text(row, "id")}`,
    noun: source.noun,
    verb,
    path: source.at?.(row) ?? (source.listed ? `/${source.noun}` : `/${source.noun}/${text(row, "id")}`),
    name: text(row, source.name),
    about: text(row, source.about),
    unitId: text(row, "unitId"),
    unitName: text(row, "unitName"),
    state: row.state,
    stateOf: stateOf(message),
    light: "",
    due: text(row, source.due) || (reminders[0]?.due ?? "") || text(row, "deadline"),
    since: text(row, source.since),
    leadId: text(row, "leadId"),
  };
}

async function tasksOf(source: Source, unitId: string, signal: AbortSignal): Promise<Task[]> {
  const { key } = rowsOf(source.list);
  const paged = methodOf(source.list).request.pageSize ? { pageSize: PAGE } : {};
  const answers = await Promise.all(source.asks.map((asked) => run(source.list, { ...asked, ...paged }, signal)));
  const rows = answers.flatMap((answer) => (answer[key] as Row[] | undefined) ?? []);
  return rows.flatMap((row) => taskOf(source, row, unitId) ?? []);
}

// What a lead waits for, by the column of the board that it stands in.
const STEPS: Readonly<Record<string, readonly string[]>> = {
  TRIAGE_STEP_ANSWER_MATCHES: ["triage"],
  TRIAGE_STEP_JUDGE: ["triage"],
  TRIAGE_STEP_ASSIGN: ["confirmMerge", "seal", "assign"],
  TRIAGE_STEP_DECIDE_RETURN: ["decideReturn"],
};

async function leadTasks(signal: AbortSignal): Promise<Task[]> {
  const board = await run<TriageBoard>("getTriageBoard", { columnSize: 50 }, signal);
  return board.columns.flatMap(({ step, cards }) =>
    cards.flatMap(({ lead }) => {
      const duty = STEPS[step]?.find((each) => lead?.actions.includes(each));
      const verb = duty && methodOfAction("/v1/leads/{lead_id}", duty);
      if (!lead || !verb) return [];
      return {
        key: `leads/${lead.id}`,
        noun: "leads",
        verb: step === "TRIAGE_STEP_ANSWER_MATCHES" ? "decideMatch" : verb,
        path: `/triage/${lead.id}`,
        name: lead.leadNo,
        about: lead.title,
        unitId: lead.unitId,
        unitName: lead.unitName,
        state: lead.state,
        stateOf: stateOf("Lead"),
        light: "",
        due: lead.deadline ?? "",
        since: lead.registeredAt ?? "",
        leadId: lead.id,
      };
    }),
  );
}

// Gravest light, then soonest due, then longest waiting; what has no limit comes last.
function compare(a: Task, b: Task): number {
  const END = "9999";
  return (
    gravity(b.light) - gravity(a.light) ||
    (a.due || END).localeCompare(b.due || END) ||
    (a.since || END).localeCompare(b.since || END)
  );
}

// The work on a lead itself ends with its clock, unless a limit of its own comes sooner; what hangs on
// the lead has its own limit.
const TIMED: ReadonlySet<string> = new Set(["leads", "cases"]);

function withClock(task: Task, clock: Clock | undefined): Task {
  if (!clock) return task;
  const limits = TIMED.has(task.noun) ? [task.due, clock.due] : [task.due || clock.due];
  const [due = ""] = limits.filter(Boolean).sort();
  return { ...task, light: clock.light, due };
}

export interface Waiting {
  tasks: Task[];
  // Of what could not be asked for; the rest is there.
  error: unknown;
}

// For somebody of this unit.
export async function waitingFor(may: May, unitId: string, signal: AbortSignal): Promise<Waiting> {
  const asked = [
    ...(may("getTriageBoard") ? [leadTasks(signal)] : []),
    ...SOURCES.filter(({ list }) => may(list)).map((source) => tasksOf(source, unitId, signal)),
  ];
  const answers = await Promise.allSettled(asked);
  const tasks = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  const clocks = may("listClocks") ? await clocksOf(tasks.map(({ leadId }) => leadId), signal) : new Map();
  return {
    tasks: tasks.map((task) => withClock(task, clocks.get(task.leadId))).sort(compare),
    error: failed?.reason,
  };
}
