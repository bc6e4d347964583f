// The day of a leader and of the city: a problem found on an inspection is mended and struck off by
// somebody else; a report goes up and is sent back, then accepted; towns are compared, and every
// figure leads to its lines.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { answers, Desks, openLine, perform, settled, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const story = {};

chapter("a leader's problem is mended by the unit and struck off by the office", async () => {
  const leader = await at("xigang.leader", "problems");
  await perform(leader, "raiseProblem", answers({
    division: "西岗镇",
    unitId: "市场监管所",
    description: `台账未及时登记。${PAYLOAD}`,
    due: "2027-01-08 09:00:00",
  }));
  story.problem = await openLine(leader, "市场监管所");
  const head = await at("xigang.markets.head", story.problem);
  await perform(head, "planRectification", answers({ measures: "三日内补登。" }));
  await perform(head, "reportRectified", answers({ result: "已补登。" }));
  await visit(leader, story.problem);
  await perform(leader, "sendBackProblem", answers({ remark: "缺两条。" }));
  await visit(head, story.problem);
  await perform(head, "reportRectified", answers({ result: "已全部补登。" }));
  const office = await at("xigang.office", story.problem);
  await perform(office, "strikeOffProblem");
  await stateIs(office, "已销号");
  await assertInspected(desks.watched("xigang.office"), "supervision-problem");
});

chapter("the city sends a report back, and accepts the next", async () => {
  const scene = await new Scene().fromAbove();
  await scene.triaged();
  await scene.assigned();
  await scene.planned();
  await scene.investigated("SUBSTANTIATED", "REFUTED");
  await scene.submitted();
  await scene.signed();
  story.case = `cases/${scene.case}`;
  // Until it is reported the city sees the line alone, and is not told that there is no plan.
  const city = await at("tengzhou.city_deputy", story.case);
  await city.locator('[data-part="plan"]').getByText("无权查阅").waitFor();
  const office = await at("xigang.office", story.case);
  await perform(office, "reportUp");
  await visit(city, story.case);
  await perform(city, "rejectReport", answers({ reason: "请补充过磅记录。" }));
  await scene.investigated("SUBSTANTIATED");
  await scene.submitted("补充过磅记录后，情况如下。");
  await scene.signed();
  await visit(office, story.case);
  await perform(office, "reportUp");
  await visit(city, story.case);
  await perform(city, "acceptReport", answers({ remark: "材料齐全。" }));
  await assertInspected(desks.watched("tengzhou.city_deputy"), "city-accepted");
});

chapter("the unit files it, and the office closes", async () => {
  const head = await at("xigang.resources.head", story.case);
  await perform(head, "fileCase", answers({ filingNo: "滕公刑立字〔2026〕8号", receivingOrgan: "滕州市公安局" }));
  const office = await at("xigang.office", story.case);
  await perform(office, "closeCase");
  await stateIs(office, "办结");
});

chapter("the city compares its towns, and goes from a figure to its lines", async () => {
  for (const town of ["jisuo", "chaihudian"]) await new Scene(town).registered();
  const city = await at("tengzhou.city_deputy", "dashboard");
  const towns = city.locator(".ant-card").filter({ hasText: "各镇对比" });
  for (const name of ["西岗镇", "级索镇", "柴胡店镇"]) await towns.getByRole("link", { name }).first().waitFor();
  await assertInspected(desks.watched("tengzhou.city_deputy"), "city-dashboard");
  await towns.getByRole("link", { name: "西岗镇" }).first().click();
  await city.waitForURL(/division=370481109/);
  await settled(city);
  await city.locator(".ant-statistic").filter({ hasText: "办结" }).first().click();
  await city.waitForURL(/\/ledgers\?ledger=1&division=370481109&stage=STAGE_DONE/);
  await settled(city);
  assert.ok((await city.locator("tbody tr").filter({ has: city.getByRole("link") }).count()) > 0);
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
