// Stored script stays text: every text that the API takes is an attacker's, and every page that any
// role can open shows it as it was typed. The fields are those of /openapi.json.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Caller, caller } from "./api.mjs";
import { launch } from "./browser.mjs";
import { menu, openPage, openReceipt } from "./citizen.mjs";
import { openDesk } from "./desk.mjs";
import { walkDesk } from "./desk_walk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { plant } from "./poison.mjs";
import { inDays, Scene } from "./scene.mjs";

const scene = new Scene();
const { clerk, office, leader, head, team } = scene;
const { division } = clerk.user;
const markets = caller("xigang.markets.head");
const commission = caller("xigang.discipline");
const about = { division, unitId: markets.user.unitId };

let browser, receipt;
before(async () => (browser = await launch()));
after(() => browser.close());

const planted = async (...call) => (await plant(...call)).answer;

test("a lead and its reporter's words", async () => {
  const citizen = new Caller();
  ({ receipt } = await planted(citizen, "ReporterService_FileReport", { division, sector: "SECTOR_COAL" }));
  await planted(citizen, "ReporterService_ReplyToReceipt", { receipt });
  const letter = { channel: "CHANNEL_PUBLIC_LETTER", letter: { medium: "LETTER_MEDIUM_POST" }, subjects: [{ role: "SUBJECT_ROLE_REPORTED" }] };
  await planted(clerk, "LeadService_CreateLead", { division, sector: "SECTOR_COAL", ...letter });
  const contact = { beganAt: inDays(-1), minutes: 5, people: 1 };
  const call = { channel: "CHANNEL_PUBLIC_PHONE", contact, subjects: [{ role: "SUBJECT_ROLE_WITNESS" }] };
  const lead = await planted(clerk, "LeadService_CreateLead", { division, sector: "SECTOR_COAL", ...call });
  scene.lead = lead.id;
  await planted(clerk, "AttachmentService_CreateAttachment", { leadId: lead.id, size: "3", sha256: undefined });
  await scene.triaged({ summary: PAYLOAD, opinion: PAYLOAD });
});

test("a case on its way to the report", async () => {
  await scene.assigned();
  const caseId = scene.case;
  await scene.act(head, "AcceptCase");
  const plan = { caseId, team: team.map(({ user }) => ({ userId: user.userId })), allegations: [PAYLOAD] };
  await planted(team[0], "CaseService_PlanCase", plan);
  for (const member of team) await planted(member, "CaseService_DeclareInterests", { caseId, conflict: false });
  await planted(leader, "CaseService_ApprovePlan", { caseId });
  await planted(team[0], "CaseService_RecordStep", { caseId, kind: "KIND_INTERVIEW", peoplePresent: [PAYLOAD] });
  const sha256 = Buffer.alloc(32, 7).toString("base64");
  await planted(team[0], "ExhibitService_CollectExhibit", { caseId, sha256 });
  await planted(team[0], "ContributionService_RequestContribution", { caseId, unitId: markets.user.unitId, due: inDays(3) });
  await planted(team[1], "CaseService_RecordFinding", { caseId, allegation: 1, outcome: "OUTCOME_REFUTED" });
  await planted(team[0], "CaseService_SubmitReport", { caseId });
});

test("what departments and supervisors write", async () => {
  await planted(office, "MeetingService_ProposeMeeting", { division, leadIds: [scene.lead] });
  await planted(office, "ProblemService_RaiseProblem", { ...about, due: inDays(7) });
  const { id: proceedingId } = await planted(office, "ProceedingService_CreateProceeding", about);
  await planted(office, "ProceedingService_FindFacts", { proceedingId });
  await planted(office, "ProceedingService_HearProceeding", { proceedingId });
  await planted(office, "ProceedingService_ProposeMeasure", { proceedingId, measure: "MEASURE_INTERVIEW" });
  const unitIds = [markets.user.unitId];
  const sweep = { division, type: "SWEEP_TYPE_SPECIAL", sector: "SECTOR_MARKETS", deadline: inDays(7), unitIds };
  await planted(office, "SweepService_OpenSweep", sweep);
  await planted(office, "UserService_CreateUser", { unitId: markets.user.unitId, roles: ["ROLE_INVESTIGATOR"], username: `x${Date.now()}`, password: crypto.randomUUID() });
  await planted(caller("tengzhou.city_office"), "CampaignService_OpenCampaign", { division, code: `X${Date.now()}`, starts: inDays(-1), ends: inDays(99) });
});

test("what the office publishes", async () => {
  const draft = { division, kind: "PUBLICATION_KIND_CASE_NOTE" };
  const { id: publicationId, etag } = await planted(clerk, "PublicityService_DraftPublication", draft);
  await office.call("PublicityService_ApprovePublication", { publicationId, etag });
  const watched = await openPage(browser);
  await menu(watched.page, "典型案例");
  await watched.page.getByText("onerror").first().waitFor();
  await openReceipt(watched.page, receipt);
  await watched.page.getByText("onerror").first().waitFor();
  await assertStayedText(watched);
});

for (const { user } of [clerk, office, head, leader, commission, caller("tengzhou.city_office")]) {
  test(`every page of ${user.username} shows it as text`, async () => {
    const watched = await openDesk(browser, user.username);
    let shown = 0;
    await walkDesk(watched.page, async () => {
      await assertStayedText(watched);
      shown += await watched.page.getByText("onerror").count();
    });
    assert.ok(shown > 0 || user === commission.user, "the payload was never on a page");
    await watched.context.close();
  });
}
