// A reporter who does not agree asks for a re-verification behind the receipt; the office gives it
// to another unit; and a closed case leads to a revisit. Against the suite as it is.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { fileReport, openPage, openReceipt } from "./citizen.mjs";
import { answers, Desks, perform, stateIs } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

let browser, desks, citizen, receipt;
const scene = new Scene();
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

chapter("a report is verified, found untrue, explained and closed", async () => {
  citizen = await openPage(browser);
  const words = `煤场门口收过磅费 ${Date.now()}`;
  receipt = await fileReport(citizen.page, words);
  const { leads } = await scene.clerk.call("LeadService_ListLeads", { channel: "CHANNEL_PUBLIC_WEB" });
  scene.lead = leads.find(({ title }) => title === words).id;
  await scene.triaged();
  await scene.assigned();
  await scene.planned();
  await scene.investigated("REFUTED", "REFUTED");
  await scene.submitted();
  await scene.signed();
  await scene.act(scene.head, "GiveFeedback", { explanation: "经核查，收费有合同依据。", attitude: "ATTITUDE_NOT_REACHED" });
  await scene.act(scene.office, "CloseCase");
});

chapter("the reporter disagrees and asks for a re-verification behind the receipt", async () => {
  const { page } = citizen;
  await page.getByLabel("我已经记好回执号").check();
  await until(
    async () => {
      await page.reload();
      await openReceipt(page, receipt);
      return page.getByLabel("为什么申请复核").isVisible();
    },
    (offered) => offered,
    "the review is offered",
  );
  await page.getByLabel("为什么申请复核").fill(`还在收费。${PAYLOAD}`);
  await page.getByRole("button", { name: "申请复核" }).click();
  await page.getByText("申请复核。").waitFor();
  await assertInspected(citizen, "review-asked");
  await assertNoOffence(citizen);
});

chapter("the office gives it to another unit, whose case opens", async () => {
  const office = caller("xigang.office");
  const { reviews } = await until(
    () => office.call("ReviewService_ListReviews", { caseId: scene.case }),
    (answer) => answer.reviews.some(({ reporterAskedAt }) => reporterAskedAt),
    "the request is heard",
  );
  // What was found untrue waits for it by itself already; the request joins that.
  assert.deepEqual(reviews.map(({ origin }) => origin), ["REVIEW_ORIGIN_FOCUS_CLASS"]);
  const page = await desks.at("xigang.office", "home");
  await page.locator("[data-task]").filter({ hasText: "指定复核单位" }).first().press("Enter");
  await page.waitForURL(/\/desk\/reviews\//);
  const review = await desks.at("xigang.office", `reviews/${reviews[0].id}`);
  await perform(review, "assignReview", answers({ unitId: "市场监管所" }));
  await stateIs(review, "复核中");
  await assertInspected(desks.watched("xigang.office"), "review-assigned");
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of [citizen, ...desks.all()]) await assertStayedText(watched);
});
