// A town with a hundred thousand leads (HECHA_LEADS): whatever the list is asked for, it fetches a
// page, draws a page, and costs the browser no more than a short list does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { importLeads } from "./crowd.mjs";
import { choose, openDesk, settled, visit } from "./desk.mjs";

const LEADS = Number(process.env.HECHA_LEADS ?? 100_000);
const PAGE = 50;
const MOST_NODES_A_ROW = 60;
const NODES_AROUND = 2_500;

let browser, desk, fetched;
before(async () => {
  browser = await launch();
  await importLeads(LEADS);
  desk = await openDesk(browser, "jisuo.office");
  desk.page.on("response", async (response) => {
    if (new URL(response.url()).pathname === "/v1/leads") fetched.push((await response.json()).leads.length);
  });
});
after(() => browser.close());

const rows = () => desk.page.locator("tbody tr[data-row-key]");
const next = () => desk.page.getByRole("button", { name: "下一页" });

// Does `act` and checks what it cost: one page fetched, at most `most` lines of it drawn.
async function costsOnePage(act, most = PAGE) {
  fetched = [];
  await act();
  await settled(desk.page);
  assert.ok(fetched.length >= 1 && fetched.every((length) => length <= most), `fetched ${fetched}`);
  assert.ok((await rows().count()) <= most);
  const nodes = await desk.page.evaluate(() => document.querySelectorAll("*").length);
  assert.ok(nodes <= NODES_AROUND + most * MOST_NODES_A_ROW, `${nodes} nodes for ${most} rows`);
}

test("opening the list fetches and draws one page", async () => {
  await costsOnePage(() => visit(desk.page, "leads"));
  assert.equal(await rows().count(), PAGE);
  await assertInspected(desk, "long-list");
});

test("turning pages never repeats a lead and never grows the page", async () => {
  const seen = new Set();
  for (let page = 0; page < 20; ++page) {
    for (const row of await rows().all()) seen.add(await row.getAttribute("data-row-key"));
    await costsOnePage(() => next().click());
  }
  assert.equal(seen.size, 20 * PAGE);
});

test("a filter is answered by the server", async () => {
  await visit(desk.page, "leads");
  await costsOnePage(async () => {
    await choose(desk.page.getByRole("search").locator("#sector"), "洗砂场");
    await desk.page.getByRole("search").locator('button[type="submit"]').click();
    await desk.page.waitForURL(/sector=/);
  });
  for (const row of await rows().all()) assert.match(await row.innerText(), /洗砂场/);
});

test("two hundred lines scroll without a frame that a reader would notice", async (t) => {
  await costsOnePage(() => visit(desk.page, "leads?pageSize=200"), 200);
  const frames = await desk.page.evaluate(async () => {
    const lengths = [];
    let last = await new Promise(requestAnimationFrame);
    while (scrollY + innerHeight < document.documentElement.scrollHeight) {
      scrollBy(0, 120);
      const now = await new Promise(requestAnimationFrame);
      lengths.push(now - last);
      last = now;
    }
    return lengths.sort((a, b) => a - b);
  });
  const p95 = frames[Math.floor(frames.length * 0.95)];
  t.diagnostic(`${LEADS} leads; ${frames.length} frames, p95 ${p95.toFixed(1)} ms`);
  assert.ok(frames.length > 10 && p95 < 100, `p95 of a frame: ${p95} ms`);
});
