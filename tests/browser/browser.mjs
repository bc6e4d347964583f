// What every test of a page shares: a Chromium, and a page that is watched from its first request.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { afterEach } from "node:test";
import { chromium } from "playwright-core";
import { rememberAnswers } from "./language.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const address = process.env.HECHA_URL;
export const demo = JSON.parse(readFileSync(process.env.HECHA_DEMO, "utf8"));
export const WIDTHS = [360, 768, 1440];

const SCREENSHOTS = "screenshots";

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    // Without a sandbox only where Chromium would refuse to start: as root, in a container.
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
}

const QUIET_MS = 500;
const PATIENCE_MS = 30_000;
const underWay = new WeakMap();

function countCalls(page) {
  const calls = new Set();
  underWay.set(page, calls);
  page.on("request", (request) => {
    if (request.resourceType() !== "eventsource") calls.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => calls.delete(request));
}

// Waits until a watched page has called nobody for a while. A stream of news is no call.
export async function quiet(page) {
  const calls = underWay.get(page);
  const deadline = Date.now() + PATIENCE_MS;
  for (let since = Date.now(); Date.now() - since < QUIET_MS; await page.waitForTimeout(50)) {
    if (calls.size > 0) since = Date.now();
    assert.ok(Date.now() < deadline, `still under way: ${[...calls].map((call) => call.url())}`);
  }
}

const watchedPages = new Set();

// Every page as it stood when a test failed: failed-FILE-N.png.
async function pictureFailure(test) {
  if (test.passed !== false) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  const file = basename(process.argv[1] ?? "", ".test.mjs");
  for (const [at, page] of [...watchedPages].entries()) {
    const path = `${SCREENSHOTS}/failed-${file}-${at}`;
    await page.screenshot({ path: `${path}.png`, fullPage: true }).catch(() => {});
  }
}
// Only under the test runner: a bench drives pages too.
if (process.env.NODE_TEST_CONTEXT) afterEach(pictureFailure);

// A page in a context of its own, at the width of a phone unless `options` say otherwise. What it
// must never do is collected in `offences`.
export async function watchedPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    ...options,
  });
  const page = await context.newPage();
  watchedPages.add(page);
  page.on("close", () => watchedPages.delete(page));
  countCalls(page);
  rememberAnswers(page);
  const offences = [];
  page.on("console", (message) => {
    // A refusal that the page shows to its reader is no fault of the page.
    const refused = /Failed to load resource: .* status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !refused) offences.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => offences.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const own = url.origin === address || ["blob:", "data:", "about:"].includes(url.protocol);
    if (!own) offences.push(`request to ${url.origin}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`),
    );
  });
  return { page, context, offences };
}

export async function assertNoOffence({ page, offences }) {
  const violations = await page.evaluate(() => window.violations ?? []);
  assert.deepEqual([...offences, ...violations], []);
}

// Where what stays at the top covers nothing.
const toTop = (page) => page.evaluate(() => window.scrollTo(0, 0));

// No serious or critical finding of axe. It is run over the driver's connection, which the page's
// policy does not bind.
export async function assertAccessible(page) {
  await toTop(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n  ")}`);
  });
  assert.deepEqual(found, []);
}

// Draws the page as it will stand: what still moves after a change of its width is at its end.
const drawnAnew = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    for (const animation of document.getAnimations()) {
      if (animation.effect.getComputedTiming().endTime < Infinity) animation.finish();
    }
    await frame();
  });

// Hands the page to `look` at every width, once it is drawn anew.
async function atEveryWidth(page, look) {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await drawnAnew(page);
    await look(width);
  }
  await page.setViewportSize(before);
}

// A picture of the page at this width, and that it does not scroll sideways.
async function picture(page, name, width) {
  await toTop(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
  assert.ok(wide <= width, `${name} is ${wide} wide on a screen of ${width}`);
}

// What is drawn on a narrow screen is not what is drawn on a wide one: each is looked at.
export async function assertInspected(watched, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await atEveryWidth(watched.page, async (width) => {
    await picture(watched.page, name, width);
    await assertAccessible(watched.page);
  });
  await assertNoOffence(watched);
}
