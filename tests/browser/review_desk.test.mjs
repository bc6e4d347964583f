// Who verifies again reads what was alleged and done at first, and neither finding nor conclusion; and
// one report that arrives many times is answered once.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { answers, choose, Desks, labelled, openTab, perform } from "./desk.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const OTHER = "xigang.markets";

const scene = new Scene();
const story = {};
let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
  await scene.registered();
  await (await scene.triaged()).assigned();
  await (await scene.planned()).investigated("REFUTED", "REFUTED");
  await (await scene.submitted()).signed();
  await scene.act(scene.head, "GiveFeedback", { explanation: "未发现问题。", attitude: "ATTITUDE_NOT_REACHED" });
  await scene.act(scene.office, "CloseCase");
});
after(() => browser.close());

const material = (page) => page.locator('[data-part="material"]');

chapter("the office reads the first material of a review, and gives it to another unit", async () => {
  const { reviews } = await until(
    () => scene.office.call("ReviewService_ListReviews", { caseId: scene.case }),
    (answer) => answer.reviews.length > 0,
    "a refuted report of a citizen is queued",
  );
  story.review = reviews[0].id;
  const page = await desks.at("xigang.office", `reviews/${story.review}`);
  await openTab(page, "首次核查材料");
  await material(page).getByText("强行收取过磅费").waitFor();
  await scene.office.call("ReviewService_AssignReview", { reviewId: story.review, unitId: caller(`${OTHER}.head`).user.unitId });
});

chapter("the other unit is shown what was alleged and done, and nothing that was found", async () => {
  const { reviewCaseId } = await scene.office.call("ReviewService_GetReview", { reviewId: story.review });
  const page = await desks.at(`${OTHER}.head`, `cases/${reviewCaseId}`);
  await openTab(page, "首次核查材料");
  await material(page).getByText("殴打司机").waitFor();
  await material(page).getByText("走访三家商户。").waitFor();
  const text = await page.getByRole("main").innerText();
  for (const word of ["查否", "过磅记录与三份谈话笔录", "经核查，情况如下"]) {
    assert.ok(!text.includes(word), `the page says ${word}`);
  }
  await assertInspected(desks.watched(`${OTHER}.head`), "review-material");
  await openTab(page, "办理");
  await perform(page, "acceptCase");
  await page.locator('[data-verb="planCase"]').click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "殴打司机" }).click();
  assert.equal(await labelled(form, "反映事项 1").inputValue(), "殴打司机");
});

chapter("three copies of one report are answered as one", async () => {
  const narrative = `称某煤场过磅房夜间对外地货车重复收费，不交不放行。${crypto.randomUUID()}`;
  const copies = [];
  for (let number = 0; number < 4; ++number) {
    copies.push((await new Scene().registered({ narrative: `${narrative}（第${number}次）` })).lead);
  }
  const leadId = copies.at(-1);
  const clerk = caller("xigang.clerk");
  const open = async () => (await clerk.call("MatchService_ListMatches", { leadId, pageSize: 200 })).matches
    .filter(({ state, otherLeadId }) => state === "MATCH_STATE_OPEN" && copies.includes(otherLeadId));
  await until(open, (matches) => matches.length === 3, "the indexer finds the copies");
  const page = await desks.at("xigang.clerk", `leads/${leadId}`);
  await openTab(page, "相似线索");
  const cluster = page.locator('[data-part="cluster"]').filter({ hasText: "3 项待判断" });
  await assertInspected(desks.watched("xigang.clerk"), "match-clusters");
  await perform(page, "decideMatchCluster", async (form) => {
    await choose(labelled(form, "决定"), "同一事项");
    await labelled(form, "理由").fill("同一内容多次投递。");
  }, cluster);
  await cluster.waitFor({ state: "detached" });
  assert.deepEqual(await open(), []);

  for (const lead of copies) await Object.assign(new Scene(), { lead }).triaged();
  await page.reload();
  await openTab(page, "相似线索");
  const alike = page.locator(".ant-card").filter({ hasText: "同一事项" }).first();
  await perform(page, "proposeMerge", answers({ reason: "同一内容多次投递。" }), alike);
  await page.locator('[data-verb="proposeMerge"]').first().waitFor({ state: "detached" });
  const merges = await clerk.call("MergeService_ListMerges", { leadId });
  assert.ok(copies.includes(merges.merges[0].survivorLeadId));
});

chapter("no page did what it must not", async () => {
  for (const watched of desks.all()) await assertNoOffence(watched);
});
