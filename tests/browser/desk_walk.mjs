// Every page that a user can reach from the menu, found as the user finds it. Nothing here names one.
import { settled, visit } from "./desk.mjs";

// The pages of the menu, in its order, as the user finds them: presses each entry, and hands the
// page's name to `look`.
async function walkMenu(page, look) {
  const entries = page.getByRole("navigation").getByRole("menuitem");
  await entries.first().waitFor();
  for (let at = 0; at < (await entries.count()); ++at) {
    await entries.nth(at).click();
    await settled(page);
    await look(new URL(page.url()).pathname.split("/").at(-1));
  }
}

// The parts of the page, if it has any: opens each tab, and hands its number to `look`.
async function walkTabs(page, look) {
  const tabs = page.getByRole("main").getByRole("tab");
  for (let at = 0; at < (await tabs.count()); ++at) {
    await tabs.nth(at).click();
    await settled(page);
    await look(at);
  }
}

// Opens the first line of the list. False if it has none that leads anywhere.
async function openFirstLine(page) {
  const lines = page.locator("tbody tr[tabindex]");
  if ((await lines.count()) === 0) return false;
  await lines.first().press("Enter");
  await settled(page);
  return true;
}

// Hands every page of the menu to `look` and, of each kind of object, every tab of the first that a
// list shows.
export async function walkDesk(page, look) {
  const names = [];
  await walkMenu(page, async (name) => {
    names.push(name);
    await look(name);
  });
  const nouns = new Set();
  for (const name of names) {
    await visit(page, name);
    if (!(await openFirstLine(page))) continue;
    const [noun] = new URL(page.url()).pathname.split("/").slice(-2);
    if (nouns.has(noun)) continue;
    nouns.add(noun);
    await walkTabs(page, (tab) => look(`${name}-${tab}`));
  }
}

// How each kind of form is closed: over the page, or beside what it is about.
const CLOSE = ".ant-drawer-close, .ant-modal-close, .work-panel-head button";

// The forms behind the buttons of the page: opens each whose verb is not in `known`, hands the verb
// to `look`, and closes it again.
export async function walkForms(page, known, look) {
  const buttons = page.getByRole("main").locator("button[data-verb]");
  const verbs = await buttons.evaluateAll((found) => found.filter((each) => !each.disabled).map((each) => each.dataset.verb));
  for (const verb of new Set(verbs)) {
    if (known.has(verb)) continue;
    known.add(verb);
    await page.getByRole("main").locator(`button[data-verb="${verb}"]`).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await settled(page);
    await look(verb);
    await dialog.locator(CLOSE).first().click();
    await dialog.waitFor({ state: "hidden" });
  }
}
