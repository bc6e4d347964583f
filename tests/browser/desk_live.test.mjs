// What others do appears by itself on an open list, object and figure, but never under somebody who
// writes; and a session that ends loses no typed text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { userOf } from "./api.mjs";
import { address, assertNoOffence, launch, watchedPage } from "./browser.mjs";
import { fillIn, labelled, openDesk, signIn, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const TITLE = "反映另一处过磅站强行收费";

test("an open list and an open object follow what another session does", async () => {
  const office = await openDesk(browser, "xigang.office");
  await visit(office.page, "leads");
  const scene = await new Scene().registered({ title: TITLE });
  const line = office.page.locator("tbody tr").filter({ hasText: TITLE }).first();
  await line.waitFor();
  await line.press("Enter");
  await office.page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  await scene.triaged();
  await office.page.locator('[data-verb="assignLead"]').first().waitFor();
  await assertNoOffence(office);
});

test("what an open page asks while nobody is at it is no use of the session", async () => {
  const { page } = await openDesk(browser, "xigang.office");
  await page.clock.install();
  await visit(page, "leads");
  const asked = async () => {
    const asking = page.waitForRequest((request) => request.url().includes("/v1/leads?"));
    await new Scene().registered({ title: TITLE });
    return (await asking).headers()["x-unasked"];
  };
  await page.mouse.move(10, 10);
  assert.equal(await asked(), undefined);
  await page.clock.fastForward("02:00");
  assert.equal(await asked(), "1");
  await page.mouse.move(20, 20);
  assert.equal(await asked(), undefined);
});

test("an open dashboard counts what comes in", async () => {
  const city = await openDesk(browser, "tengzhou.city_office");
  await visit(city.page, "dashboard");
  const figure = city.page.locator(".ant-statistic").filter({ hasText: "受理" }).first();
  const received = Number((await figure.innerText()).match(/\d+/)[0]);
  await new Scene("chaihudian").registered();
  await figure.filter({ hasText: String(received + 1) }).waitFor();
  await assertNoOffence(city);
});

test("a form that is being filled in stays as it is while its object changes", async () => {
  const scene = await new Scene().registered({ title: TITLE });
  const clerk = await openDesk(browser, "xigang.clerk");
  await visit(clerk.page, `leads/${scene.lead}`);
  await clerk.page.locator('[data-verb="triageLead"]').click();
  const form = clerk.page.getByRole("dialog");
  await fillIn(form, { summary: "写到一半的摘要", opinion: "写到一半的意见" });
  const told = clerk.page.waitForEvent("requestfinished", { predicate: isRead(scene.lead), timeout: 3_000 });
  await scene.triaged();
  await assert.rejects(told, /Timeout/);
  assert.equal(await form.locator("#summary").inputValue(), "写到一半的摘要");
  await form.locator('button[type="submit"]').click();
  await form.getByRole("alert").first().waitFor();
  assert.equal(await form.locator("#opinion").inputValue(), "写到一半的意见");
});

// The gateway ends the stream of a dead session, and refuses it when the browser asks again.
test("a session that ended is said on an idle page, and news goes on after a new sign-in", async () => {
  const { page } = await openDesk(browser, "xigang.office");
  await visit(page, "leads");
  const refused = page.waitForResponse(isNews(401), { timeout: 60_000 });
  await page.evaluate(() => fetch("/v1/sessions/current", { method: "DELETE", headers: { "X-Requested-With": "console" } }));
  await refused;
  await signInAgain(page, "xigang.office");
  const title = `会话之后的线索 ${crypto.randomUUID()}`;
  await new Scene().registered({ title });
  await page.locator("tbody tr").filter({ hasText: title }).first().waitFor();
});

test("a stream that is refused because too many listen is asked for again", async () => {
  const watched = await watchedPage(browser, { viewport: { width: 1440, height: 900 } });
  const { page } = watched;
  await page.route("**/v1/changes", (route) => route.fulfill({ status: 429, json: {} }), { times: 1 });
  await page.goto(`${address}/desk/leads`);
  await signIn(page, "xigang.office");
  await page.waitForResponse(isNews(200), { timeout: 30_000 });
  const title = `重试之后的线索 ${crypto.randomUUID()}`;
  await new Scene().registered({ title });
  await page.locator("tbody tr").filter({ hasText: title }).first().waitFor();
  await assertNoOffence(watched);
});

const isNews = (status) => (response) => response.url().endsWith("/v1/changes") && response.status() === status;

async function signInAgain(page, username) {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await labelled(dialog, "密码").fill(userOf(username).password);
  await dialog.getByRole("button", { name: /登\s*录/ }).click();
  await dialog.waitFor({ state: "hidden" });
}

const isRead = (lead) => (request) => request.method() === "GET" && request.url().endsWith(`/v1/leads/${lead}`);

test("a session that ends loses no typed text, and the form goes on", async () => {
  const { page, context } = await openDesk(browser, "xigang.clerk");
  await visit(page, "register");
  const main = page.getByRole("main");
  await fillIn(main, { title: "没有丢失的标题", narrative: "没有丢失的经过", sector: "煤矿资源", contact_minutes: "3" });
  await fillIn(main, { contact_people: "1", contact_receivedBy: "受理员", contact_summary: "来电反映。" });
  await context.clearCookies();
  await page.locator('button[type="submit"]').click();
  await signInAgain(page, "xigang.clerk");
  assert.equal(await main.locator("#title").inputValue(), "没有丢失的标题");
  await main.locator('button[type="submit"]').click();
  await page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
});
