// Stored script stays text: every text that the API takes is an attacker's, and every page that any
// role can open shows it as it was typed. The fields are those of /openapi.json: each is planted, or
// stands in EXPLAINED with the reason why not.
import assert from "node:assert/strict";
import { randomBytes, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { Caller, caller, until } from "./api.mjs";
import { address, launch } from "./browser.mjs";
import { menu, openPage, openReceipt } from "./citizen.mjs";
import { openDesk } from "./desk.mjs";
import { walkDesk } from "./desk_walk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { lying, plant, texts } from "./poison.mjs";
import { inDays, Scene, signingKeyOf } from "./scene.mjs";

// What takes no payload, or shows it nowhere.
const EXPLAINED = {
  "a code or a number that the server checks": [
    "CalendarService_ImportCalendarYear days[].date", "CampaignService_OpenCampaign code",
    "ExportService_ExportLedger receivedDay", "ExportService_ExportLedger closedDay",
    "ReporterService_FileReport identity.phone", "UserService_CreateUser username",
    "TriageRuleService_ProposeTriageRule rule.code", "OperationsService_RetryParkedEvent process",
    "LeadService_CreateLead reporter.phone", "LeadService_CreateLead reporter.idNumber",
    "ReporterService_FileReport identity.idNumber",
    "LeadService_ImportLeads rows[].reporter.phone", "LeadService_ImportLeads rows[].reporter.idNumber",
  ],
  "sealed to custodians; unlock_path opens it on the page that shows it, with the payload in it": [
    "ReporterService_FileReport identity.name", "ReporterService_FileReport identity.address",
    "LeadService_CreateLead reporter.name", "LeadService_CreateLead reporter.address",
    "LeadService_ImportLeads rows[].reporter.name", "LeadService_ImportLeads rows[].reporter.address",
  ],
  "kept nowhere": [
    "SearchService_SearchLeads query", "SessionService_CreateSession username", "ExhibitService_PrepareCustody purpose",
    "ReportDraftService_PreviewReport text",
  ],
  "written by the server, whatever is sent": [
    "MeetingService_SubmitMinutes resolutions[].result", "CalendarService_ImportCalendarYear days[].source",
    "RuleChangeService_ProposeRuleChange levelRule.basis",
  ],
  "names a lead or a row, and is shown as its number": ["ProceedingService_CreateProceeding leadNo", "LeadService_ImportLeads rows[].rowKey"],
  "falls due years, or a month, after the close": ["RetentionService_RequestPurge reason", "RevisitService_RecordRevisit note"],
};

const scene = new Scene();
const { clerk, office, leader, head, team } = scene;
const { division } = clerk.user;
const markets = caller("xigang.markets.head");
const commission = caller("xigang.discipline");
const city = caller("tengzhou.city_office");
const about = { division, unitId: markets.user.unitId };

let browser, receipt;
before(async () => (browser = await launch()));
after(() => browser.close());

const planted = async (...call) => (await plant(...call)).answer;

// Another lead, as far as the story of its own needs it.
async function assigned(fields = {}) {
  const other = await new Scene().registered({ narrative: `${crypto.randomUUID()} ${PAYLOAD}`, ...fields });
  return (await other.triaged({ summary: PAYLOAD, opinion: PAYLOAD })).assigned();
}

async function concluded(outcome, fields = {}) {
  const other = await assigned(fields);
  await other.planned();
  await other.investigated(outcome, outcome);
  await other.submitted();
  await other.signed();
  return other;
}

test("a reporter's words", async () => {
  const citizen = new Caller();
  ({ receipt } = await planted(citizen, "ReporterService_FileReport", { division, sector: "SECTOR_COAL" }));
  await planted(citizen, "ReporterService_ReplyToReceipt", { receipt });
  const file = { receipt, size: "3", sha256: undefined };
  const { id: attachmentId } = await planted(citizen, "ReceiptAttachmentService_AttachToReceipt", file);
  const content = { method: "PUT", headers: { "X-Receipt": receipt, "Upload-Offset": "0" }, body: "abc" };
  const stored = await fetch(`${address}/v1/receipts/attachments/${attachmentId}:content`, content);
  assert.equal(stored.status, 200, await stored.text());
  await planted(office, "AttachmentService_ReleaseOriginal", { attachmentId });
  const { leads } = await clerk.call("LeadService_ListLeads", { channel: "CHANNEL_PUBLIC_WEB" });
  await planted(office, "DialogueService_SendMessage", { leadId: leads.find(({ title }) => title === PAYLOAD).id });
});

test("a lead from every side", async () => {
  const text = { division, sector: "SECTOR_COAL" };
  const letter = { channel: "CHANNEL_PUBLIC_LETTER", identity: "IDENTITY_NAMED", letter: { medium: "LETTER_MEDIUM_POST" }, subjects: [{ role: "SUBJECT_ROLE_REPORTED" }], instructedBy: "" };
  const named = await planted(clerk, "LeadService_CreateLead", { ...text, ...letter });
  await planted(clerk, "LeadIdentityService_CheckIdentity", { leadId: named.id, verdict: "IDENTITY_VERDICT_SUSPECTED" });
  const above = { channel: "CHANNEL_SUPERIOR_OFFICE", level: "LEVEL_PREFECTURE", instruction: "INSTRUCTION_ASSIGN", deadline: inDays(30) };
  await planted(clerk, "LeadService_CreateLead", { ...text, ...above });
  const contact = { beganAt: inDays(-1), minutes: 5, people: 1 };
  const rows = [{ rowKey: "1", contact, letter: { medium: "LETTER_MEDIUM_POST" }, instructedBy: "", subjects: [{ role: "SUBJECT_ROLE_WITNESS" }] }];
  await planted(clerk, "LeadService_ImportLeads", { division, channel: "CHANNEL_PUBLIC_LETTER", rows });
  const file = Buffer.from(`编号,标题,内容,文号\n1,${PAYLOAD},${PAYLOAD},1\n`).toString("base64");
  await planted(clerk, "LeadImportService_ImportFile", { division, channel: "CHANNEL_HOTLINE_12337", format: "IMPORT_FORMAT_CSV", file, dryRun: true });
  await planted(clerk, "LeadSubjectService_RecordSubjects", { leadId: named.id, subjects: [{ role: "SUBJECT_ROLE_REPORTED" }] });
  // Without a subject: whoever declares the payload as a relative's name would be recused.
  const call = { channel: "CHANNEL_PUBLIC_PHONE", contact, instructedBy: "" };
  scene.lead = (await planted(clerk, "LeadService_CreateLead", { ...text, ...call })).id;
  await planted(clerk, "AttachmentService_CreateAttachment", { leadId: scene.lead, size: "3", sha256: undefined });
});

test("a superior's list that says otherwise of what was judged", async () => {
  const rowKey = crypto.randomUUID();
  const listed = async (days) => {
    const row = { rowKey, level: "LEVEL_PREFECTURE", instruction: "INSTRUCTION_ASSIGN", deadline: inDays(days) };
    const list = { division, channel: "CHANNEL_SUPERIOR_OFFICE", rows: [row] };
    const { results } = await planted(clerk, "LeadService_ImportLeads", list);
    return results[0].leadId;
  };
  const leadId = await listed(30);
  await Object.assign(new Scene(), { lead: leadId }).triaged();
  for (const [days, verb] of [[20, "Decline"], [25, "Accept"]]) {
    await listed(days);
    const { changes } = await office.call("ListChangeService_ListListChanges", { leadId });
    const { id: listChangeId } = changes.find(({ state }) => state === "LIST_CHANGE_STATE_OPEN");
    await planted(office, `ListChangeService_${verb}ListChange`, { leadId, listChangeId });
  }
});

test("what is judged of leads that look alike", async () => {
  const narrative = `${PAYLOAD} 集贸市场东门每天有人收摊位费，不交就掀摊 ${crypto.randomUUID()}`;
  const ids = [];
  for (let each = 0; each < 4; ++each) ids.push((await new Scene().registered({ narrative })).lead);
  const [leadId, survivorLeadId] = ids;
  const matches = async () => (await clerk.call("MatchService_ListMatches", { leadId, pageSize: 200 })).matches;
  await until(matches, (found) => found.length >= 3, "they are found alike");
  const [first] = await matches();
  await planted(clerk, "MatchService_DecideMatch", { leadId, matchId: first.id, decision: "MATCH_STATE_DIFFERENT" });
  const { clusters } = await clerk.call("MatchClusterService_ListMatchClusters", { leadId });
  const answer = { leadId, clusterId: clusters[0].id, decision: "MATCH_STATE_DIFFERENT" };
  await planted(clerk, "MatchClusterService_DecideMatchCluster", answer);
  const judged = { leadId, subjects: [{ role: "SUBJECT_ROLE_REPORTED" }] };
  const scenes = [leadId, survivorLeadId].map((lead) => Object.assign(new Scene(), { lead }));
  const judge = async () => {
    await scenes[0].matchesAnswered();
    return planted(clerk, "LeadService_TriageLead", judged).catch(() => undefined);
  };
  await until(judge, Boolean, "every match is answered");
  await scenes[1].triaged();
  const merge = { leadId, survivorLeadId };
  await planted(clerk, "MergeService_ProposeMerge", merge);
  await planted(office, "MergeService_DeclineMerge", { leadId });
  await planted(clerk, "MergeService_ProposeMerge", merge);
  await planted(office, "MergeService_ConfirmMerge", { leadId });
  await planted(office, "MergeService_UndoMerge", { leadId });
  const returned = await assigned();
  await planted(head, "CaseService_ReturnCase", { caseId: returned.case });
  const decide = { leadId: returned.lead, decision: "RETURN_DECISION_UPHELD" };
  await until(
    () => office.call("LeadService_GetLead", { leadId: returned.lead }),
    ({ state }) => state === "STATE_RETURNED",
    "the lead is returned",
  );
  await planted(office, "LeadReturnService_DecideReturn", decide);
});

test("a case on its way to the report", async () => {
  await scene.triaged({ summary: PAYLOAD, opinion: PAYLOAD });
  await scene.assigned();
  const caseId = scene.case;
  await scene.act(head, "AcceptCase");
  const plan = { caseId, team: team.map(({ user }) => ({ userId: user.userId })) };
  await planted(team[0], "CaseService_PlanCase", plan);
  await planted(leader, "CaseService_SendBackPlan", { caseId });
  await planted(team[0], "CaseService_PlanCase", plan);
  for (const member of team) await planted(member, "CaseService_DeclareInterests", { caseId, conflict: false });
  await planted(leader, "CaseService_ApprovePlan", { caseId });
  await planted(team[0], "CaseService_AddAllegation", { caseId });
  await planted(team[0], "CaseService_RecordStep", { caseId, kind: "KIND_INTERVIEW" });
  await planted(team[0], "CaseService_ReturnProgress", { caseId });
  await planted(team[0], "CaseService_FlagUmbrella", { caseId });
  await planted(leader, "CaseService_ExtendCase", { caseId, days: 3 });
  await planted(head, "CaseService_SuspendCase", { caseId, until: inDays(3) });
  await scene.act(head, "ResumeCase");
  const sha256 = Buffer.alloc(32, 7).toString("base64");
  const exhibit = await planted(team[0], "ExhibitService_CollectExhibit", { caseId, sha256 });
  await handOver(caseId, exhibit.id);
  const { unitId } = markets.user;
  for (const verb of ["Answer", "Decline"]) {
    const { id: contributionId } = await planted(team[0], "ContributionService_RequestContribution", { caseId, unitId, due: inDays(3) });
    await planted(markets, `ContributionService_${verb}Contribution`, { contributionId });
  }
  for (const allegation of [1, 2]) await planted(team[1], "CaseService_RecordFinding", { caseId, allegation, outcome: "OUTCOME_REFUTED" });
  await planted(team[0], "CaseService_SubmitReport", { caseId });
  await planted(head, "CaseService_RefuseEndorsement", { caseId });
});

// Signed with a key of the giver's, over what the server shows.
async function handOver(caseId, exhibitId) {
  const [giver, receiver] = team;
  const key = await signingKeyOf(giver, office);
  await signingKeyOf(receiver, office);
  const to = { caseId, exhibitId, toUserId: receiver.user.userId, purpose: PAYLOAD };
  const { payload } = await giver.call("ExhibitService_PrepareCustody", to);
  const signature = sign(null, Buffer.from(payload, "base64"), key.privateKey).toString("base64");
  await plant(giver, "ExhibitService_HandOverExhibit", { ...to, purpose: undefined, publicKey: key.publicKey, signature });
}

test("a team that changes", async () => {
  const other = await assigned();
  await other.planned();
  const { case: caseId } = other;
  await planted(team[0], "ReportDraftService_SaveReportDraft", { caseId });
  const newcomer = caller("xigang.markets.1");
  await planted(head, "CaseService_HandOver", { caseId, toUserId: newcomer.user.userId });
  await planted(head, "CaseService_Recuse", { caseId, userId: newcomer.user.userId });
});

test("what comes of a case", async () => {
  const refuted = await concluded("REFUTED");
  await planted(head, "CaseService_GiveFeedback", { caseId: refuted.case, attitude: "ATTITUDE_NOT_REACHED" });
  await refuted.act(office, "CloseCase");
  const clearance = await planted(office, "ClearanceService_DraftClearance", { caseId: refuted.case, allegation: 1 });
  await leader.call("ClearanceService_IssueClearance", { clearanceId: clearance.id });
  await planted(office, "ClearanceService_AnnounceClearance", { clearanceId: clearance.id, manner: "MANNER_IN_PERSON" });
  const { lead: leadId } = refuted;
  await until(() => office.call("LeadService_GetLead", { leadId }), ({ state }) => state === "STATE_CLOSED", "it is closed");
  const { holds } = await planted(office, "RetentionService_SetHold", { leadId });
  await planted(office, "RetentionService_ReleaseHold", { leadId, holdId: holds.at(-1).id });
  await planted(office, "RetentionService_ReadRestrictedLead", { leadId });
  const elsewhere = await concluded("TRANSFERRED_ELSEWHERE");
  await planted(head, "CaseService_FileCase", { caseId: elsewhere.case });
  await planted(head, "CaseService_AcknowledgeTransfer", { caseId: elsewhere.case, receivedAt: inDays(0) });
  await elsewhere.act(office, "CloseCase");
  await planted(office, "ReviewService_RequestReview", { caseId: elsewhere.case });
  const above = await concluded("SUBSTANTIATED", {
    channel: "CHANNEL_SUPERIOR_OFFICE", contact: undefined, level: "LEVEL_PREFECTURE", instruction: "INSTRUCTION_ASSIGN",
    documentNo: PAYLOAD, issuingBody: PAYLOAD, deadline: inDays(30),
  });
  await above.act(office, "ReportUp");
  await planted(city, "CaseService_RejectReport", { caseId: above.case });
  await above.investigated("SUBSTANTIATED");
  await above.submitted();
  await above.signed();
  await above.act(office, "ReportUp");
  await planted(city, "CaseService_AcceptReport", { caseId: above.case });
});

test("an umbrella's letter and joint file", async () => {
  const sealed = await new Scene().registered({ umbrella: "UMBRELLA_SUSPECTED" });
  await sealed.triaged();
  await office.call("LeadService_SealLead", { leadId: sealed.lead });
  const { transfers } = await until(
    () => commission.call("TransferService_ListTransfers", { leadId: sealed.lead }),
    (answer) => answer.transfers.length > 0,
    "the letter is issued",
  );
  const [{ id: transferId }] = transfers;
  await commission.call("TransferService_AcknowledgeTransfer", { transferId });
  const police = caller("xigang.police.head");
  const { id: jointFileId } = await commission.call("JointFileService_OpenJointFile", { transferId, policeUnitId: police.user.unitId });
  await planted(police, "JointFileService_RecordFiling", { jointFileId, side: "SIDE_POLICE" });
  await planted(commission, "TransferService_ConcludeTransfer", { transferId });
});

test("a meeting from its proposal to its resolutions", async () => {
  const { id: meetingId } = await planted(office, "MeetingService_ProposeMeeting", { division, leadIds: [scene.lead] });
  const requiredUnitIds = [head.user.unitId, markets.user.unitId];
  await planted(office, "MeetingService_ConveneMeeting", { meetingId, chairId: leader.user.userId, requiredUnitIds, takesPlace: inDays(1) });
  for (const unit of [head, markets]) await planted(unit, "MeetingService_GiveOpinion", { meetingId });
  await office.call("MeetingService_HoldMeeting", { meetingId, attendingUnitIds: requiredUnitIds });
  const resolutions = [{ ownerUnitId: head.user.unitId, due: inDays(5), result: "" }];
  await planted(office, "MeetingService_SubmitMinutes", { meetingId, resolutions, items: [{ leadId: scene.lead }] });
  await leader.call("MeetingService_SignMinutes", { meetingId });
  await planted(head, "MeetingService_CompleteResolution", { meetingId, number: 1 });
});

test("what supervisors write, and who answers for it", async () => {
  const { id: problemId } = await planted(office, "ProblemService_RaiseProblem", { ...about, due: inDays(7) });
  await planted(markets, "ProblemService_PlanRectification", { problemId });
  await planted(markets, "ProblemService_ReportRectified", { problemId });
  await planted(leader, "ProblemService_SendBackProblem", { problemId });
  const { id: proceedingId } = await planted(office, "ProceedingService_CreateProceeding", { ...about, leadNo: "" });
  await planted(office, "ProceedingService_FindFacts", { proceedingId });
  await planted(office, "ProceedingService_HearProceeding", { proceedingId });
  await planted(office, "ProceedingService_ProposeMeasure", { proceedingId, measure: "MEASURE_INTERVIEW" });
  await leader.call("ProceedingService_ApproveMeasure", { proceedingId });
  await planted(office, "ProceedingService_ExecuteMeasure", { proceedingId });
  await planted(markets, "ProceedingService_AppealProceeding", { proceedingId });
  await planted(commission, "ProceedingService_DecideAppeal", { proceedingId, decision: "DECISION_UPHOLD" });
});

test("rounds, rules, keys and accounts", async () => {
  const unitIds = [markets.user.unitId, head.user.unitId];
  const sweep = { division, type: "SWEEP_TYPE_SPECIAL", sector: "SECTOR_MARKETS", deadline: inDays(7), unitIds };
  const { id: sweepId } = await planted(office, "SweepService_OpenSweep", sweep);
  await planted(markets, "SweepService_ReportSweep", { sweepId, nilReturn: true });
  await planted(office, "SweepService_ExplainSweepGap", { sweepId, unitId: head.user.unitId });
  await planted(office, "SweepService_CloseSweep", { sweepId });
  await planted(city, "CampaignService_OpenCampaign", { division, code: `X${Date.now()}`, starts: inDays(-1), ends: inDays(99) });
  await planted(city, "CalendarService_ImportCalendarYear", { year: 2099, provisional: true, days: [{ date: "2099-10-01", source: "" }] });
  const levelRule = { level: "LEVEL_TOWN", basis: "", grade: { planApprover: "APPROVER_OFFICE", extensionApprover: "APPROVER_LEADER", planWithinDays: 5, progressEveryDays: 10 } };
  await planted(city, "RuleChangeService_ProposeRuleChange", { effectiveFrom: inDays(9), levelRule });
  const rule = { code: `X${Date.now()}`, effectiveFrom: inDays(9), division, sector: "SECTOR_COAL", grade: "GRADE_KEY" };
  await planted(office, "TriageRuleService_ProposeTriageRule", { rule });
  const account = { unitId: markets.user.unitId, roles: ["ROLE_INVESTIGATOR"], username: `x${Date.now()}`, password: crypto.randomUUID() };
  await planted(office, "UserService_CreateUser", account);
  const { id: custodianKeyId } = await commission.call("CustodianKeyService_EnrolCustodianKey", { publicKey: randomBytes(32).toString("base64") });
  await planted(commission, "CustodianKeyService_RevokeCustodianKey", { custodianKeyId });
  await signingKeyOf(markets, office);
  const { signingKeys } = await office.call("SigningKeyService_ListSigningKeys", { pageSize: 200 });
  const { id: signingKeyId } = signingKeys.find(({ userId, state }) => userId === markets.user.userId && state === "STATE_CONFIRMED");
  await planted(office, "SigningKeyService_RevokeSigningKey", { signingKeyId });
});

test("a reporter who does not agree, and a name that custodians ask for", async () => {
  const citizen = new Caller();
  const identity = { name: "证人甲", phone: "13800000000" };
  const title = `核对 ${Date.now()}`;
  const report = await citizen.call("ReporterService_FileReport", { requestId: crypto.randomUUID(), division, sector: "SECTOR_COAL", title, narrative: title, identity });
  const { leads } = await clerk.call("LeadService_ListLeads", { channel: "CHANNEL_PUBLIC_WEB" });
  const other = Object.assign(new Scene(), { lead: leads.find((lead) => lead.title === title).id });
  await planted(clerk, "VaultService_RequestUnlock", { leadId: other.lead });
  await other.triaged();
  await other.assigned();
  await other.planned();
  await other.investigated("REFUTED", "REFUTED");
  await other.submitted();
  await other.signed();
  await other.act(head, "GiveFeedback", { explanation: PAYLOAD, attitude: "ATTITUDE_NOT_REACHED" });
  await other.act(office, "CloseCase");
  const view = () => citizen.call("ReporterService_OpenReceipt", { receipt: report.receipt });
  await until(view, ({ reviewUntil }) => reviewUntil, "a review is offered");
  await planted(citizen, "ReporterService_RequestReview", { receipt: report.receipt });
});

test("what the office publishes", async () => {
  const draft = { division, kind: "PUBLICATION_KIND_CASE_NOTE" };
  const { id: publicationId } = await planted(clerk, "PublicityService_DraftPublication", draft);
  const { etag } = await planted(clerk, "PublicityService_EditPublication", { publicationId });
  await office.call("PublicityService_ApprovePublication", { publicationId, etag });
  const watched = await openPage(browser);
  await menu(watched.page, "典型案例");
  await watched.page.getByText("onerror").first().waitFor();
  await openReceipt(watched.page, receipt);
  await watched.page.getByText("onerror").first().waitFor();
  await assertStayedText(watched);
  const other = await planted(clerk, "PublicityService_DraftPublication", draft);
  await office.call("PublicityService_ApprovePublication", { publicationId: other.id, etag: other.etag });
  await planted(office, "PublicityService_WithdrawPublication", { publicationId: other.id });
});

test("every text that the API takes was planted, or it is explained why not", () => {
  const explained = Object.values(EXPLAINED).flat();
  const all = new Set(texts());
  const open = [...all].filter((text) => !lying.has(text) && !explained.includes(text));
  assert.deepEqual(open, [], "neither planted nor explained");
  assert.deepEqual(explained.filter((text) => !all.has(text) || lying.has(text)), [], "explained for nothing");
});

for (const { user } of [clerk, office, head, leader, commission, city]) {
  test(`every page of ${user.username} shows it as text`, async () => {
    const watched = await openDesk(browser, user.username);
    let shown = 0;
    await walkDesk(watched.page, async () => {
      await assertStayedText(watched);
      shown += await watched.page.getByText("onerror").count();
    });
    assert.ok(shown > 0, "the payload was never on a page");
    await watched.context.close();
  });
}
