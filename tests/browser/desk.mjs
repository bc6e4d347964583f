// How a test works at the desk: signs in as a user of the demo, opens pages, and fills a verb's
// form by the labels that people read.
import assert from "node:assert/strict";
import { userOf } from "./api.mjs";
import { address, quiet, watchedPage } from "./browser.mjs";

export async function signIn(page, username, password = userOf(username).password) {
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: /登\s*录/ }).click();
}

// A desk of one's own, 1440 wide unless `options` say otherwise.
export async function openDesk(browser, username, options = {}) {
  const watched = await watchedPage(browser, { viewport: { width: 1440, height: 900 }, ...options });
  await watched.page.goto(`${address}/desk/`);
  await signIn(watched.page, username);
  await watched.page.locator(`[data-user="${username}"]`).waitFor();
  return watched;
}

// Waits until nothing on the page is being loaded.
export async function settled(page) {
  await quiet(page);
  await page.locator(".ant-spin-spinning").waitFor({ state: "detached" });
}

export async function visit(page, path) {
  await page.goto(`${address}/desk/${path}`);
  await page.getByRole("main").waitFor();
  await settled(page);
}

// Picks the first option that holds `text`, once the server has found it where it is asked.
export async function choose(control, text) {
  await control.fill(text);
  const list = await control.getAttribute("aria-controls");
  const dropdown = control.page().locator(".ant-select-dropdown").filter({ has: control.page().locator(`[id="${list}"]`) });
  await dropdown.locator(".ant-select-item-option").filter({ hasText: text }).first().click();
}

// Answers the fields of a form by their names in the API: words of an option for what is chosen,
// several in a list, true for a box to tick.
export async function fillIn(form, answers) {
  for (const [name, answer] of Object.entries(answers)) {
    const control = form.locator(`[id="${name}"]`);
    if (answer === true) await control.check();
    else if ((await control.getAttribute("role")) !== "combobox") await fillText(control, answer);
    else {
      for (const option of [answer].flat()) await choose(control, option);
      await control.blur();
    }
  }
}

// A time is typed into the control once it has opened, and confirmed there: Enter would send the form.
async function fillText(control, text) {
  const isTime = await control.evaluate((input) => input.closest(".ant-picker") !== null);
  if (isTime) await control.click();
  await control.fill(text);
  if (isTime) await control.page().locator(".ant-picker-ok button:visible").click();
}

// For `perform`: a form that is answered with `answers`.
export const answers = (fields) => (form) => fillIn(form, fields);

export const labelled = (form, label) => form.getByLabel(label, { exact: true });

// Presses a verb's button, the first one `within` a part of the page, and hands its form to `fill`;
// ends when the server has agreed.
export async function perform(page, verb, fill = async () => {}, within = page) {
  await within.locator(`[data-verb="${verb}"]`).first().click();
  const form = page.getByRole("dialog");
  await fill(form);
  await form.locator('button[type="submit"]').click();
  // That something changed meanwhile is news, and no refusal.
  const refusal = form.locator('[role="alert"]:not(.ant-alert-info)').first();
  const said = await Promise.race([
    form.waitFor({ state: "hidden" }).then(() => ""),
    refusal.waitFor().then(() => refusal.innerText()),
  ]);
  assert.equal(said, "", `${verb} was refused`);
  await settled(page);
}

// Opens the line of a list that holds `text`, as somebody who works without a mouse does.
export async function openLine(page, text) {
  await page.locator("tbody tr[tabindex]").filter({ hasText: text }).first().press("Enter");
  await settled(page);
  return new URL(page.url()).pathname.replace("/desk/", "");
}

export async function openTab(page, name) {
  await page.getByRole("main").getByRole("tab", { name, exact: true }).click();
  await settled(page);
}

// Waits until the object's heading says that it is in `state`.
export const stateIs = (page, state) =>
  page.locator("h1 + *, h1 ~ .ant-tag").filter({ hasText: state }).first().waitFor();

// One more line of a list that is part of a form.
export const addLine = (form, label) =>
  form.getByRole("button", { name: new RegExp(`^添\\s*加${label}$`) }).click();

const PASSPHRASE = "correct horse battery staple";

// On the page of keys: the key is made and sealed in this browser.
export async function makeSigningKey(page) {
  await page.getByLabel(/设置密钥口令/).fill(PASSPHRASE);
  await page.getByRole("button", { name: "在本机生成签名密钥" }).click();
  await page.locator('[data-part="fingerprint"]').waitFor();
  await settled(page);
}

// Types the passphrase of the key that makeSigningKey made.
export const underPassphrase = (form) => labelled(form, "密钥口令").fill(PASSPHRASE);

// On the page of a case that waits for the user's signature.
export async function signReport(page) {
  await page.locator('[data-verb="endorseCase"]').click();
  const dialog = page.getByRole("dialog");
  await dialog.locator('[data-part="liability"]').waitFor();
  await dialog.getByRole("checkbox").check();
  await underPassphrase(dialog);
  await dialog.locator('button[type="submit"]').click();
  await dialog.waitFor({ state: "hidden" });
  await settled(page);
}

// The desks of a story: one browser context for each person, opened when it is first needed.
export class Desks {
  #browser;
  #open = new Map();

  constructor(browser) {
    this.#browser = browser;
  }

  // The user's desk at `path`.
  async at(username, path) {
    if (!this.#open.has(username)) this.#open.set(username, await openDesk(this.#browser, username));
    const { page } = this.watched(username);
    await visit(page, path);
    return page;
  }

  watched(username) {
    return this.#open.get(username);
  }

  all() {
    return [...this.#open.values()];
  }
}

export async function speak(page, code) {
  const button = { en: "English", "zh-CN": "中文" }[code];
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.locator(`html[lang="${code}"]`).waitFor();
}
