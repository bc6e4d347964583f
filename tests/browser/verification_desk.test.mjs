// The desk of a team that verifies: the lead beside the work, a plan from the template, findings in
// their rows on evidence that is picked, a report whose draft outlives its tab, and exhibits that go
// from hand to hand under two signatures.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { until, userOf } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { choose, Desks, labelled, makeSigningKey, perform, settled, speak, stateIs, underPassphrase } from "./desk.mjs";
import { assertOneLanguage } from "./language.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const UNIT = "xigang.resources";
const [ONE, TWO] = [`${UNIT}.1`, `${UNIT}.2`];
const NARRATIVE = "称有人在洗砂场门口拦车，每车收五十元。";

const scene = new Scene();
let browser, desks, path;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
  await scene.registered({ narrative: NARRATIVE, sector: "SECTOR_SAND_WASHING" });
  await (await scene.triaged()).assigned();
  await scene.act(scene.head, "AcceptCase");
  path = `cases/${scene.case}`;
});
after(() => browser.close());

const at = (username, tab = "work") => desks.at(username, `${path}?tab=${tab}`);
const part = (page, name) => page.locator(`[data-part="${name}"]`);
const caseNow = () => scene.head.call("CaseService_GetCase", { caseId: scene.case });

chapter("the plan is proposed from the template of the sector, beside the lead", async () => {
  const page = await at(ONE);
  await page.locator('[data-part="narrative"]').filter({ hasText: NARRATIVE }).waitFor();
  await part(page, "plan").locator('[data-verb="planCase"]').click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "采用方案框架" }).click();
  await form.getByRole("button", { name: "现场查看砂场、取水口和料堆" }).click();
  assert.match(await labelled(form, "内容").inputValue(), /无证洗砂[^]*\n现场查看砂场、取水口和料堆$/);
  // What it is about stays in sight while the form is open.
  const [narrative, panel] = await Promise.all([part(page, "narrative").boundingBox(), form.boundingBox()]);
  assert.ok(narrative.x + narrative.width <= panel.x, "the form covers the narrative");
  await assertInspected(desks.watched(ONE), "case-plan");
  await form.getByRole("button", { name: /取\s*消/ }).click();
  await scene.act(scene.team[0], "PlanCase", {
    team: scene.team.map(({ user }) => ({ userId: user.userId })),
    text: "走访商户，调取过磅记录。",
    allegations: ["强行收取过磅费", "殴打司机"],
  });
});

chapter("a plan that was sent back is not typed again", async () => {
  for (const member of scene.team) await scene.act(member, "DeclareInterests", { text: "无利害关系。" });
  await scene.act(scene.leader, "SendBackPlan", { reason: "请写明走访对象。" });
  const page = await at(ONE);
  await page.getByText("请写明走访对象。").first().waitFor();
  await perform(page, "planCase", async (form) => {
    assert.equal(await labelled(form, "内容").inputValue(), "走访商户，调取过磅记录。");
    assert.equal(await labelled(form, "反映事项 2").inputValue(), "殴打司机");
    await labelled(form, "内容").fill("逐户走访商户，调取过磅记录。");
  });
  await stateIs(page, "方案待批");
  for (const member of scene.team) await scene.act(member, "DeclareInterests", { text: "无利害关系。" });
  await scene.act(scene.leader, "ApprovePlan", { reason: "同意。" });
});

async function attach(page, name) {
  const file = { name, mimeType: "text/plain", buffer: Buffer.from("某月某日，收五十元。\n") };
  await page.getByLabel("添加附件").setInputFiles(file);
  await page.getByRole("cell", { name }).waitFor();
}

chapter("a step cites a file of the lead, and a finding a step and an exhibit, all by their names", async () => {
  let page = await at(ONE, "attachments");
  await attach(page, "谈话笔录.txt");
  page = await at(ONE);
  await perform(page, "recordStep", async (form) => {
    await choose(labelled(form, "类别"), "谈话");
    await form.getByRole("button", { name: "与经营者和运输户谈话" }).click();
    await choose(labelled(form, "附件"), "谈话笔录");
    await labelled(form, "附件").blur();
  });
  await part(page, "steps").getByText("谈话笔录.txt").waitFor();
  await perform(page, "collectExhibit", async (form) => {
    await labelled(form, "说明").fill("过磅记录本一册");
    await labelled(form, "SHA-256").setInputFiles({ name: "过磅.txt", mimeType: "text/plain", buffer: Buffer.from("册") });
  });
  await part(page, "exhibits").getByText("过磅记录本一册").waitFor();
  const first = page.locator("#allegation-1");
  await perform(page, "recordFinding", async (form) => {
    assert.ok(await first.getByRole("dialog").isVisible(), "the finding is entered in its row");
    await choose(labelled(form, "结论"), "查实");
    await labelled(form, "认定依据").fill("过磅记录与谈话笔录一致。");
    await choose(labelled(form, "证据"), "措施 1");
    await choose(labelled(form, "证据"), "过磅记录本");
    await labelled(form, "证据").blur();
    await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" });
    await assertInspected(desks.watched(ONE), "case-finding");
  }, first);
  await first.getByText("措施 1；过磅记录本一册").waitFor();
  const { findings } = await caseNow();
  assert.deepEqual(findings.map(({ allegation, evidence }) => [allegation, evidence.length]), [[1, 2]]);
});

chapter("a finding that is changed begins with what was found", async () => {
  const page = await at(ONE);
  const first = page.locator("#allegation-1");
  await perform(page, "recordFinding", async (form) => {
    assert.equal(await labelled(form, "认定依据").inputValue(), "过磅记录与谈话笔录一致。");
    await labelled(form, "法律依据").fill("刑法第二百二十六条");
  }, first);
  await first.getByText("此前 1 次认定").waitFor();
  await perform(page, "recordFinding", async (form) => {
    await choose(labelled(form, "结论"), "查否");
    await labelled(form, "认定依据").fill("医院和派出所均无记录。");
  }, page.locator("#allegation-2"));
  await page.getByText("已认定 2 / 2 项").waitFor();
  await assertInspected(desks.watched(ONE), "case-workspace");
});

const reads = (editor, words) => until(() => editor.inputValue(), (text) => words.test(text), `${words}`);
const draftOf = (page) => part(page, "draft");
const editorOf = (page) => labelled(page.getByRole("main"), "报告正文");

chapter("a draft outlives its tab, is a colleague's too, and is nowhere in the browser", async () => {
  const page = await at(ONE, "reports");
  await editorOf(page).fill("经核查，\n一、收费属实。");
  await draftOf(page).and(page.locator('[data-state="saved"]')).waitFor();
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!kept.includes("收费属实"), "the draft lies in the browser's storage");
  const { context } = desks.watched(ONE);
  const other = await context.newPage();
  await other.goto(page.url());
  await reads(editorOf(other), /收费属实/);
  await other.close();
  const colleague = await at(TWO, "reports");
  await reads(editorOf(colleague), /^经核查，\n一、收费属实。$/);
  await editorOf(colleague).fill("经核查，\n一、收费属实。\n二、未见殴打。");
  await draftOf(colleague).and(colleague.locator('[data-state="saved"]')).waitFor();
});

chapter("whoever writes on an older draft is told, and loses nothing", async () => {
  const page = desks.watched(ONE).page;
  await editorOf(page).fill("经核查，\n一、收费不实。");
  await draftOf(page).and(page.locator('[data-state="conflict"]')).waitFor();
  assert.match(await editorOf(page).inputValue(), /收费不实/);
  await page.getByRole("button", { name: "载入对方草稿" }).click();
  await reads(editorOf(page), /二、未见殴打。$/);
});

chapter("the frozen form is read before the report is handed in", async () => {
  const page = desks.watched(ONE).page;
  await perform(page, "submitReport", async (form) => {
    const sheet = form.locator('[data-part="sheet"]');
    await sheet.getByText("二、未见殴打。").waitFor();
    await sheet.getByText("过磅记录与谈话笔录一致。").waitFor();
    assert.equal((await caseNow()).state, "STATE_VERIFYING");
    await assertInspected(desks.watched(ONE), "report-preview");
  });
  await stateIs(page, "待签");
});

chapter("after a refusal the editor begins with the version that was refused, and shows what changes", async () => {
  await scene.act(scene.head, "RefuseEndorsement", { reason: "请补充走访。" });
  const page = await at(ONE, "reports");
  await page.getByText("请补充走访。").first().waitFor();
  await reads(editorOf(page), /二、未见殴打。$/);
  await page.getByText("与第 1 版正文相同").waitFor();
  await editorOf(page).fill("经核查，\n一、收费属实。\n二、未见殴打，已补充走访。");
  await part(page, "live-diff").locator(".added").filter({ hasText: "已补充走访" }).waitFor();
  await part(page, "live-diff").locator(".removed").filter({ hasText: "二、未见殴打。" }).waitFor();
  await assertInspected(desks.watched(ONE), "report-editor");
  await perform(page, "submitReport");
  await page.getByRole("button", { name: "与上一版比较" }).click();
  await part(page, "difference").locator(".added").filter({ hasText: "已补充走访" }).waitFor();
});

chapter("both holders of an exhibit sign its way from hand to hand", async () => {
  for (const username of [ONE, TWO]) await makeSigningKey(await desks.at(username, "keys"));
  const { signingKeys } = await scene.office.call("SigningKeyService_ListSigningKeys", { state: "STATE_ENROLLED", pageSize: 200 });
  for (const { id } of signingKeys) await scene.office.call("SigningKeyService_ConfirmSigningKey", { signingKeyId: id });
  const giver = await at(ONE);
  await perform(giver, "handOverExhibit", async (form) => {
    await choose(labelled(form, "接收人"), "核查员2");
    await labelled(form, "用途").fill("送交保管室");
    await underPassphrase(form);
  });
  await part(giver, "exhibits").getByText("待接收").waitFor();
  const receiver = await at(TWO);
  await perform(receiver, "receiveExhibit", async (form) => {
    await form.getByText("送交保管室").waitFor();
    await underPassphrase(form);
    await assertInspected(desks.watched(TWO), "custody");
  });
  const { exhibits } = await scene.head.call("ExhibitService_ListExhibits", { caseId: scene.case });
  assert.equal(exhibits[0].holderId, userOf(TWO).userId);
});

chapter("an exhibit whose lines the server words otherwise is not signed for", async () => {
  const page = await at(TWO);
  const another = async (route) => {
    const answer = await route.fetch();
    const payload = Buffer.from((await answer.json()).payload, "base64").toString().replace(userOf(ONE).userId, userOf(TWO).userId);
    await route.fulfill({ response: answer, json: { payload: Buffer.from(payload).toString("base64") } });
  };
  await page.route("**/*:prepareCustody", another);
  await page.locator('[data-verb="handOverExhibit"]').click();
  const form = page.getByRole("dialog");
  await choose(labelled(form, "接收人"), "核查员1");
  await labelled(form, "用途").fill("退回");
  await underPassphrase(form);
  await form.locator('button[type="submit"]').click();
  await form.getByText("与页面所示不符").waitFor();
  await settled(page);
  const { exhibits } = await scene.head.call("ExhibitService_ListExhibits", { caseId: scene.case });
  assert.equal(exhibits[0].custody.length, 1);
});

chapter("the workspace speaks one language at a time", async () => {
  const tabs = ["work", "reports", "contributions", "details"];
  const page = await at(ONE);
  for (const code of ["zh-CN", "en"]) {
    if (code === "en") await speak(page, code);
    for (const tab of tabs) {
      await at(ONE, tab);
      await assertOneLanguage(page, code);
    }
  }
});

chapter("no page did what it must not", async () => {
  for (const watched of desks.all()) await assertNoOffence(watched);
});
