// Nothing that somebody typed is lost unasked: not by the menu, the browser's way back, a drawer's
// cross, another tab of the object or the end of the page. Whoever typed nothing is not asked.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Caller } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { fillIn, openDesk, openTab, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

const TEXT = "写到一半的话";

let browser, clerk, scene;
before(async () => {
  browser = await launch();
  scene = await new Scene().registered({ channel: "CHANNEL_PUBLIC_LETTER", contact: undefined, letter: { medium: "LETTER_MEDIUM_DROP_BOX" } });
  clerk = await openDesk(browser, "xigang.clerk");
});
after(() => browser.close());

const page = () => clerk.page;
const main = () => page().getByRole("main");
const question = () => page().getByRole("dialog").filter({ hasText: "填写的内容还没有提交" });
const answer = (name) => question().getByRole("button", { name }).click();
const goTo = (name) => page().getByRole("navigation").getByRole("menuitem", { name, exact: true }).click();

async function staysWith(control) {
  await answer("继续填写");
  await question().waitFor({ state: "hidden" });
  assert.equal(await control.inputValue(), TEXT);
}

beforeEach(() => visit(page(), "home"));

test("the menu asks, and goes when it may", async () => {
  await goTo("登记线索");
  await fillIn(main(), { title: TEXT });
  await goTo("线索");
  await question().waitFor();
  await assertInspected(clerk, "unsaved-question");
  await staysWith(main().locator("#title"));
  await goTo("线索");
  await answer("放弃填写");
  await page().waitForURL(/\/desk\/leads$/);
});

test("the browser's way back asks, and goes back when it may", async () => {
  await goTo("登记线索");
  await fillIn(main(), { title: TEXT });
  await page().goBack();
  await staysWith(main().locator("#title"));
  assert.match(page().url(), /\/desk\/register$/);
  await page().goBack();
  await answer("放弃填写");
  await page().waitForURL(/\/desk\/home$/);
});

test("a drawer asks at its cross and at Escape", async () => {
  await visit(page(), `leads/${scene.lead}`);
  await page().locator('[data-verb="triageLead"]').click();
  const form = page().getByRole("dialog").filter({ has: page().locator("#summary") });
  await fillIn(form, { summary: TEXT });
  await page().keyboard.press("Escape");
  await staysWith(form.locator("#summary"));
  await form.getByRole("button", { name: "关闭" }).click();
  await answer("放弃填写");
  await form.waitFor({ state: "hidden" });
});

test("another tab of the object asks", async () => {
  await new Caller().call("ReporterService_FileReport", {
    requestId: crypto.randomUUID(),
    division: scene.clerk.user.division,
    sector: "SECTOR_COAL",
    title: "对话里的话",
    narrative: `有人收费。${crypto.randomUUID()}`,
  });
  await visit(page(), "leads?channel=CHANNEL_PUBLIC_WEB");
  await page().locator("tbody tr[tabindex]").filter({ hasText: "对话里的话" }).first().press("Enter");
  await openTab(page(), "与举报人对话");
  await fillIn(main(), { text: TEXT });
  // By its words: one that has the focus is named by its position too.
  const other = main().getByRole("tab").filter({ hasText: "附件" });
  await other.click();
  await staysWith(main().locator("#text"));
  await other.click();
  await answer("放弃填写");
  await main().getByRole("tab", { selected: true }).filter({ hasText: "附件" }).waitFor();
});

test("the end of the page asks through the browser", async () => {
  await goTo("登记线索");
  await main().locator("#title").click();
  await page().keyboard.type(TEXT);
  const asked = [];
  page().once("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await page().reload();
  assert.deepEqual(asked, ["beforeunload"]);
});

test("whoever typed nothing is not asked", async () => {
  await goTo("登记线索");
  await fillIn(main(), { title: TEXT });
  await main().locator("#title").fill("");
  await goTo("线索");
  await page().waitForURL(/\/desk\/leads$/);
  assert.equal(await question().count(), 0);
});

test("a turn of the screen keeps the form of a line", async () => {
  const { page: desk } = await openDesk(browser, "xigang.office");
  await visit(desk, "custodianKeys");
  await desk.locator('[data-verb="revokeCustodianKey"]').first().click();
  const reason = desk.getByRole("dialog").locator("#reason");
  await reason.fill(TEXT);
  await desk.setViewportSize({ width: 360, height: 740 });
  await desk.getByRole("main").locator("dl.card-fields").first().waitFor({ state: "attached" });
  assert.equal(await reason.inputValue(), TEXT);
});
