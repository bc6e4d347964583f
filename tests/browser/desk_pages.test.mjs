// Every page of every role: it draws, at three widths, without an error, a blocked style or a
// serious finding of axe.
import { after, before, test } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { openDesk, settled, visit } from "./desk.mjs";

const PAGES = {
  "xigang.clerk": ["home", "leads", "register", "import", "sweeps", "publications", "ledgers", "custodianKeys"],
  "xigang.office": ["home", "dashboard", "leads", "cases", "reviews", "meetings", "transfers", "clocks", "problems", "proceedings", "evidence", "keys", "users"],
  "xigang.police.head": ["home", "cases", "contributions", "problems", "keys"],
  "xigang.police.1": ["home", "leads", "cases"],
  "xigang.leader": ["home", "dashboard", "cases", "proceedings"],
  "xigang.discipline": ["home", "transfers", "jointFiles", "proceedings"],
  "tengzhou.city_office": ["home", "dashboard", "leads", "cases", "campaigns"],
  "tengzhou.operator": ["home", "operations", "account"],
};

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [username, paths] of Object.entries(PAGES)) {
  test(`the desk of ${username} draws every page`, async (t) => {
    const watched = await openDesk(browser, username);
    for (const path of paths) {
      await t.test(path, async () => {
        await visit(watched.page, path);
        await settled(watched.page);
        await assertInspected(watched, `desk-${username}-${path}`);
      });
    }
    await watched.context.close();
  });
}
