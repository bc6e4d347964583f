// The list of leads as a desk: filters that the server answers, orders by column, lights, views that
// are kept and deleted, lines by the arrows; and the way of a lead, for everybody who may read it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { choose, openDesk, openTab, settled, visit } from "./desk.mjs";
import { inDays, Scene } from "./scene.mjs";

let browser, old, key, above;
before(async () => {
  browser = await launch();
  old = await new Scene().registered({ title: "很早收到的信", receivedAt: inDays(-30), deadline: inDays(5) });
  key = await new Scene().registered({ title: "重点的一件", keyLead: true, receivedAt: inDays(-2), deadline: inDays(60) });
  above = await new Scene().fromAbove({ title: "上级转来的一件", receivedAt: inDays(-12), deadline: inDays(20) });
});
after(() => browser.close());

const rows = (page) => page.locator("tbody tr[tabindex]");
const search = (page) => page.getByRole("search");
const titles = async (page) => (await rows(page).allInnerTexts()).join("\n");

async function submit(page, parameter) {
  await search(page).locator('button[type="submit"]').click();
  await page.waitForURL(new RegExp(`${parameter}=`));
  await settled(page);
}

async function pickDay(page, name, day) {
  const control = search(page).locator(`#${name}`);
  await control.fill(day.slice(0, 10));
  await control.press("Enter");
}

test("level, instruction, key leads and dates choose what is listed", async () => {
  const watched = await openDesk(browser, "xigang.office");
  const { page } = watched;
  await visit(page, "leads");
  await choose(search(page).locator("#level"), "地级市");
  await choose(search(page).locator("#instruction"), "交办");
  await submit(page, "level");
  assert.match(await titles(page), /上级转来的一件/);
  assert.doesNotMatch(await titles(page), /很早收到的信|重点的一件/);
  await visit(page, "leads");
  await search(page).locator("#keyLead").check();
  await submit(page, "keyLead");
  assert.match(await titles(page), /重点的一件/);
  assert.doesNotMatch(await titles(page), /很早收到的信/);
  await visit(page, "leads");
  await pickDay(page, "receivedFrom", inDays(-31));
  await pickDay(page, "receivedBefore", inDays(-11));
  await submit(page, "receivedFrom");
  const found = await titles(page);
  assert.ok(found.indexOf("上级转来的一件") < found.indexOf("很早收到的信"), "the newest received first");
  assert.doesNotMatch(found, /重点的一件/);
  await assertInspected(watched, "lead-list-filtered");
  await watched.context.close();
});

test("a column orders the list, and again as it was", async () => {
  const { page, context } = await openDesk(browser, "xigang.office");
  await visit(page, "leads");
  const deadline = page.getByRole("button", { name: "按办理期限排序" });
  await deadline.click();
  await page.waitForURL(/order=LEAD_ORDER_DEADLINE/);
  await settled(page);
  assert.equal(await deadline.getAttribute("aria-pressed"), "true");
  const found = await titles(page);
  const places = ["很早收到的信", "上级转来的一件", "重点的一件"].map((title) => found.indexOf(title));
  assert.ok(places.every((place) => place >= 0));
  assert.deepEqual([...places].sort((a, b) => a - b), places);
  await deadline.click();
  await page.waitForURL((url) => !url.search.includes("order="));
  await context.close();
});

test("a view is kept under a name, opened again and deleted", async () => {
  const watched = await openDesk(browser, "xigang.office");
  const { page } = watched;
  await visit(page, "leads?keyLead=true&order=LEAD_ORDER_RECEIVED");
  const views = page.getByRole("button", { name: "常用视图" });
  await views.click();
  await page.getByRole("button", { name: "保存当前视图" }).click();
  await page.getByLabel("视图名称").fill("我的重点");
  await page.getByRole("dialog").getByRole("button", { name: /确\s*定/ }).click();
  await visit(page, "leads");
  await views.click();
  await page.getByRole("button", { name: "我的重点", exact: true }).click();
  await page.waitForURL(/keyLead=true.*order=LEAD_ORDER_RECEIVED/);
  await page.reload();
  await settled(page);
  await views.click();
  await page.getByRole("button", { name: "删除视图 我的重点" }).click();
  await page.getByText("还没有保存的视图").waitFor();
  await page.reload();
  await settled(page);
  await views.click();
  await page.getByText("还没有保存的视图").waitFor();
  assert.equal(await page.getByRole("button", { name: "我的重点", exact: true }).count(), 0);
  await assertNoOffence(watched);
  await watched.context.close();
});

test("columns are chosen by hand, and the arrows go through the lines", async () => {
  const { page, context } = await openDesk(browser, "xigang.office");
  await visit(page, "leads");
  await page.getByRole("button", { name: "列", exact: true }).click();
  await page.getByRole("checkbox", { name: "来文单位" }).check();
  await page.getByRole("columnheader", { name: "来文单位" }).waitFor();
  await page.keyboard.press("Escape");
  await rows(page).first().focus();
  await page.keyboard.press("ArrowDown");
  const key = await rows(page).nth(1).getAttribute("data-row-key");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("data-row-key")), key);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/leads/${key}`));
  await context.close();
});

test("everybody who may read a lead sees its way, as far as they may see it", async () => {
  await old.triaged();
  await old.assigned();
  await old.planned();
  await old.investigated("REFUTED", "REFUTED");
  await old.submitted();
  const acts = async (username) => {
    const watched = await openDesk(browser, username);
    await visit(watched.page, `leads/${old.lead}`);
    await openTab(watched.page, "经过");
    await watched.page.locator("[data-act]").first().waitFor();
    const found = await watched.page.locator("[data-act]").evaluateAll((lines) => lines.map((line) => line.dataset.act));
    await assertInspected(watched, `lead-timeline-${username}`);
    await watched.context.close();
    return found;
  };
  const way = ["lead.receive", "lead.register", "lead.assign", "case.accept"];
  const inOrder = (found) => way.every((act, at) => found.indexOf(act) > found.indexOf(way[at - 1] ?? ""));
  for (const username of ["xigang.clerk", "xigang.office", "xigang.leader", "xigang.resources.1", "tengzhou.city_office"]) {
    const found = await acts(username);
    if (username !== "xigang.clerk") assert.ok(inOrder(found), `${username}: ${found}`);
    const full = !["xigang.clerk", "tengzhou.city_office"].includes(username);
    assert.equal(found.includes("case.record_finding"), full, `${username}: ${found}`);
  }
});

test("who oversees several towns sees whose a lead is, and no column for a title that he is not told", async () => {
  const city = await openDesk(browser, "tengzhou.city_office");
  await visit(city.page, "leads");
  const heads = (await city.page.locator("thead th").allInnerTexts()).map((head) => head.trim());
  assert.deepEqual(heads.slice(0, 3), ["线索编号", "属地", "状态"]);
  assert.ok(!heads.includes("标题"), heads.join(" "));
  assert.match(await titles(city.page), /西岗/);
  await assertInspected(city, "lead-list-city");
  await city.context.close();
  const town = await openDesk(browser, "xigang.office");
  await visit(town.page, "leads");
  const own = (await town.page.locator("thead th").allInnerTexts()).map((head) => head.trim());
  assert.ok(own.includes("标题") && !own.includes("属地"), own.join(" "));
  await town.context.close();
});
