// My desk: what waits for me and for nobody else, the gravest light first, then the soonest limit;
// it leaves when it is done. Whoever has nothing to do sees how things stand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { openDesk, perform, settled, stateIs, visit } from "./desk.mjs";
import { inDays, Scene } from "./scene.mjs";
import { age } from "./suite.mjs";

const HEAD = "xigang.resources.head";
// Of a town in which nothing has been assigned to anybody.
const IDLE = "chaihudian.finance.1";

let browser, late, soon, later;
before(async () => {
  browser = await launch();
  const assigned = async (fields) => (await (await new Scene().registered(fields)).triaged()).assigned();
  later = await assigned({ deadline: inDays(40) });
  soon = await assigned({ deadline: inDays(3) });
  late = await assigned();
  await age(late.lead, 100);
  const clockOf = () => late.office.call("ClockService_ListClocks", { leadId: late.lead });
  await until(clockOf, ({ clocks }) => clocks[0]?.light === "LIGHT_LISTED", "the light is on");
});
after(() => browser.close());

const tasks = (page) => page.locator("[data-task]");
const numberOf = async ({ lead, office }) => (await office.call("LeadService_GetLead", { leadId: lead })).leadNo;

test("the head's tasks stand by light, then by limit", async () => {
  const watched = await openDesk(browser, HEAD);
  const { page } = watched;
  await tasks(page).first().waitFor();
  const lines = await tasks(page).allInnerTexts();
  const places = [];
  for (const scene of [late, soon, later]) {
    const number = await numberOf(scene);
    places.push(lines.findIndex((line) => line.includes(number)));
  }
  assert.ok(places.every((place) => place >= 0), lines.join("\n"));
  assert.deepEqual([...places].sort((a, b) => a - b), places);
  assert.match(lines[places[0]], /挂牌督办/);
  assert.match(lines[places[0]], /超期/);
  assert.match(lines[places[1]], /还剩/);
  await assertInspected(watched, "tasks-head");
  await watched.context.close();
});

test("a task is opened by Enter, and leaves when it is done", async () => {
  const watched = await openDesk(browser, HEAD);
  const { page } = watched;
  const number = await numberOf(soon);
  const mine = tasks(page).filter({ hasText: number });
  const toAccept = page.locator('[data-task="acceptCase"]').filter({ hasText: number });
  await toAccept.press("Enter");
  await page.waitForURL(/\/desk\/cases\//);
  await settled(page);
  // A form that asks nothing is left like any other.
  await page.locator('[data-verb="acceptCase"]').click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await perform(page, "acceptCase");
  await visit(page, "home");
  await mine.filter({ hasText: "提出方案" }).waitFor();
  assert.equal(await toAccept.count(), 0);
  await assertNoOffence(watched);
  await watched.context.close();
});

test("what I have signed waits for me no more, and what is mine alone waits for nobody else", async () => {
  const scene = await (await (await new Scene().registered()).triaged()).assigned();
  await scene.planned();
  const number = await numberOf(scene);
  const waits = async (username) => {
    const watched = await openDesk(browser, username);
    await settled(watched.page);
    const found = await tasks(watched.page).filter({ hasText: number }).allInnerTexts();
    await watched.context.close();
    return found.join();
  };
  assert.match(await waits("xigang.resources.1"), /作出认定/);
  assert.equal(await waits(HEAD), "");
  assert.equal(await waits("xigang.markets.head"), "");
  await scene.investigated("REFUTED", "REFUTED");
  assert.match(await waits("xigang.resources.2"), /提交报告/);
  await scene.submitted();
  assert.match(await waits(HEAD), /签字背书/);
  assert.match(await waits("xigang.leader"), /签字背书/);
  await scene.signed();
  assert.equal(await waits("xigang.leader"), "");
  assert.match(await waits("xigang.resources.1"), /反馈举报人/);
});

test("the clerk's task leads to the triage board", async () => {
  const scene = await new Scene("jisuo").registered();
  const watched = await openDesk(browser, "jisuo.clerk");
  const { page } = watched;
  await tasks(page).filter({ hasText: await numberOf(scene) }).press("Enter");
  await page.waitForURL(new RegExp(`/desk/triage/${scene.lead}`));
  await watched.context.close();
});

test("whoever has nothing to do is told so, and where else to go", async () => {
  const watched = await openDesk(browser, IDLE);
  const { page } = watched;
  await settled(page);
  const main = page.getByRole("main");
  await main.getByText("没有待办").waitFor();
  assert.equal(await tasks(page).count(), 0);
  await assertInspected(watched, "tasks-none");
  await main.getByRole("link").first().click();
  await page.waitForURL((url) => !url.pathname.endsWith("/desk/home") && url.pathname !== "/desk/");
  await settled(page);
  await assertNoOffence(watched);
  await watched.context.close();
});

for (const [username, shows] of [
  ["xigang.leader", "时限最紧的线索"],
  ["xigang.organisation", "总体进度"],
  ["tengzhou.city_office", "总体进度"],
  ["tengzhou.operator", "运行状态"],
  // As what waits for it, or as where to go.
  ["xigang.discipline", "问责"],
]) {
  test(`${username} is never shown an empty page`, async () => {
    const watched = await openDesk(browser, username);
    await settled(watched.page);
    await watched.page.getByRole("main").getByText(shows).first().waitFor();
    await assertInspected(watched, `tasks-${username}`);
    await watched.context.close();
  });
}
