// One report, from the citizen's phone to the closed case, told by everybody whom it passes, each
// in a browser of their own: the citizen, clerk, office, unit head, investigators, leader. The keys
// that sign are made in their browsers. Whatever anybody types stays text.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Caller, caller, until } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { fillReport, openPage, openReceipt, submitReport } from "./citizen.mjs";
import {
  addLine, choose, Desks, labelled, makeSigningKey, openTab, perform, settled, signReport, stateIs,
} from "./desk.mjs";
import { PAYLOAD, assertStayedText } from "./payload.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const UNIT = "xigang.resources";
const WORDS = `洗砂场门口有人每车收五十元“过磅费”，不交就堵门打人。${PAYLOAD}`;

let browser, desks, citizen;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const story = {};

chapter("a citizen reports from a phone, with a file and the work that a flood demands", async () => {
  await new Scene().registered({ title: "过磅费", narrative: WORDS, sector: "SECTOR_SAND_WASHING" });
  citizen = await openPage(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = citizen;
  const proven = page.waitForRequest((request) => request.headers()["x-proof-of-work"] !== undefined);
  await page.route("**/v1/reports", refuseUnproven);
  const file = { name: "账本.txt", mimeType: "text/plain", buffer: Buffer.from("某月某日，收五十元。\n") };
  await fillReport(page, WORDS, [file]);
  story.receipt = await submitReport(page);
  await proven;
  await page.getByText("已上传", { exact: true }).waitFor();
  await page.getByLabel("我已经记好回执号").check();
  await page.getByRole("button", { name: "完成" }).click();
  await assertNoOffence(citizen);
});

// What a flooded gateway answers; quiet ones ask for nothing.
async function refuseUnproven(route) {
  if (route.request().headers()["x-proof-of-work"]) return route.continue();
  const details = [{ reason: "PROOF_OF_WORK_REQUIRED" }];
  return route.fulfill({ status: 429, json: { error: { code: 429, details } } });
}

chapter("a clerk compares what looks alike, and judges it", async () => {
  const page = await at("xigang.clerk", "leads?channel=CHANNEL_PUBLIC_WEB");
  await page.locator("tbody tr").filter({ hasText: "过磅费" }).first().press("Enter");
  await page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  story.lead = new URL(page.url()).pathname.replace("/desk/", "");
  const leadId = story.lead.split("/")[1];
  const listMatches = () => caller("xigang.clerk").call("MatchService_ListMatches", { leadId });
  await until(listMatches, ({ matches }) => matches.length > 0, "the indexer finds the alike");
  await at("xigang.clerk", story.lead);
  await openTab(page, "相似线索");
  await page.locator("mark").first().waitFor();
  await assertInspected(desks.watched("xigang.clerk"), "story-matches");
  const open = page.locator('.ant-card:has(> .ant-card-head:has-text("待判断"))');
  for (let left = await open.count(); left > 0; --left) {
    await perform(page, "decideMatch", fillDifferent, open);
    await open.nth(left - 1).waitFor({ state: "detached" });
  }
  await perform(page, "triageLead", async (form) => {
    await labelled(form, "内容摘要").fill("反映洗砂场强行收费，未涉身份信息。");
    await labelled(form, "研判意见").fill("线索具体，建议核查。");
  });
  await stateIs(page, "研判");
});

async function fillDifferent(form) {
  await choose(labelled(form, "决定"), "不同事项");
  await labelled(form, "理由").fill("时间、地点不同，不是同一事项。");
}

chapter("the office assigns it to the unit that the rules propose", async () => {
  const page = await at("xigang.office", story.lead);
  await perform(page, "assignLead");
  await stateIs(page, "交办");
});

chapter("the head of the unit accepts and plans", async () => {
  const office = caller("xigang.office");
  const leadId = story.lead.split("/")[1];
  const { cases } = await until(
    () => office.call("CaseService_ListCases", { leadId }),
    (answer) => answer.cases.length > 0,
    "verification opens the case",
  );
  story.case = `cases/${cases[0].id}`;
  const page = await at(`${UNIT}.head`, story.case);
  await perform(page, "acceptCase");
  await perform(page, "planCase", async (form) => {
    for (const [seat, name] of ["自然资源所核查员1", "自然资源所核查员2"].entries()) {
      await addLine(form, "核查组");
      await choose(labelled(form, "人员").nth(seat), name);
    }
    await labelled(form, "内容").fill(`走访商户，调取过磅记录。${PAYLOAD}`);
    await addLine(form, "反映事项");
    await labelled(form, "反映事项 1").fill(`强行收取过磅费 ${PAYLOAD}`);
  });
  await stateIs(page, "方案待批");
});

chapter("both investigators declare their interests, and the office approves the plan", async () => {
  for (const number of [1, 2]) {
    const page = await at(`${UNIT}.${number}`, story.case);
    await perform(page, "declareInterests", (form) => labelled(form, "内容").fill("无亲属及利害关系。"));
  }
  const page = await at("xigang.office", story.case);
  await perform(page, "approvePlan", (form) => labelled(form, "理由").fill("方案可行。"));
  await stateIs(page, "核查中");
});

async function recordStep(page, text) {
  await perform(page, "recordStep", async (form) => {
    await choose(labelled(form, "类别"), "谈话");
    await labelled(form, "地点").fill("洗砂场门口");
    await labelled(form, "内容").fill(text);
  });
}

// Writes the report, reads what would be frozen, and hands it in.
async function submit(page, text) {
  await openTab(page, "报告");
  await labelled(page.getByRole("main"), "报告正文").fill(text);
  await perform(page, "submitReport", (form) => form.locator('[data-part="sheet"]').getByText(text).waitFor());
}

async function fillExhibit(form) {
  await labelled(form, "说明").fill("过磅记录本一册");
  const copy = { name: "过磅记录.txt", mimeType: "text/plain", buffer: Buffer.from("某月某日") };
  await labelled(form, "SHA-256").setInputFiles(copy);
}

chapter("an investigator records steps, evidence and a finding, and submits", async () => {
  const page = await at(`${UNIT}.1`, story.case);
  await recordStep(page, `走访三家商户。${PAYLOAD}`);
  await perform(page, "collectExhibit", fillExhibit);
  await perform(page, "recordFinding", async (form) => {
    await choose(labelled(form, "结论"), "查否");
    await labelled(form, "认定依据").fill("过磅记录与三份谈话笔录。");
  });
  await submit(page, "经核查，情况如下。");
  await stateIs(page, "待签");
  await assertInspected(desks.watched(`${UNIT}.1`), "story-submitted");
});

chapter("a signatory refuses, and the next version shows what changed", async () => {
  const head = await at(`${UNIT}.head`, story.case);
  await perform(head, "refuseEndorsement", (form) => labelled(form, "理由").fill("请补充走访一家商户。"));
  await stateIs(head, "核查中");
  const page = await at(`${UNIT}.1`, story.case);
  await recordStep(page, "补充走访一家商户。");
  await submit(page, "经补充核查，情况如下。");
  await page.getByRole("button", { name: "与上一版比较" }).click();
  await page.locator(".added").filter({ hasText: "补充走访一家商户" }).first().waitFor();
  await assertInspected(desks.watched(`${UNIT}.1`), "story-difference");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /打\s*印/ }).click();
  assert.match((await download).suggestedFilename(), /\.pdf$/);
});

chapter("signatories make their keys in their browsers, and the office confirms them", async () => {
  const signatories = [`${UNIT}.head`, "xigang.leader"];
  for (const username of signatories) await makeSigningKey(await at(username, "keys"));
  const page = await at("xigang.office", "keys?state=STATE_ENROLLED");
  const waiting = page.locator('[data-verb="confirmSigningKey"]');
  for (let left = await waiting.count(); left > 0; --left) {
    await perform(page, "confirmSigningKey");
    await waiting.nth(left - 1).waitFor({ state: "detached" });
  }
});

chapter("two of two units read the liability text and sign", async () => {
  for (const username of [`${UNIT}.head`, "xigang.leader"]) await signReport(await at(username, story.case));
  const page = await at("xigang.leader", story.case);
  await stateIs(page, "已背书");
  await assertInspected(desks.watched("xigang.leader"), "story-signed");
});

chapter("the unit tells the reporter, who is content", async () => {
  const page = await at(`${UNIT}.head`, story.case);
  await perform(page, "giveFeedback", async (form) => {
    await labelled(form, "反馈说明").fill(`经核查，收费有合同依据。${PAYLOAD}`);
    await choose(labelled(form, "举报人态度"), "未联系上");
  });
  await stateIs(page, "已反馈");
  const view = () => new Caller().call("ReporterService_OpenReceipt", { receipt: story.receipt });
  await until(view, ({ informedAt }) => informedAt, "the explanation is behind the receipt");
  await openReceipt(citizen.page, story.receipt);
  await citizen.page.getByText("收费有合同依据").waitFor();
  await citizen.page.getByLabel("满意").check();
  await citizen.page.getByRole("button", { name: "提交态度" }).click();
  await citizen.page.getByText("您的态度：满意").waitFor();
  await assertInspected(citizen, "story-receipt");
});

const closedOf = async () => {
  const { totals } = await caller("xigang.office").call("StatisticsService_QueryStatistics", {
    division: caller("xigang.office").user.division,
    measure: "MEASURE_STATE",
  });
  return Number(totals.find(({ key }) => key === "CLOSED")?.count ?? 0);
};

chapter("the office closes it: the figure of the dashboard and the ledger's line say so", async () => {
  const before = await closedOf();
  const page = await at("xigang.office", story.case);
  await perform(page, "closeCase");
  await stateIs(page, "办结");
  await until(closedOf, (closed) => closed === before + 1, "the total counts the close");
  const number = await page.getByRole("heading", { level: 1 }).innerText();
  await at("xigang.office", "dashboard");
  const figure = page.locator(".ant-statistic").filter({ hasText: "办结" }).first();
  assert.match(await figure.innerText(), new RegExp(`\\b${before + 1}\\b`));
  await figure.click();
  await page.waitForURL(/\/ledgers\?.*stage=STAGE_DONE/);
  await settled(page);
  await page.locator("tbody tr").filter({ hasText: number }).waitFor();
  await at("xigang.office", "ledgers?ledger=3");
  await page.locator("tbody tr").filter({ hasText: number }).filter({ hasText: "查否" }).waitFor();
});

chapter("the evidence log proves in the browser that it happened", async () => {
  const page = await at("xigang.office", `evidence?aggregateId=${story.case.split("/")[1]}`);
  await page.locator("tbody tr[tabindex]").first().press("Enter");
  await page.getByRole("button", { name: /验\s*证/ }).click();
  await page.locator('[data-part="entry"] [data-part="verdict"][data-holds="true"]').waitFor();
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of [citizen, ...desks.all()]) await assertStayedText(watched);
});
