// What happened to a lead, put together from whatever of it the reader may see: the lead, its
// cases and their reports, its clocks, its letter, its merging. Nothing is asked for that the
// reader could not open, so nothing is said that the reader could not read there.
import type { Case, Clock, Lead, ListCasesResponse, MergeRecord, Report, Review, Transfer } from "@generated/api";
import { type MethodName, run, type Row } from "../schema";

export interface Happening {
  at: string;
  // As the evidence log names it: "lead.register".
  act: string;
  userId?: string | undefined;
  unitId?: string | undefined;
  // In somebody's words, or a number.
  note?: string | undefined;
  // A code that belongs to it.
  code?: { value: string; of: string } | undefined;
}

type May = (method: MethodName) => boolean;

function at(time: string | null | undefined, act: string, rest: Omit<Happening, "at" | "act"> = {}): Happening[] {
  return time ? [{ at: time, act, ...rest }] : [];
}

const ofLead = (lead: Lead): Happening[] => [
  ...at(lead.receivedAt, "lead.receive", { code: { value: lead.channel, of: "Channel" } }),
  ...at(lead.registeredAt, "lead.register"),
  ...lead.returns.flatMap((returned) => [
    ...at(returned.returnedAt, returned.recalled ? "lead.recall" : "lead.return", {
      unitId: returned.unitId,
      note: returned.reason,
    }),
    ...at(returned.decidedAt, "lead.decide_return", {
      userId: returned.decidedBy,
      note: returned.decisionReason,
      code: { value: returned.decision, of: "ReturnDecision" },
    }),
  ]),
  ...at(lead.identityCheck?.checkedAt, "lead.check_identity", { userId: lead.identityCheck?.checkedBy }),
  ...at(lead.umbrellaClearance?.clearedAt, "lead.clear_umbrella", {
    userId: lead.umbrellaClearance?.clearedBy,
    note: lead.umbrellaClearance?.reason,
  }),
];

function ofPlan({ plan, taskforce }: Case): Happening[] {
  return [
    ...at(plan?.proposedAt, "case.plan", { userId: plan?.proposedBy }),
    ...(plan?.decisions ?? []).flatMap(({ approved, decidedAt, decidedBy, reason }) =>
      at(decidedAt, approved ? "case.approve_plan" : "case.send_back_plan", { userId: decidedBy, note: reason }),
    ),
    ...(taskforce?.members ?? []).flatMap(({ declaredAt, userId }) => at(declaredAt, "case.declare", { userId })),
    ...(taskforce?.recusals ?? []).flatMap(({ recusedAt, userId }) => at(recusedAt, "case.recuse", { userId })),
  ];
}

const ofWork = (subject: Case): Happening[] => [
  ...subject.steps.flatMap(({ recordedAt, recordedBy, place, kind }) =>
    at(recordedAt, "case.record_step", { userId: recordedBy, note: place, code: { value: kind, of: "Step.Kind" } }),
  ),
  ...subject.findings.flatMap(({ recordedAt, recordedBy, allegation, outcome }) =>
    at(recordedAt, "case.record_finding", {
      userId: recordedBy,
      note: `${allegation}`,
      code: { value: outcome, of: "VerificationOutcome" },
    }),
  ),
  ...subject.progress.flatMap(({ returnedAt, returnedBy, text }) =>
    at(returnedAt, "case.return_progress", { userId: returnedBy, note: text }),
  ),
  ...at(subject.extension?.grantedAt, "case.extend", {
    userId: subject.extension?.grantedBy,
    note: subject.extension?.reason,
  }),
  ...at(subject.umbrellaFlag?.flaggedAt, "case.flag_umbrella", { userId: subject.umbrellaFlag?.flaggedBy }),
];

function ofConclusion(subject: Case): Happening[] {
  const { reportAcceptance: accepted, filing, feedback, endorsements } = subject;
  return [
    ...endorsements.flatMap(({ signedAt, signerId }) => at(signedAt, "case.endorse", { userId: signerId })),
    ...at(accepted?.acceptedAt, "case.accept_report", { userId: accepted?.acceptedBy, note: accepted?.remark }),
    ...at(filing?.filedAt, "case.file", { note: [filing?.filingNo, filing?.receivingOrgan].filter(Boolean).join("　") }),
    ...at(feedback?.givenAt, "case.feedback", {
      code: feedback && { value: feedback.attitude, of: "Attitude" },
    }),
    ...at(subject.closedAt, "case.close", {
      code: { value: subject.outcome, of: "VerificationOutcome" },
    }),
  ];
}

const ofCase = (subject: Case): Happening[] => [
  ...at(subject.openedAt, "lead.assign", { unitId: subject.unitId }),
  ...at(subject.acceptedAt, "case.accept", { unitId: subject.unitId }),
  ...ofPlan(subject),
  ...ofWork(subject),
  ...ofConclusion(subject),
];

const ofReport = ({ submittedAt, submittedBy, reportVersion, reportedAt, voidedAt, voidReason }: Report): Happening[] => [
  ...at(submittedAt, "case.submit", { userId: submittedBy, note: `${reportVersion}` }),
  ...at(reportedAt, "case.report_up"),
  ...at(voidedAt, "case.void", { note: voidReason }),
];

const ofReview = ({ queuedAt, assignedAt, concludedAt, unitId, reason, state }: Review): Happening[] => [
  ...at(queuedAt, "review.queue", { note: reason }),
  ...at(assignedAt, "review.assign", { unitId }),
  ...at(concludedAt, "review.conclude", { code: { value: state, of: "ReviewState" } }),
];

const ofTransfer = ({ letterNo, issuedAt, acknowledgedAt, concludedAt, opinion }: Transfer): Happening[] => [
  ...at(issuedAt, "transfer.issue", { note: letterNo }),
  ...at(acknowledgedAt, "transfer.acknowledge"),
  ...at(concludedAt, "transfer.conclude", { note: opinion }),
];

const ofMerge = ({ step, happenedAt, userId, reason, survivorLeadNo }: MergeRecord): Happening[] =>
  at(happenedAt, "lead.merge", {
    userId,
    note: [survivorLeadNo, reason].filter(Boolean).join("　"),
    code: { value: step, of: "MergeStep" },
  });

const ofClock = ({ started, light, unitId, state }: Clock): Happening[] =>
  at(started, "clock.start", {
    unitId,
    code: state === "CLOCK_STATE_STOPPED" ? undefined : { value: light, of: "Light" },
  });

export interface History {
  happenings: Happening[];
  // What is to come: the limits that still run.
  limits: Clock[];
}

// Newest last. A part that the reader may not see is left out.
export async function historyOf(lead: Lead, may: May, signal: AbortSignal): Promise<History> {
  const ask = async <T extends object, K extends keyof T>(method: MethodName, request: Row, key: K) => {
    if (!may(method)) return [] as unknown as T[K];
    const answer = await run<T>(method, request, signal).catch(() => undefined);
    return answer?.[key] ?? ([] as unknown as T[K]);
  };
  const leadId = lead.id;
  const [lines, clocks, transfers, merges] = await Promise.all([
    ask<ListCasesResponse, "cases">("listCases", { leadId }, "cases"),
    ask<{ clocks: Clock[] }, "clocks">("listClocks", { leadId }, "clocks"),
    ask<{ transfers: Transfer[] }, "transfers">("listTransfers", { leadId }, "transfers"),
    ask<{ merges: MergeRecord[] }, "merges">("listMerges", { leadId }, "merges"),
  ]);
  const cases = await Promise.all(lines.map((line) => run<Case>("getCase", { caseId: line.id }, signal).catch(() => line)));
  const parts = await Promise.all(
    cases.map(({ id: caseId }) =>
      Promise.all([
        ask<{ reports: Report[] }, "reports">("listReports", { caseId }, "reports"),
        ask<{ reviews: Review[] }, "reviews">("listReviews", { caseId }, "reviews"),
      ]),
    ),
  );
  const happenings = [
    ...ofLead(lead),
    ...cases.flatMap(ofCase),
    ...parts.flatMap(([reports, reviews]) => [...reports.flatMap(ofReport), ...reviews.flatMap(ofReview)]),
    ...clocks.flatMap(ofClock),
    ...transfers.flatMap(ofTransfer),
    ...merges.flatMap(ofMerge),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return { happenings, limits: clocks.filter(({ state }) => state === "CLOCK_STATE_RUNNING") };
}
