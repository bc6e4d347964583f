// How long a reader waits for what they do at the desk, in Chromium: p50 and p95 of each
// interaction, beside the bare time of the very calls that it made, repeated in the same page right
// after it. Prints one JSON object. HECHA_LEADS leads lie in the town, HECHA_ROUNDS rounds are done.
import { caller, until } from "./api.mjs";
import { launch } from "./browser.mjs";
import { importLeads } from "./crowd.mjs";
import { choose, fillIn, openDesk, settled, visit } from "./desk.mjs";

const LEADS = Number(process.env.HECHA_LEADS ?? 20_000);
const ROUNDS = Number(process.env.HECHA_ROUNDS ?? 20);
const DELIVERY_MS = 600_000;
const SECTORS = ["洗砂场", "洗煤场"];

const ROWS = "tbody tr[data-row-key]";
const firstRow = `document.querySelector('${ROWS}')?.dataset.rowKey`;
const entry = (label) => `[...document.querySelectorAll('nav [role=menuitem]')].find((e) => e.textContent === '${label}')`;
const tab = (label) => `[...document.querySelectorAll('main [role=tab]')].find((e) => e.textContent === '${label}')`;
const button = (label) => `[...document.querySelectorAll('button')].find((e) => e.textContent.replace(/\\s/g, '') === '${label}')`;

// Each begins where the one before it ended. `press` and `done` are expressions of the page.
const INTERACTIONS = [
  { name: "open list", press: entry("线索"), done: `${firstRow} !== undefined` },
  { name: "filter", prepare: chooseSector, press: `document.querySelector('form[role=search] button[type=submit]')`, done: `${firstRow} !== before` },
  { name: "next page", press: button("下一页"), done: `${firstRow} !== before` },
  { name: "open detail", press: `document.querySelector('${ROWS}')`, done: "document.querySelector('main [role=tabpanel] .ant-descriptions')" },
  { name: "switch tab", press: tab("相似线索"), done: "[...document.querySelectorAll('main [role=tabpanel]')].some((e) => e.checkVisibility() && e.querySelector('.ant-empty, .ant-card'))" },
  { name: "submit form", prepare: writeLead, press: `document.querySelector('form button[type=submit]')`, done: "/leads\\/[0-9a-f-]{36}/.test(location.pathname) && document.querySelector('main [role=tabpanel]')" },
  { name: "dashboard", press: entry("态势总览"), done: "document.querySelector('.ant-statistic')" },
];

async function chooseSector(page, round) {
  await choose(page.getByRole("search").locator("#sector"), SECTORS[round % SECTORS.length]);
}

async function writeLead(page, round) {
  await visit(page, "register");
  await fillIn(page.getByRole("main"), {
    title: `反映第 ${round} 处摊位被强占`,
    narrative: `${crypto.randomUUID()} 一带有人强占摊位。`,
    sector: "商贸市场",
    contact_minutes: "5",
    contact_people: "1",
    contact_receivedBy: "受理员",
    contact_summary: "来电反映。",
  });
}

// What the import set in motion is over: what is measured is the desk, and not the suite at work.
const delivered = () =>
  until(
    () => caller("tengzhou.operator").call("ProcessService_ListProcesses"),
    ({ processes }) => processes.every(({ backlogs }) => backlogs.every(({ pending }) => Number(pending) === 0)),
    "every event of the import is delivered",
    DELIVERY_MS,
  );

// What the page says against an answer that does not come.
const SAID = "[...document.querySelectorAll('[role=alert], .ant-form-item-explain-error')].map((e) => e.textContent).join()";

// Milliseconds from the press to the first frame in which the answer stands on the page.
const timePress = (page, { name, press, done }) =>
  page.evaluate(`new Promise((resolve, reject) => {
    const before = ${firstRow};
    const from = performance.now();
    const look = () => {
      const waited = performance.now() - from;
      if (${done}) resolve(waited);
      else if (waited > 30000) reject(new Error("${name}: nothing came. " + ${SAID}));
      else requestAnimationFrame(look);
    };
    (${press}).click();
    requestAnimationFrame(look);
  })`);

// Milliseconds until the same calls are answered to the same page when nothing is drawn.
const timeCalls = (page, calls) =>
  page.evaluate(async (calls) => {
    const from = performance.now();
    await Promise.all(calls.map(async ({ url, ...init }) => (await fetch(url, init)).json()));
    return performance.now() - from;
  }, calls);

// A change is another change, or it would be answered from the record of the first.
function again(request) {
  const body = request.postData();
  const fresh = body && JSON.stringify({ ...JSON.parse(body), ...(/"requestId"/.test(body) ? { requestId: crypto.randomUUID() } : {}) });
  const headers = { "Content-Type": "application/json", "X-Requested-With": "console" };
  return { url: request.url(), method: request.method(), headers, ...(fresh ? { body: fresh } : {}) };
}

async function measure(page, interaction, round) {
  await interaction.prepare?.(page, round);
  await settled(page);
  const calls = [];
  const remember = (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/v1/") && pathname !== "/v1/changes") calls.push(again(request));
  };
  page.on("request", remember);
  const waited = await timePress(page, interaction);
  page.off("request", remember);
  await settled(page);
  return { waited, bare: await timeCalls(page, calls) };
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] * 10) / 10;
}

function summary(name, samples) {
  const waited = samples.map((sample) => sample.waited);
  const bare = samples.map((sample) => sample.bare);
  const p95 = quantile(waited, 0.95);
  const bareP95 = quantile(bare, 0.95);
  return { name, p50: quantile(waited, 0.5), p95, bareP50: quantile(bare, 0.5), bareP95, ratio: Math.round((10 * p95) / bareP95) / 10 };
}

const browser = await launch();
try {
  await importLeads(LEADS);
  await delivered();
  const { page } = await openDesk(browser, "jisuo.office");
  const samples = new Map(INTERACTIONS.map(({ name }) => [name, []]));
  for (let round = -1; round < ROUNDS; ++round) {
    for (const interaction of INTERACTIONS) {
      const sample = await measure(page, interaction, round + 1);
      // The first round brings the page's parts.
      if (round >= 0) samples.get(interaction.name).push(sample);
    }
  }
  const interactions = [...samples].map(([name, all]) => summary(name, all));
  process.stdout.write(`${JSON.stringify({ leads: LEADS, rounds: ROUNDS, interactions })}\n`);
} finally {
  await browser.close();
}
