// Every page that the menu offers to each role, every first object of a list, every tab of it and
// every form behind a button; and the page that asks who it is: drawn at three widths without an
// error, a blocked style, a serious finding of axe or a word of the other language. Nothing here
// names a page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, assertAccessible, assertInspected, assertNoOffence, demo, launch, watchedPage } from "./browser.mjs";
import { openDesk, speak } from "./desk.mjs";
import { walkDesk, walkForms } from "./desk_walk.mjs";
import { assertOneLanguage } from "./language.mjs";
import { Scene } from "./scene.mjs";

// One user of each role: the town's, of a unit that verifies; else the city's.
const users = new Map(
  demo.users
    .filter(({ username }) => /^tengzhou\.|^xigang\.(\w+$|resources\.)/.test(username))
    .map(({ role, username }) => [role, username]),
).values();

let browser;
before(async () => {
  browser = await launch();
  await new Scene().fromAbove();
  const scene = await (await (await (await new Scene().fromAbove()).triaged()).assigned()).planned();
  await scene.investigated("SUBSTANTIATED", "REFUTED");
  await scene.submitted();
});
after(() => browser.close());

for (const [code, words] of [["zh-CN", "不正确"], ["en", "wrong username"]]) {
  test(`the page that asks who it is can be read in ${code}`, async () => {
    const watched = await watchedPage(browser, { viewport: { width: 1440, height: 900 } });
    const { page } = watched;
    await page.goto(`${address}/desk/`);
    await page.getByLabel("用户名").waitFor();
    if (code === "en") await speak(page, code);
    await assertInspected(watched, `desk-sign-in-${code}`);
    await assertOneLanguage(page, code);
    await page.locator("#username").fill("nobody");
    await page.locator("#password").fill("wrong password");
    await page.locator('button[type="submit"]').click();
    await page.getByRole("alert").filter({ hasText: words }).waitFor();
    await assertInspected(watched, `desk-sign-in-refused-${code}`);
    await watched.context.close();
  });
}

// A form is the same for every role: it is looked at once.
const seen = new Set();

for (const username of users) {
  test(`the desk of ${username} draws every page`, async (t) => {
    const watched = await openDesk(browser, username);
    await walkDesk(watched.page, (name) =>
      t.test(name, async () => {
        await assertInspected(watched, `desk-${username}-${name}`);
        await assertOneLanguage(watched.page, "zh-CN");
        await walkForms(watched.page, seen, async (verb) => {
          await assertInspected(watched, `form-${verb}`);
          await assertOneLanguage(watched.page, "zh-CN");
        });
      }),
    );
    await watched.context.close();
  });

  test(`the desk of ${username} speaks English`, async (t) => {
    const watched = await openDesk(browser, username);
    await speak(watched.page, "en");
    await walkDesk(watched.page, (name) => t.test(name, () => assertOneLanguage(watched.page, "en")));
    await assertNoOffence(watched);
    await watched.context.close();
  });
}

test("the dark desk of the office can be read", async (t) => {
  const watched = await openDesk(browser, "xigang.office");
  await watched.page.getByRole("button", { name: "深色" }).click();
  assert.equal(await watched.page.locator("html").getAttribute("data-dark"), "true");
  await walkDesk(watched.page, (name) => t.test(name, () => assertAccessible(watched.page)));
  await assertNoOffence(watched);
  await watched.context.close();
});
