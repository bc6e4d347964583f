// Every form that a role is offered, on every page of the menu and every first object of a list: it
// speaks the reader's language and no other, empty and with what it says of missing answers, and axe
// finds nothing serious while it is open. Nothing here names a form.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertNoOffence, launch } from "./browser.mjs";
import { answers, openDesk, settled, speak, visit } from "./desk.mjs";
import { walkDesk } from "./desk_walk.mjs";
import { assertOneLanguage } from "./language.mjs";
import { Scene } from "./scene.mjs";

const USERS = [
  "xigang.clerk", "xigang.office", "xigang.leader", "xigang.resources.1", "xigang.resources.head",
  "xigang.discipline", "tengzhou.city_office",
];

let browser;
before(async () => {
  browser = await launch();
  await new Scene().registered();
  await (await new Scene().fromAbove()).triaged();
  const assigned = await (await (await new Scene().registered()).triaged()).assigned();
  await assigned.act(assigned.head, "AcceptCase");
  const planned = await (await (await (await new Scene().fromAbove()).triaged()).assigned()).planned();
  await planned.investigated("SUBSTANTIATED", "REFUTED");
});
after(() => browser.close());

// Opens every form of the page that was not seen before, and hands it to `look`.
async function openForms(page, seen, look) {
  const buttons = page.locator("[data-verb]:visible");
  for (let at = 0; at < (await buttons.count()); ++at) {
    const verb = await buttons.nth(at).getAttribute("data-verb");
    if (seen.has(verb)) continue;
    seen.add(verb);
    await buttons.nth(at).click();
    const form = page.getByRole("dialog");
    await form.waitFor();
    await settled(page);
    await look(verb, form);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
  }
}

// Sends a form that cannot be sent, because something is needed that nobody answered.
async function sendEmpty(form) {
  const needed = form.locator('[aria-required="true"]:not([disabled])');
  if ((await needed.count()) === 0) return;
  const empty = await needed.evaluateAll((controls) => controls.some(({ value }) => value === ""));
  if (!empty) return;
  await form.locator('button[type="submit"]').click();
  await form.locator(".ant-form-item-explain-error").first().waitFor();
}

for (const username of USERS) {
  for (const code of ["zh-CN", "en"]) {
    test(`every form of ${username} speaks ${code}`, async (t) => {
      const watched = await openDesk(browser, username);
      if (code === "en") await speak(watched.page, code);
      const seen = new Set();
      await walkDesk(watched.page, () =>
        openForms(watched.page, seen, (verb, form) =>
          t.test(verb, async () => {
            await assertOneLanguage(watched.page, code);
            if (code === "zh-CN") await assertAccessible(watched.page);
            await sendEmpty(form);
            await assertOneLanguage(watched.page, code);
          }),
        ),
      );
      assert.ok(seen.size > 0, `${username} is offered no form`);
      await assertNoOffence(watched);
      await watched.context.close();
    });
  }
}

for (const [code, words, description] of [["zh-CN", /^期限：/, "台账未及时登记。"], ["en", /^Due: /, "Records are late."]]) {
  test(`a refusal of the server is said at its field, in ${code} alone, without the rule's name`, async () => {
    const { page } = await openDesk(browser, "xigang.leader");
    if (code === "en") await speak(page, code);
    await visit(page, "problems");
    await page.locator('[data-verb="raiseProblem"]').click();
    const form = page.getByRole("dialog");
    await answers({ division: "西岗镇", unitId: "市场监管所", description, due: "2019-04-15 09:00:00" })(form);
    await form.locator('button[type="submit"]').click();
    const refusal = form.locator(".refusal");
    await refusal.waitFor();
    assert.match((await refusal.innerText()).trim(), words);
    assert.equal(await refusal.getAttribute("data-rule"), "DUE_IN_PAST");
    await form.locator(".ant-form-item-has-error #due").waitFor();
    await assertOneLanguage(page, code);
  });
}
