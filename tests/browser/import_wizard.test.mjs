// A superior's list comes in: a dry run says what would become of each row, a column that nobody
// recognised is named by hand, and an import that breaks off goes on where it stopped.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caller } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { fillIn, labelled, openDesk, settled, visit } from "./desk.mjs";

const IMPORT = "**/v1/leads:importFile";
const FIRST_PART = 3;

let browser, clerk;
before(async () => {
  browser = await launch();
  clerk = await openDesk(browser, "xigang.clerk");
});
after(() => browser.close());

const main = () => clerk.page.getByRole("main");
// Two characters of a button stand apart.
const press = (name) => main().getByRole("button", { name: new RegExp(`^${[...name].join("\\s*")}$`) }).click();
const result = () => main().locator(".ant-card").last();

// A list whose narrative stands under a header of the sender's own.
function listOf(rows, narrativeHeader = "群众怎么说") {
  const lines = rows.map(({ key, title, narrative }) => `${key},${title},${narrative},枣扫黑〔2026〕${key}号`);
  return Buffer.from(`\ufeff编号,标题,${narrativeHeader},来文号\r\n${lines.join("\r\n")}\r\n`);
}

const rowsOf = (count) =>
  Array.from({ length: count }, (_, at) => ({
    key: `${at + 1}`,
    title: `第 ${at + 1} 处摊位被强占`,
    narrative: `${crypto.randomUUID()} 一带的摊位被人强占。`,
  }));

async function choose(source, buffer) {
  await visit(clerk.page, "import");
  await fillIn(main(), { source, channel: "12337 平台" });
  await labelled(main(), "选择文件（CSV 或 xlsx）").setInputFiles({ name: "线索.csv", mimeType: "text/csv", buffer });
}

const counted = async () => {
  const { leads } = await caller("xigang.clerk").call("LeadService_ListLeads", { pageSize: 200 });
  return leads.length;
};

test("a column that is not recognised is named, and a dry run changes nothing", async () => {
  const before = await counted();
  await choose(crypto.randomUUID(), listOf(rowsOf(4)));
  assert.ok(await main().getByRole("button", { name: "正式导入" }).isDisabled());
  await press("预检");
  await main().getByRole("alert").getByText(/内容|narrative/).first().waitFor();
  // The file as its sender would name it in the end.
  await choose(crypto.randomUUID(), listOf(rowsOf(4), "反映内容"));
  await press("预检");
  await result().getByText("已处理 4 / 4 行").waitFor();
  await result().getByText("新登记").first().waitFor();
  await assertInspected(clerk, "import-dry-run");
  assert.equal(await counted(), before);
});

test("an import that breaks off goes on with the next row, and registers each once", async () => {
  const source = crypto.randomUUID();
  const rows = rowsOf(7);
  const before = await counted();
  await choose(source, listOf(rows, "反映内容"));
  await press("预检");
  await result().getByText("已处理 7 / 7 行").waitFor();
  const asked = [];
  await clerk.page.route(IMPORT, async (route) => {
    const request = route.request().postDataJSON();
    asked.push(request.firstRow ?? 0);
    if (asked.length === 2) return route.fulfill({ status: 429, json: {} });
    if (asked.length > 2) return route.continue();
    // As a server whose time is up after a few rows.
    const file = listOf(rows.slice(0, FIRST_PART), "反映内容").toString("base64");
    const response = await route.fetch({ postData: JSON.stringify({ ...request, file }) });
    return route.fulfill({ response, json: { ...(await response.json()), nextRow: FIRST_PART, rows: rows.length } });
  });
  await press("正式导入");
  await main().getByRole("button", { name: "从中断处继续" }).waitFor();
  assert.equal(await counted(), before + FIRST_PART);
  await assertInspected(clerk, "import-interrupted");
  await press("从中断处继续");
  await result().getByText("已处理 7 / 7 行").waitFor();
  assert.deepEqual(asked, [0, FIRST_PART, FIRST_PART]);
  assert.equal(await counted(), before + rows.length);
  await result().getByRole("link").first().click();
  await clerk.page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  await settled(clerk.page);
  await main().getByText(rows[0].title).first().waitFor();
});
