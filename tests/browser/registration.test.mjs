// A clerk registers a lead of every channel that reaches an office: what the channel must say is
// asked for and marked, and what it says is on the lead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { fillIn, openDesk, settled, stateIs, visit } from "./desk.mjs";

const DOCUMENT = { documentNo: "枣扫黑转〔2026〕17号", issuingBody: "枣庄市扫黑办" };
const CONTACT = { contact_minutes: "12", contact_people: "1", contact_receivedBy: "王受理", contact_summary: "反映强行收费。" };
const FROM_ABOVE = { level: "地级市", instruction: "督办", deadline: "2027-01-15 09:00:00", ...DOCUMENT };

// By the words of each channel: what is typed, and the fields that are marked as needed beside the
// common ones.
const CHANNELS = {
  群众来电: { answers: CONTACT, marked: Object.keys(CONTACT) },
  群众来信: { answers: { letter_medium: "举报箱" }, marked: ["letter_medium"] },
  群众来访: { answers: CONTACT, marked: Object.keys(CONTACT) },
  "12337 平台": { answers: FROM_ABOVE, marked: ["documentNo"] },
  督导组: { answers: FROM_ABOVE, marked: Object.keys(FROM_ABOVE) },
  上级扫黑办: { answers: FROM_ABOVE, marked: Object.keys(FROM_ABOVE) },
  政法机关: { answers: FROM_ABOVE, marked: ["documentNo", "issuingBody"] },
  行业监管: { answers: {}, marked: ["sector"] },
  纪委: { answers: DOCUMENT, marked: ["documentNo"] },
  检举揭发: { answers: { issuingBody: "滕州市看守所" }, marked: ["issuingBody"] },
  审计巡察: { answers: DOCUMENT, marked: ["documentNo", "issuingBody"] },
};

let browser, clerk;
before(async () => {
  browser = await launch();
  clerk = await openDesk(browser, "xigang.clerk");
});
after(() => browser.close());

const main = () => clerk.page.getByRole("main");
const channels = () => main().getByRole("radiogroup", { name: "来源" });
const markedFields = () =>
  main().locator('[aria-required="true"]').evaluateAll((controls) => controls.map(({ id }) => id).filter(Boolean));

test("every channel of an office is offered, and no other", async () => {
  await visit(clerk.page, "register");
  assert.deepEqual((await channels().locator("label").allInnerTexts()).sort(), Object.keys(CHANNELS).sort());
});

for (const [channel, { answers, marked }] of Object.entries(CHANNELS)) {
  test(`a lead of the channel ${channel} is registered with what it must say`, async () => {
    await visit(clerk.page, "register");
    await channels().getByText(channel, { exact: true }).click();
    assert.deepEqual((await markedFields()).sort(), ["division", "narrative", "title", ...marked].sort());
    const title = `经${channel}反映强买强卖`;
    await fillIn(main(), { title, narrative: `称有人强行收取过磅费。${crypto.randomUUID()}`, sector: "煤矿资源", ...answers });
    await main().locator('button[type="submit"]').click();
    await clerk.page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
    await settled(clerk.page);
    await stateIs(clerk.page, "登记");
    for (const text of [title, channel, answers.issuingBody, answers.instruction].filter(Boolean)) {
      await main().getByText(text, { exact: true }).first().waitFor();
    }
  });
}

test("what is missing is said at each of its fields, in Chinese, before anything is sent", async () => {
  await visit(clerk.page, "register");
  await channels().getByText("检举揭发", { exact: true }).click();
  const sent = [];
  clerk.page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  await main().locator('button[type="submit"]').click();
  await main().getByText("请填写", { exact: true }).nth(2).waitFor();
  assert.equal(await main().getByText("请填写", { exact: true }).count(), 3);
  assert.deepEqual(sent, []);
  await assertInspected(clerk, "register-missing");
});
