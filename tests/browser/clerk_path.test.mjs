// A clerk's day from the first call to the evening: a call registered with a file, judged, two leads
// merged by two people, a sweep that units answer, a case note that citizens read, a lead kept from
// the purge, a reporter asked again. The day's other hand is the office's.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { menu, openPage } from "./citizen.mjs";
import { answers, Desks, fillIn, openLine, openTab, perform, settled, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { inDays, Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";
import { drawn } from "./suite.mjs";

const TOWN = "xigang";
const TITLE = `来电反映强收过磅费 ${Date.now()}`;

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(`${TOWN}.${username}`, path);
const story = {};

chapter("a call is registered with a recording of it", async () => {
  const page = await at("clerk", "register");
  const main = page.getByRole("main");
  const note = { name: "来电笔录.txt", mimeType: "text/plain", buffer: Buffer.from("来电人称每车收五十元。\n") };
  await main.locator('input[type="file"]').first().setInputFiles(note);
  await fillIn(main, { title: TITLE, narrative: `每车收五十元，不交就堵门。${PAYLOAD}`, sector: "煤矿资源", contact_minutes: "8" });
  await fillIn(main, { contact_people: "1", contact_receivedBy: "受理员", contact_summary: "来电反映。" });
  await main.locator('button[type="submit"]').click();
  await page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  story.lead = new URL(page.url()).pathname.split("/").at(-1);
  await openTab(page, "附件");
  await page.getByText("来电笔录.txt").first().waitFor();
  await page.getByRole("button", { name: /下\s*载/ }).first().waitFor();
});

chapter("it is judged on the board, and its subjects are recorded", async () => {
  const page = await at("clerk", `leads/${story.lead}`);
  await perform(page, "recordSubjects", async (form) => {
    await form.getByRole("button", { name: /^添\s*加涉及人员$/ }).click();
    await fillIn(form, { subjects_0_name: "刘某", subjects_0_role: "被反映人" });
  });
  await page.getByText("刘某").first().waitFor();
  const scene = Object.assign(new Scene(), { lead: story.lead });
  await scene.triaged();
});

chapter("a lead that tells of the same is merged into it by two people, and taken out again", async () => {
  const other = await new Scene().registered({ title: `${TITLE} 又一来电` });
  await other.triaged();
  const page = await at("clerk", `leads/${other.lead}`);
  const { leadNo } = await other.office.call("LeadService_GetLead", { leadId: story.lead });
  await perform(page, "proposeMerge", answers({ survivorLeadId: leadNo, reason: `同一来电人。${PAYLOAD}` }));
  assert.equal(await page.locator('[data-verb="confirmMerge"]').count(), 0, "nobody confirms the own proposal");
  const office = await at("office", `leads/${other.lead}`);
  await perform(office, "confirmMerge", answers({ reason: "已核对。" }));
  await stateIs(office, "并案");
  await openTab(office, "并案记录");
  await assertInspected(desks.watched(`${TOWN}.office`), "clerk-merged");
  await perform(office, "undoMerge", answers({ reason: "时间不同。" }));
  await stateIs(office, "研判");
});

chapter("the office sends units to comb their fields; one reports, a gap is explained, the round closes", async () => {
  const title = `洗煤场专项摸排 ${Date.now()}`;
  const office = await at("office", "sweeps");
  await perform(office, "openSweep", answers({
    division: "西岗镇", type: "专项摸排", title: `${title} ${PAYLOAD}`, instructions: "逐户走访。",
    sector: "洗煤场", deadline: inDays(7).slice(0, 10) + " 09:00:00", unitIds: ["自然资源", "市场监管"],
  }));
  story.sweep = await openLine(office, title);
  const head = await at("resources.head", "home");
  await head.locator("[data-task]").filter({ hasText: title }).press("Enter");
  await settled(head);
  await perform(head, "reportSweep", answers({ nilReturn: true, statement: "已走访，未发现线索。" }));
  await visit(office, story.sweep);
  await perform(office, "explainSweepGap", answers({ unitId: "市场监管", reason: "人员抽调。" }));
  await perform(office, "closeSweep", answers({ conclusion: "本轮结束。" }));
  await stateIs(office, "已结束");
  await assertInspected(desks.watched(`${TOWN}.office`), "clerk-sweep");
});

chapter("a case note is drafted, edited, approved by another person, and read by citizens", async () => {
  const title = `什么是“过磅费” ${Date.now()}`;
  const page = await at("clerk", "publications");
  await perform(page, "draftPublication", answers({ division: "西岗镇", kind: "典型案例", title, body: "初稿。" }));
  story.publication = await openLine(page, title);
  await perform(page, "editPublication", answers({ body: `任何人无权拦车收费。${PAYLOAD}` }));
  assert.equal(await page.locator('[data-verb="approvePublication"]').count(), 0, "nobody approves the own draft");
  const office = await at("office", story.publication);
  await perform(office, "approvePublication");
  await assertInspected(desks.watched(`${TOWN}.office`), "clerk-publication");
  const citizen = await openPage(browser);
  await menu(citizen.page, "典型案例");
  await citizen.page.getByText("任何人无权拦车收费").first().waitFor();
  await assertStayedText(citizen);
  await perform(office, "withdrawPublication", answers({ reason: "另行发布。" }));
});

chapter("a closed lead is kept from the purge for a reason, and released", async () => {
  const scene = await (await (await new Scene().registered()).triaged()).assigned();
  await scene.planned();
  await scene.investigated("REFUTED", "REFUTED");
  await scene.submitted();
  await scene.signed();
  await scene.act(scene.head, "GiveFeedback", { explanation: "经核查，不属实。", attitude: "ATTITUDE_ACCEPTS" });
  await drawn(() => scene.act(scene.office, "CloseCase"));
  const leadOf = () => scene.office.call("LeadService_GetLead", { leadId: scene.lead });
  const { leadNo } = await until(leadOf, ({ state }) => state === "STATE_CLOSED", "the lead is closed");
  story.closed = leadNo;
  const page = await at("office", `leads/${scene.lead}`);
  await openTab(page, "保管与清除");
  await perform(page, "setHold", answers({ reason: `另案需要。${PAYLOAD}` }), page.getByRole("tabpanel"));
  await page.getByText("另案需要").first().waitFor();
  await assertInspected(desks.watched(`${TOWN}.office`), "clerk-hold");
  await perform(page, "releaseHold", answers({ reason: "另案已结。" }), page.getByRole("tabpanel"));
});

chapter("some time after the close its reporter is asked again, once", async () => {
  const page = await at("clerk", "home");
  await page.locator('[data-task="recordRevisit"]').filter({ hasText: story.closed }).press("Enter");
  await page.waitForURL(/\/desk\/revisits/);
  await settled(page);
  const line = page.locator("tbody tr").filter({ hasText: story.closed });
  await perform(page, "recordRevisit", answers({ attitude: "满意", note: `没有人再来收费。${PAYLOAD}` }), line);
  await line.getByText("已回访").waitFor();
  assert.equal(await line.locator("[data-verb]").count(), 0);
  await assertInspected(desks.watched(`${TOWN}.clerk`), "clerk-revisit");
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
