// What an office does besides: a case that rests and gets more time, help from another unit, the
// name of a person cleared, rules changed by two, the calendar, accounts. All of it on the desk.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { answers, Desks, fillIn, openTab, perform, settled, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { inDays, Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

let browser, desks, scene;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
  scene = await (await (await new Scene().registered()).triaged()).assigned();
  await scene.planned();
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const day = (days) => `${inDays(days).slice(0, 10)} 09:00:00`;

chapter("a case rests for a reason, goes on, and gets more time from above", async () => {
  const head = await at("xigang.resources.head", `cases/${scene.case}`);
  await perform(head, "suspendCase", answers({ reason: `等待鉴定。${PAYLOAD}`, until: day(5) }));
  await stateIs(head, "中止");
  await perform(head, "resumeCase");
  await stateIs(head, "核查中");
  const office = await at("xigang.office", `cases/${scene.case}`);
  await perform(office, "extendCase", answers({ days: "5", reason: "鉴定耗时。" }));
  await office.getByText("鉴定耗时").first().waitFor();
  await assertInspected(desks.watched("xigang.office"), "office-extended");
});

chapter("another unit is asked for help, finds it on its desk, and answers", async () => {
  const team = await at("xigang.resources.1", `cases/${scene.case}`);
  await openTab(team, "协办请求");
  await perform(team, "requestContribution", answers({ unitId: "市场监管", request: `请提供登记档案 ${PAYLOAD}`, due: day(5) }), team.getByRole("tabpanel"));
  const other = await at("xigang.markets.head", "home");
  await other.locator("[data-task]").filter({ hasText: "请提供登记档案" }).first().press("Enter");
  await settled(other);
  await perform(other, "answerContribution", answers({ answer: "档案已附。" }));
  await stateIs(other, "已答复");
});

chapter("whoever was not guilty is cleared by two people, and it is announced", async () => {
  await scene.investigated("REFUTED", "REFUTED");
  await scene.submitted();
  await scene.signed();
  await scene.act(scene.head, "GiveFeedback", { explanation: "经核查，不属实。", attitude: "ATTITUDE_ACCEPTS" });
  await scene.act(scene.office, "CloseCase");
  const office = await at("xigang.office", `cases/${scene.case}`);
  await openTab(office, "澄清");
  const panel = office.getByRole("tabpanel");
  await perform(office, "draftClearance", answers({ allegation: "1", subject: "刘某", text: `反映问题不属实。${PAYLOAD}` }), panel);
  assert.equal(await panel.locator('[data-verb="issueClearance"]').count(), 0, "nobody issues the own draft");
  const leader = await at("xigang.leader", "home");
  const { leadNo } = await scene.office.call("LeadService_GetLead", { leadId: scene.lead });
  await leader.locator('[data-task="issueClearance"]').filter({ hasText: leadNo }).press("Enter");
  await leader.getByText("反映问题不属实。").first().waitFor();
  await perform(leader, "issueClearance", undefined, leader.getByRole("tabpanel"));
  await visit(office, `cases/${scene.case}`);
  await openTab(office, "澄清");
  await perform(office, "announceClearance", answers({ manner: "当面告知本人", place: "村委会" }), panel);
  await assertInspected(desks.watched("xigang.office"), "office-clearance");
});

chapter("a rule of triage changes by two people", async () => {
  const code = `X${Date.now()}`;
  const office = await at("xigang.office", "triageRuleChanges");
  await perform(office, "proposeTriageRule", answers({
    rule_code: code, rule_effectiveFrom: day(9), rule_division: "西岗镇", rule_sector: "煤矿资源", rule_grade: "重点", rule_reason: `煤场从严 ${PAYLOAD}`,
  }));
  const leader = await at("xigang.leader", "home");
  await leader.locator("[data-task]").filter({ hasText: "批准研判规则" }).first().press("Enter");
  await settled(leader);
  await perform(leader, "approveTriageRule", undefined, leader.locator("tbody tr").filter({ hasText: code }));
  const approved = () => caller("xigang.office").call("TriageRuleService_ListTriageRules", { all: true });
  await until(approved, ({ rules }) => rules.some((rule) => rule.code === code), "the rule is there");
  await assertInspected(desks.watched("xigang.leader"), "office-rule");
});

chapter("the city keeps the calendar", async () => {
  const city = await at("tengzhou.city_office", "calendar");
  const form = city.locator("form").filter({ has: city.locator("#text") });
  await fillIn(form, { text: "2098-10-01 休 国庆节\n2098-10-02 休 国庆节", source: "国务院办公厅通知" });
  await form.locator('button[type="submit"]').click();
  await settled(city);
  const list = () => caller("tengzhou.city_office").call("CalendarService_ListCalendarDays", {});
  await until(list, ({ days }) => days.filter(({ date }) => date.startsWith("2098")).length === 2, "the year is imported");
  await assertInspected(desks.watched("tengzhou.city_office"), "office-calendar");
});

chapter("an account is opened and closed", async () => {
  const username = `y${Date.now()}`;
  const office = await at("xigang.office", "users");
  await perform(office, "createUser", answers({
    username, displayName: "新核查员", unitId: "市场监管", roles: ["核查员"], password: crypto.randomUUID(),
  }));
  const line = office.locator("tbody tr").filter({ hasText: username });
  await line.waitFor();
  await perform(office, "disableUser", undefined, line);
  await line.filter({ hasText: "是" }).waitFor();
  await assertInspected(desks.watched("xigang.office"), "office-users");
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
