// The organisation section's day: how things stand, the ledger that an appraisal rests on, and its
// workbook; and nothing of a lead beyond its number.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { Desks, settled } from "./desk.mjs";
import { inDays, Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const USER = "xigang.organisation";

let browser, desks, scene;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
  scene = await (await (await new Scene().registered({ title: "只有扫黑办可读的标题" })).triaged()).assigned();
  const { division, unitId } = scene.head.user;
  const problem = { division, unitId, unitName: "西岗镇自然资源所", description: "台账未及时登记。" };
  await scene.leader.call("ProblemService_RaiseProblem", { ...problem, leadId: scene.lead, due: inDays(7) });
});
after(() => browser.close());

const at = (path) => desks.at(USER, path);

chapter("the desk says how things stand, and leads on", async () => {
  const page = await at("home");
  await page.locator(".ant-statistic").filter({ hasText: "在办" }).first().waitFor();
  await page.getByRole("main").getByRole("link", { name: "态势总览" }).first().click();
  await page.waitForURL(/\/desk\/dashboard/);
  await settled(page);
  await page.locator(".ant-statistic").first().waitFor();
  await assertInspected(desks.watched(USER), "organisation-dashboard");
});

chapter("the one ledger that is theirs is read line by line, and exported", async () => {
  const { leadNo } = await scene.office.call("LeadService_GetLead", { leadId: scene.lead });
  // An address that names another ledger shows theirs.
  const page = await at("ledgers?ledger=3");
  assert.equal(await page.getByRole("main").getByRole("tab").count(), 1);
  await page.locator("tbody tr").filter({ hasText: leadNo }).first().waitFor();
  await assertInspected(desks.watched(USER), "organisation-ledger");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /导\s*出/ }).first().click();
  assert.match((await download).suggestedFilename(), /\.xlsx$/);
});

chapter("a lead itself is not theirs", async () => {
  const page = await at(`leads/${scene.lead}`);
  await settled(page);
  assert.equal(await page.getByText("只有扫黑办可读的标题").count(), 0);
  await assertNoOffence(desks.watched(USER));
});
