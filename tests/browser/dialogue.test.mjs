// The office and a reporter who stays unknown write to each other; what one writes appears at the
// other's, but never under somebody who is writing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Caller, caller } from "./api.mjs";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { openPage, openReceipt } from "./citizen.mjs";
import { labelled, openDesk, openTab, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";

const QUESTION = `过磅费是谁收的？${PAYLOAD}`;
const ANSWER = `一个开黑色轿车的人。${PAYLOAD}`;

let browser, receipt, office;
before(async () => {
  browser = await launch();
  const { division } = caller("xigang.office").user;
  const report = { division, sector: "SECTOR_COAL", title: "反映过磅费", narrative: `有人收费。${crypto.randomUUID()}` };
  ({ receipt } = await new Caller().call("ReporterService_FileReport", { requestId: crypto.randomUUID(), ...report }));
  office = await openDesk(browser, "xigang.office");
});
after(() => browser.close());

const form = () => office.page.getByRole("tabpanel").locator("form");
const said = (text) => office.page.getByRole("tabpanel").locator(".ant-card").filter({ hasText: text });

test("the office asks, the reporter answers, and the answer appears at the open desk", async () => {
  const { page } = office;
  await visit(page, "leads?channel=CHANNEL_PUBLIC_WEB");
  await page.locator("tbody tr[tabindex]").filter({ hasText: "反映过磅费" }).first().press("Enter");
  await openTab(page, "与举报人对话");
  await labelled(form(), "内容").fill(QUESTION);
  await form().locator('button[type="submit"]').click();
  await said("过磅费是谁收的").waitFor();
  assert.equal(await form().locator("#text").inputValue(), "");

  const citizen = await openPage(browser);
  await openReceipt(citizen.page, receipt);
  await citizen.page.getByText("过磅费是谁收的").waitFor();
  await citizen.page.getByLabel("补充情况或者回复").fill(ANSWER);
  await citizen.page.getByRole("button", { name: "发送" }).click();
  await citizen.page.locator(".message.own").getByText("黑色轿车").waitFor();
  await said("黑色轿车").waitFor();
  await assertInspected(office, "desk-dialogue");
  for (const watched of [office, citizen]) await assertStayedText(watched);
});

test("an answer that comes in while the office writes takes nothing away", async () => {
  await form().locator("#text").fill("写到一半");
  await new Caller().call("ReporterService_ReplyToReceipt", { receipt, requestId: crypto.randomUUID(), text: "还有一个帮手。" });
  await office.page.locator("h1").click();
  await said("还有一个帮手").waitFor();
  assert.equal(await form().locator("#text").inputValue(), "写到一半");
  await assertNoOffence(office);
});

test("a reply whose answer was lost and that is edited since goes through", async () => {
  const { page } = await openPage(browser);
  await openReceipt(page, receipt);
  const text = page.getByLabel("补充情况或者回复");
  // It arrives, and nothing comes back, for longer than the page asks again by itself.
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/v1/receipts:reply", lose);
  await text.fill("第一句。");
  await page.getByRole("button", { name: "发送" }).click();
  await page.getByRole("alert").waitFor();
  await page.unroute("**/v1/receipts:reply", lose);
  await text.fill("第一句。第二句。");
  await page.getByRole("button", { name: "发送" }).click();
  await page.locator(".message.own").getByText("第二句").waitFor();
});
