// A list as whoever works with it all day uses it: columns, views that are kept, the arrow keys, and
// the search that opens over any page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caller, until } from "./api.mjs";
import { assertNoOffence, assertInspected, launch } from "./browser.mjs";
import { choose, labelled, openDesk, settled, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

const WORDS = "独轮车队深夜偷运河砂";

let browser, office, scene;
before(async () => {
  browser = await launch();
  scene = await new Scene().registered({ title: WORDS, sector: "SECTOR_SAND_WASHING", narrative: `${WORDS}，已有半月。` });
  await new Scene().registered();
  office = await openDesk(browser, "xigang.office");
});
after(() => browser.close());

const page = () => office.page;
const headers = () => page().locator("thead th").allInnerTexts();
const rows = () => page().locator("tbody tr[tabindex]");

test("columns are chosen, stand in the address and come back with it", async () => {
  await visit(page(), "leads");
  assert.ok(!(await headers()).includes("文号"));
  await page().getByRole("button", { name: "列", exact: true }).click();
  await page().getByRole("tooltip").getByLabel("文号").check();
  await page().getByRole("tooltip").getByLabel("层级").uncheck();
  await page().waitForURL(/columns=/);
  await page().reload();
  await settled(page());
  assert.ok((await headers()).includes("文号"));
  assert.ok(!(await headers()).includes("层级"));
});

test("a view is kept in this browser, and opened again", async () => {
  await visit(page(), "leads");
  await choose(page().getByRole("search").locator("#sector"), "洗砂场");
  await page().getByRole("search").locator('button[type="submit"]').click();
  await page().waitForURL(/sector=SECTOR_SAND_WASHING/);
  const open = () => page().getByRole("button", { name: "常用视图" }).click();
  await open();
  await page().getByRole("button", { name: "保存当前视图" }).click();
  await labelled(page().getByRole("dialog"), "视图名称").fill("洗砂场线索");
  await page().getByRole("dialog").getByRole("button", { name: /确\s*定/ }).click();
  await visit(page(), "leads");
  await open();
  await page().getByRole("button", { name: "洗砂场线索", exact: true }).click();
  await page().waitForURL(/sector=SECTOR_SAND_WASHING/);
  await settled(page());
  for (const row of await rows().all()) assert.match(await row.innerText(), /洗砂场/);
});

test("the arrows go up and down, and Enter opens", async () => {
  await visit(page(), "leads");
  await rows().first().focus();
  await page().keyboard.press("ArrowDown");
  assert.ok(await rows().nth(1).evaluate((row) => row === document.activeElement));
  await page().keyboard.press("ArrowUp");
  assert.ok(await rows().first().evaluate((row) => row === document.activeElement));
  const key = await rows().first().getAttribute("data-row-key");
  await page().keyboard.press("Enter");
  await page().waitForURL((url) => url.pathname === `/desk/leads/${key}`);
});

test("“/” searches in the words of leads from any page, and leads to what it found", async () => {
  const ask = () => caller("xigang.office").call("SearchService_SearchLeads", { query: "独轮车队" });
  await until(ask, ({ hits }) => hits.length > 0, "the words are indexed");
  await visit(page(), "dashboard");
  await page().keyboard.press("/");
  const drawer = page().getByRole("dialog");
  await drawer.locator("#query").fill("独轮车队 河砂");
  await drawer.locator("#query").press("Enter");
  await drawer.locator("mark").filter({ hasText: "独轮车队" }).first().waitFor();
  assert.doesNotMatch(page().url(), /独轮|%E7%8B%AC/);
  await assertInspected(office, "search-found");
  await drawer.getByRole("link").first().click();
  await page().waitForURL((url) => url.pathname === `/desk/leads/${scene.lead}`);
  await assertNoOffence(office);
});
