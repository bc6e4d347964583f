// Figures, charts and ledgers as a leader uses them: a town is chosen, every chart can be read and
// followed by the keyboard alone, a bar that is pressed leads to its lines, and workbooks come out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { openDesk, openTab, settled, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

let browser, city, scene;
before(async () => {
  browser = await launch();
  scene = await new Scene().registered({ sector: "SECTOR_FINANCE" });
  const { division } = caller("xigang.office").user;
  const counted = () => caller("xigang.office").call("StatisticsService_QueryStatistics", { division, measure: "MEASURE_SECTOR" });
  await until(counted, ({ totals }) => totals.some(({ key }) => key === "FINANCE"), "the total counts it");
  city = await openDesk(browser, "tengzhou.city_deputy");
});
after(() => browser.close());

const page = () => city.page;
const card = (title) => page().locator(".ant-card").filter({ has: page().locator(".ant-card-head", { hasText: title }) });

test("every town of the city is compared, the one without a lead too", async () => {
  const { divisions } = await caller("tengzhou.city_deputy").call("DivisionService_ListDivisions", { within: "370481", pageSize: 200 });
  const towns = divisions.filter(({ code }) => code.length === 9);
  await visit(page(), "dashboard");
  for (const { name } of towns) await card("各镇对比").getByRole("link", { name, exact: true }).waitFor();
});

test("a town is chosen, and every figure is the town's", async () => {
  await visit(page(), "dashboard");
  await page().getByRole("combobox", { name: "各镇对比" }).click();
  await page().locator(".ant-select-item-option").filter({ hasText: "西岗镇" }).click();
  await page().waitForURL(/division=370481109/);
  await settled(page());
  await page().locator(".ant-statistic").filter({ hasText: "受理" }).first().click();
  await page().waitForURL(/\/ledgers\?ledger=1&division=370481109/);
});

test("a chart is read and followed by the keyboard", async () => {
  await visit(page(), "dashboard?division=370481109");
  const chart = card("行业分布");
  await chart.getByText("以列表查看").focus();
  await page().keyboard.press("Enter");
  const figure = chart.getByRole("listitem").filter({ hasText: "金融借贷" });
  await figure.getByRole("link").focus();
  await assertInspected(city, "dashboard-figures");
  await page().keyboard.press("Enter");
  await page().waitForURL(/\/ledgers\?ledger=1&.*sector=SECTOR_FINANCE/);
  await settled(page());
  assert.ok((await page().locator("tbody tr").filter({ hasText: "金融借贷" }).count()) > 0);
});

// Presses one place after the other of a canvas until the page goes somewhere.
async function pressUntilItLeads(canvas, away) {
  const { x, y, width, height } = await canvas.boundingBox();
  for (let down = 10; down < height; down += 12) {
    await page().mouse.click(x + width * 0.35, y + down);
    if (away(new URL(page().url()))) return;
  }
  assert.fail("nothing on the chart leads anywhere");
}

test("a bar that is pressed leads to its lines", async () => {
  await visit(page(), "dashboard?division=370481109");
  const canvas = card("来源分布").locator("canvas").first();
  await canvas.scrollIntoViewIfNeeded();
  await pressUntilItLeads(canvas, ({ pathname }) => pathname === "/desk/ledgers");
  await page().waitForURL(/channel=CHANNEL_/);
});

test("the graph of a lead lists what hangs together, and leads there", async () => {
  const narrative = `联系电话 13812345678 的人收费。`;
  const one = await new Scene().registered({ narrative: `${narrative}${crypto.randomUUID()}` });
  const other = await new Scene().registered({ narrative: `${narrative}${crypto.randomUUID()}` });
  const graph = () => caller("xigang.office").call("LeadGraphService_GetLeadGraph", { leadId: one.lead });
  await until(graph, ({ nodes }) => nodes.some(({ leadId }) => leadId === other.lead), "the two hang together");
  const office = await openDesk(browser, "xigang.office");
  await visit(office.page, `leads/${one.lead}`);
  await openTab(office.page, "关系图");
  await office.page.getByText("以列表查看").click();
  const { leadNo } = await caller("xigang.office").call("LeadService_GetLead", { leadId: other.lead });
  await office.page.getByRole("tabpanel").getByRole("link", { name: leadNo }).press("Enter");
  await office.page.waitForURL((url) => url.pathname === `/desk/leads/${other.lead}`);
  await assertNoOffence(office);
});

// An xlsx is a ZIP.
async function savedBy(pressed, button) {
  const download = pressed.waitForEvent("download");
  await button.click();
  const file = await download;
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
  return file.suggestedFilename();
}

test("ledgers are exported from the dashboard, all or one", async () => {
  const office = await openDesk(browser, "xigang.office");
  await visit(office.page, "dashboard");
  await savedBy(office.page, office.page.getByRole("button", { name: "导出全部台账" }));
  await visit(office.page, "ledgers?ledger=1");
  await savedBy(office.page, office.page.getByRole("tabpanel").getByRole("button", { name: "导出台账" }));
  await assertNoOffence(office);
});
