// One lead, from the call that brought it to its close, at the desks of everybody whom it passes:
// clerk, office, unit head, investigators, leader, city. The keys that sign are made in their
// browsers. Whatever anybody types stays text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { choose, labelled, openDesk, perform, settled, userOf, visit } from "./desk.mjs";

const PAYLOAD = `<img src=x onerror="document.title='owned'"><script>alert(1)</script>`;
const PASSPHRASE = "correct horse battery staple";
const UNIT = "xigang.resources";

let browser;
const desks = new Map();
before(async () => (browser = await launch()));
after(() => browser.close());

async function deskOf(username) {
  if (!desks.has(username)) desks.set(username, await openDesk(browser, username));
  return desks.get(username).page;
}

// A desk at the page of an object.
async function at(username, path) {
  const page = await deskOf(username);
  await visit(page, path);
  return page;
}

const stateOf = (page, state) =>
  page.locator("h1 + *, h1 ~ .ant-tag").filter({ hasText: state }).first().waitFor();

const journey = {};

test("a clerk registers a call and judges it", async () => {
  const page = await at("xigang.clerk", "register");
  await labelled(page, "标题").fill(`反映煤场强买强卖 ${PAYLOAD}`);
  await labelled(page, "反映内容").fill(`称有人在煤场门口强行收取过磅费。${PAYLOAD}`);
  await choose(labelled(page, "行业"), "煤矿资源");
  await labelled(page, "时长（分钟）").fill("12");
  await labelled(page, "人数").fill("1");
  await labelled(page, "接待人").fill("受理员");
  await labelled(page, "谈话摘要").fill(PAYLOAD);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  journey.lead = new URL(page.url()).pathname.replace("/desk/", "");
  await settled(page);
  await perform(page, "triageLead", async (form) => {
    await labelled(form, "内容摘要").fill("反映煤场强行收费，未涉身份信息。");
    await labelled(form, "研判意见").fill("线索具体，建议核查。");
  });
  await stateOf(page, "研判");
  await assertInspected(desks.get("xigang.clerk"), "desk-lead");
});

test("the office assigns it, and is refused nothing that the server offered", async () => {
  const page = await at("xigang.office", journey.lead);
  await perform(page, "assignLead");
  await stateOf(page, "交办");
  await assertNoOffence(desks.get("xigang.office"));
});

test("the head of the unit accepts and plans", async () => {
  const page = await at(`${UNIT}.head`, "cases");
  await page.locator("tbody tr[tabindex]").first().press("Enter");
  await page.waitForURL(/\/desk\/cases\/[0-9a-f-]{36}/);
  journey.case = new URL(page.url()).pathname.replace("/desk/", "");
  await settled(page);
  await perform(page, "acceptCase");
  await perform(page, "planCase", async (form) => {
    for (const [seat, name] of ["自然资源所核查员1", "自然资源所核查员2"].entries()) {
      await form.getByRole("button", { name: /添\s*加核查组/ }).click();
      await choose(labelled(form, "人员").nth(seat), name);
    }
    await labelled(form, "内容").fill("走访商户，调取过磅记录。");
    await form.getByRole("button", { name: /添\s*加反映事项/ }).click();
    await labelled(form, "反映事项 1").fill(`强行收取过磅费 ${PAYLOAD}`);
  });
  await stateOf(page, "方案待批");
});

test("both investigators declare their interests, and the office approves the plan", async () => {
  for (const number of [1, 2]) {
    const page = await at(`${UNIT}.${number}`, journey.case);
    await perform(page, "declareInterests", (form) =>
      labelled(form, "内容").fill("与被反映人无亲属及利害关系。"),
    );
  }
  const page = await at("xigang.office", journey.case);
  await perform(page, "approvePlan", (form) => labelled(form, "理由").fill("方案可行。"));
  await stateOf(page, "核查中");
});

test("an investigator records what was done and found, and submits", async () => {
  const page = await at(`${UNIT}.1`, journey.case);
  await perform(page, "recordStep", async (form) => {
    await choose(labelled(form, "类别"), "谈话");
    await labelled(form, "地点").fill("煤场门口");
    await labelled(form, "内容").fill(`走访三家商户。${PAYLOAD}`);
  });
  await perform(page, "recordFinding", async (form) => {
    await labelled(form, "反映事项序号").fill("1");
    await choose(labelled(form, "结论"), "查实");
    await labelled(form, "认定依据").fill("过磅记录与三份谈话笔录。");
    await labelled(form, "法律依据").fill("刑法第二百二十六条");
  });
  await perform(page, "submitReport", (form) => labelled(form, "内容").fill("经核查，情况如下。"));
  await stateOf(page, "待签");
  await assertInspected(desks.get(`${UNIT}.1`), "desk-case");
});

test("signatories make their keys, and the office confirms them", async () => {
  for (const username of [`${UNIT}.head`, "xigang.leader"]) {
    const page = await at(username, "keys");
    await page.getByLabel(/设置密钥口令/).fill(PASSPHRASE);
    await page.getByRole("button", { name: "在本机生成签名密钥" }).click();
    await page.locator('[data-part="fingerprint"]').waitFor();
  }
  const page = await at("xigang.office", "keys?state=STATE_ENROLLED");
  for (let left = 2; left > 0; --left) {
    await perform(page, "confirmSigningKey");
    await page.locator('[data-verb="confirmSigningKey"]').nth(left - 1).waitFor({ state: "detached" });
  }
});

test("two of two units read the liability text and sign", async () => {
  for (const username of [`${UNIT}.head`, "xigang.leader"]) {
    const page = await at(username, journey.case);
    await page.locator('[data-verb="endorseCase"]').click();
    const dialog = page.getByRole("dialog");
    await dialog.locator('[data-part="liability"]').waitFor();
    await dialog.getByRole("checkbox").check();
    await labelled(dialog, "密钥口令").fill(PASSPHRASE);
    await dialog.locator('button[type="submit"]').click();
    await dialog.waitFor({ state: "hidden" });
  }
  const page = await at("xigang.leader", journey.case);
  await stateOf(page, "已背书");
  await assertInspected(desks.get("xigang.leader"), "desk-signed");
});

test("it is filed, the reporter is told, and the office closes", async () => {
  const unit = await at(`${UNIT}.head`, journey.case);
  await perform(unit, "fileCase", async (form) => {
    await labelled(form, "立案号").fill("滕公刑立字〔2026〕8号");
    await labelled(form, "接收机关").fill("滕州市公安局");
  });
  await visit(unit, journey.case);
  if ((await unit.locator('[data-verb="giveFeedback"]').count()) > 0) {
    await perform(unit, "giveFeedback", async (form) => {
      await labelled(form, "反馈说明").fill("来电未留联系方式。");
      await form.getByText("无法联系举报人").click();
    });
  }
  const office = await at("xigang.office", journey.case);
  await perform(office, "closeCase");
  await stateOf(office, "办结");
});

test("the city compares its towns, and the log proves what happened", async () => {
  const city = await at("tengzhou.city_office", "dashboard");
  await city.getByText("受理与办结走势").waitFor();
  await assertInspected(desks.get("tengzhou.city_office"), "desk-dashboard");
  const office = await at("xigang.office", "evidence");
  await office.locator("tbody tr[tabindex]").first().press("Enter");
  await office.getByRole("button", { name: /验\s*证/ }).click();
  await office.locator('[data-part="verdict"]').waitFor();
  assert.equal(await office.locator('[data-part="verdict"]').getAttribute("data-holds"), "true");
});

test("nothing that was typed became a part of a page", async () => {
  for (const { page, offences } of desks.values()) {
    assert.notEqual(await page.title(), "owned");
    assert.deepEqual(offences, []);
  }
});

test("a session that ends loses no typed text", async () => {
  const { page, context } = await openDesk(browser, "xigang.clerk");
  await visit(page, "register");
  await labelled(page, "标题").fill("没有丢失的标题");
  await context.clearCookies();
  await page.locator('button[type="submit"]').click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const { password } = userOf("xigang.clerk");
  await labelled(dialog, "密码").fill(password);
  await dialog.getByRole("button", { name: /登\s*录/ }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await labelled(page, "标题").inputValue(), "没有丢失的标题");
});
