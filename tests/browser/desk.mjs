// How a test works at the desk: signs in as a user of the demo, opens pages, and fills a verb's
// form by the labels that people read.
import { address, demo, quiet, watchedPage } from "./browser.mjs";

// As the suite writes them for programs: username and password.
export const userOf = (username) => demo.users.find((user) => user.username === username);

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

// Picks the first option that holds `text`.
export async function choose(control, text) {
  await control.fill(text);
  await control.press("Enter");
}

export const labelled = (form, label) => form.getByLabel(label, { exact: true });

// Presses a verb's button and hands its form to `fill`; ends when the server has agreed.
export async function perform(page, verb, fill = async () => {}) {
  await page.locator(`[data-verb="${verb}"]`).first().click();
  const form = page.getByRole("dialog");
  await fill(form);
  await form.locator('button[type="submit"]').click();
  await form.waitFor({ state: "hidden" });
  await settled(page);
}
