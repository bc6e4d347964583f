// The triage board: every lead in the column of the step it waits for; judged with its text, what
// looks like it and the form in one view; from one to the next without the mouse.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { choose, Desks, fillIn, perform, settled, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const TOWN = "chaihudian";
// Like no lead of another run.
const NARRATIVE = `${crypto.randomUUID()} ${crypto.randomUUID()} 有人向摊主收取“摊位费”，不交就掀摊。${PAYLOAD}`;

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(`${TOWN}.${username}`, path);
const column = (page, step) => page.locator(`[data-step="TRIAGE_STEP_${step}"]`);
const cardOf = (page, step, lead) => column(page, step).locator(`[data-lead="${lead}"]`);
const decision = (page) => page.locator(".triage-decision");
const countOf = async (page, step) => Number(await column(page, step).locator("h2 .ant-tag").innerText());
const story = {};

chapter("leads stand in columns, with their counts", async () => {
  for (const name of ["first", "second"]) story[name] = (await new Scene(TOWN).registered({ title: "收摊位费", narrative: NARRATIVE })).lead;
  story.alone = (await new Scene(TOWN).registered({ title: "上门滋扰" })).lead;
  const listMatches = () => caller(`${TOWN}.clerk`).call("MatchService_ListMatches", { leadId: story.second });
  await until(listMatches, ({ matches }) => matches.some(({ otherLeadId }) => otherLeadId === story.first), "they are found alike");
  const page = await at("clerk", "triage");
  await cardOf(page, "ANSWER_MATCHES", story.first).waitFor();
  await cardOf(page, "ANSWER_MATCHES", story.second).waitFor();
  story.judge = await countOf(page, "JUDGE");
  await assertInspected(desks.watched(`${TOWN}.clerk`), "triage-board");
});

chapter("what looks alike is answered beside both texts, without a drawer", async () => {
  const page = await at("clerk", `triage/${story.first}`);
  await page.locator("mark").first().waitFor();
  await assertInspected(desks.watched(`${TOWN}.clerk`), "triage-matches");
  const open = decision(page).locator("[data-match]");
  for (let left = await open.count(); left > 0; --left) {
    await choose(open.first().getByLabel("决定", { exact: true }), "不同事项");
    await open.first().getByLabel("理由", { exact: true }).fill("摊位和时间都不同。");
    await open.first().locator('button[type="submit"]').click();
    await open.nth(left - 1).waitFor({ state: "detached" });
    await settled(page);
  }
  await decision(page).locator("#triageLead_summary").waitFor();
  await assertInspected(desks.watched(`${TOWN}.clerk`), "triage-judge");
});

chapter("J and K go from lead to lead, never while somebody types, and not before what was typed is given up", async () => {
  const page = await at("clerk", `triage/${story.first}`);
  const position = page.locator('[data-part="position"]');
  const [, place, all] = (await position.innerText()).match(/(\d+) \/ (\d+)/).map(Number);
  assert.ok(all >= 2 && place < all, `${place} of ${all}`);
  await decision(page).locator("#triageLead_summary").focus();
  await page.keyboard.press("j");
  assert.equal(await decision(page).locator("#triageLead_summary").inputValue(), "j");
  await page.keyboard.press("Alt+j");
  await page.getByRole("button", { name: "放弃填写" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(story.first));
  await settled(page);
  await page.locator("h1").click();
  await page.keyboard.press("k");
  await page.waitForURL((url) => url.pathname.endsWith(story.first));
});

chapter("what is judged makes room for the next, and waits to be assigned", async () => {
  const page = await at("clerk", `triage/${story.first}`);
  await fillIn(decision(page), { triageLead_summary: `反映收取摊位费。${PAYLOAD}`, triageLead_opinion: "线索具体，建议核查。" });
  await decision(page).locator('button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname.includes("/triage") && !url.pathname.endsWith(story.first));
  await visit(page, "triage");
  await cardOf(page, "ASSIGN", story.first).waitFor();
  assert.equal(await cardOf(page, "JUDGE", story.first).count(), 0);
});

chapter("the office assigns it from the proposal, and decides a return", async () => {
  const page = await at("office", `triage/${story.first}`);
  await assertInspected(desks.watched(`${TOWN}.office`), "triage-assign");
  await perform(page, "assignLead");
  const office = caller(`${TOWN}.office`);
  const { cases } = await until(
    () => office.call("CaseService_ListCases", { leadId: story.first }),
    (answer) => answer.cases.length > 0,
    "verification opens the case",
  );
  const { unitId } = cases[0];
  const head = caller(await headOf(unitId));
  await head.call("CaseService_ReturnCase", { caseId: cases[0].id, reason: `不属本所职责。${PAYLOAD}` });
  await until(
    () => office.call("LeadService_GetLead", { leadId: story.first }),
    ({ state }) => state === "STATE_RETURNED",
    "the lead is returned",
  );
  await visit(page, "triage");
  await cardOf(page, "DECIDE_RETURN", story.first).click();
  await settled(page);
  await page.getByText("不属本所职责").first().waitFor();
  await assertInspected(desks.watched(`${TOWN}.office`), "triage-return");
  await choose(decision(page).locator("#decideReturn_decision"), "退回成立");
  await decision(page).locator("#decideReturn_reason").fill("职责已核对。");
  await decision(page).locator('button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith(story.first));
  await visit(page, "triage");
  await cardOf(page, "ASSIGN", story.first).waitFor();
});

async function headOf(unitId) {
  const { demo } = await import("./browser.mjs");
  return demo.users.find((user) => user.unitId === unitId && user.role === "unit_head").username;
}

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
