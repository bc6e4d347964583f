// The citizen's page: what it looks like, what it must never do, and the way of one report from its
// first word to the message behind its receipt.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import jsQR from "jsqr";
import { address, assertInspected, assertNoOffence, launch, watchedPage } from "./browser.mjs";
import { fileReport, fillPlace, fillReport, menu, next, openPage, openReceipt, RECEIPT } from "./citizen.mjs";
import { PAYLOAD, assertStayedText } from "./payload.mjs";

const MOST_BYTES = 150 * 1024;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const open = (options) => openPage(browser, options);

test("EveryPageIsAccessibleAndKeepsItsPolicy", async () => {
  const watched = await open();
  const names = { home: "首页", report: "我要举报", receipt: "查询进度", guide: "什么是黑恶", cases: "典型案例" };
  for (const [name, label] of Object.entries(names)) {
    await menu(watched.page, label);
    await watched.page.waitForLoadState("networkidle");
    await assertInspected(watched, `public-${name}`);
  }
});

test("TheFirstLoadFitsASlowLink", async () => {
  const { page, context } = await watchedPage(browser);
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send("Network.enable");
  await page.goto(address, { waitUntil: "networkidle" });
  assert.ok(bytes > 0 && bytes <= MOST_BYTES, `${bytes} bytes`);
});

// What a phone reads from the QR code as it is drawn on the page.
async function scanned(page) {
  const side = 400;
  const pixels = await page.evaluate(async (size) => {
    const drawing = document.querySelector("svg.qr").cloneNode(true);
    drawing.setAttribute("width", size);
    drawing.setAttribute("height", size);
    const text = new XMLSerializer().serializeToString(drawing);
    const picture = new Image();
    picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    return [...context.getImageData(0, 0, size, size).data];
  }, side);
  return jsQR(Uint8ClampedArray.from(pixels), side, side)?.data;
}

test("AReportIsFiledAndAnsweredByItsReceipt", async () => {
  const watched = await open();
  const { page } = watched;
  await fillReport(page, "有人强占市场摊位，收取保护费");
  await assertInspected(watched, "public-review");
  await page.getByRole("button", { name: "提交举报" }).click();
  const receipt = await page.locator(RECEIPT).innerText();
  await assertInspected(watched, "public-filed");
  assert.equal(await scanned(page), receipt);
  assert.ok(await page.getByRole("button", { name: "完成" }).isDisabled());
  await page.getByLabel("我已经记好回执号").check();
  await page.getByRole("button", { name: "完成" }).click();
  await openReceipt(page, receipt.toLowerCase().replaceAll("-", " "));
  await page.getByLabel("补充情况或者回复").fill("他们昨天又来了");
  await page.getByRole("button", { name: "发送" }).click();
  await page.getByText("他们昨天又来了").waitFor();
  await assertInspected(watched, "public-receipt-open");
});

test("AnUnknownReceiptIsToldInTheReadersLanguage", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("navigation").getByRole("button", { name: "Check progress" }).click();
  await page.getByLabel("Receipt number").fill("AAAA-BBBB");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  assert.doesNotMatch(await page.getByRole("alert").innerText(), /\p{Script=Han}/u);
});

test("AnOutcomeIsConfirmedOnceOrReviewed", async () => {
  const watched = await open();
  const { page } = watched;
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  const view = {
    progress: "PROGRESS_CONCLUDED",
    receivedAt: day(-40),
    explanation: "反映的收费情况属实，已经移送公安机关。",
    messages: [],
    informedAt: day(-1),
    reviewUntil: day(29),
    attitude: "ATTITUDE_UNSPECIFIED",
  };
  const asked = {};
  const answer = (call, change) =>
    page.route(`**/v1/receipts:${call}`, (route) => {
      asked[call] = route.request().postDataJSON();
      Object.assign(view, change(asked[call]));
      return route.fulfill({ json: view });
    });
  await answer("open", () => ({}));
  await answer("confirmFeedback", ({ attitude }) => ({ attitude }));
  await answer("requestReview", () => ({ reviewRequestedAt: day(0) }));
  await page.route("**/v1/receipts:listAttachments", (route) =>
    route.fulfill({ json: { attachments: [] } }),
  );
  await openReceipt(page, "AAAA");
  await assertInspected(watched, "public-receipt-concluded");
  await page.getByLabel("不认可").check();
  await page.getByRole("button", { name: "提交态度" }).click();
  await page.getByText("您的态度：不认可").waitFor();
  await page.getByLabel("为什么申请复核").fill("还在收费");
  await page.getByRole("button", { name: "申请复核" }).click();
  await page.getByText("申请复核。").waitFor();
  assert.equal(asked.confirmFeedback.attitude, "ATTITUDE_DISAGREES");
  assert.equal(asked.requestReview.reason, "还在收费");
  assert.notEqual(asked.requestReview.requestId, asked.confirmFeedback.requestId);
});

test("ANamedReportWithoutACustodianKeepsWhatWasTyped", async () => {
  const watched = await open();
  const { page } = watched;
  const error = { code: 400, details: [{ reason: "NO_CUSTODIAN" }] };
  await page.route(
    "**/v1/reports",
    (route) => route.fulfill({ status: 400, json: { error } }),
    { times: 1 },
  );
  await fillReport(page, "实名举报的内容");
  await page.getByRole("button", { name: "修改“您是谁”" }).click();
  await page.getByLabel("实名举报").check();
  await page.getByRole("textbox", { name: "姓名" }).fill("张三");
  await page.getByLabel("手机号").fill("13800138000");
  await next(page);
  await page.getByRole("button", { name: "提交举报" }).click();
  await page.getByText("还没有身份信息保管人").waitFor();
  await assertInspected(watched, "public-no-custodian");
  await page.getByLabel("匿名举报").check();
  await next(page);
  await page.getByText("实名举报的内容").first().waitFor();
  await page.getByRole("button", { name: "提交举报" }).click();
  await page.locator(RECEIPT).waitFor();
});

test("WhatIsMissingIsSaidAtItsField", async () => {
  const watched = await open();
  const { page } = watched;
  await menu(page, "我要举报");
  await next(page);
  await page.getByRole("alert").waitFor();
  const town = page.getByLabel("事情发生在哪个镇");
  assert.equal(await town.getAttribute("aria-invalid"), "true");
  assert.ok(await town.evaluate((node) => node === document.activeElement));
  await assertInspected(watched, "public-missing");
});

test("AReportCanBeFiledByKeyboardAlone", async () => {
  const { page } = await open();
  const focus = async (matches) => {
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(matches)) return;
    }
    assert.fail(`the keyboard does not reach ${matches}`);
  };
  const press = async (matches, key) => {
    await focus(matches);
    await page.keyboard.press(key);
  };
  const advance = () => press(() => document.activeElement.type === "submit", "Enter");
  await press(() => document.activeElement.textContent === "我要举报", "Enter");
  await page.locator("#division option", { hasText: "西岗镇" }).waitFor({ state: "attached" });
  await focus(() => document.activeElement.id === "division");
  await page.keyboard.type("西岗");
  await page.keyboard.press("ArrowDown");
  await press(() => document.activeElement.name === "sector", "Space");
  await advance();
  await focus(() => document.activeElement.id === "summary");
  await page.keyboard.type("只用键盘写的举报");
  await focus(() => document.activeElement.id === "narrative");
  await page.keyboard.type("经过");
  for (let step = 0; step < 4; ++step) await advance();
  await press(() => document.activeElement.id === "truthful", "Space");
  await advance();
  await page.locator(RECEIPT).waitFor();
});

test("WhatIsTypedStaysText", async () => {
  const watched = await open();
  const { page } = watched;
  const receipt = await fileReport(page, PAYLOAD);
  await page.getByLabel("我已经记好回执号").check();
  await openReceipt(page, receipt);
  await page.getByLabel("补充情况或者回复").fill(PAYLOAD);
  await page.getByRole("button", { name: "发送" }).click();
  await page.locator(".message").getByText("onerror").waitFor();
  await assertStayedText(watched);
});

test("AnUploadThatBreaksOffGoesOnWhereItStopped", async () => {
  const { page } = await open();
  const offsets = [];
  await page.route("**/*:content", (route) => {
    offsets.push(Number(route.request().headers()["upload-offset"]));
    return offsets.length === 2 ? route.abort("connectionreset") : route.continue();
  });
  const words = Buffer.from("账本的一行，逐日记着收了谁的钱。\n".repeat(25_000));
  await fileReport(page, "附账本", [{ name: "账本.txt", mimeType: "text/plain", buffer: words }]);
  await page.getByText("已上传", { exact: true }).waitFor();
  assert.ok(offsets.length > 3, "the file came in one piece");
  assert.equal(offsets[0], 0);
  assert.ok(offsets[1] > 0);
  assert.equal(offsets[2], offsets[1], "what had arrived was sent again");
});

test("AFileThatWasHalfSentGoesOnAfterThePageWasClosed", async () => {
  const { page, context } = await open();
  const words = Buffer.from("账本的一行，逐日记着收了谁的钱。\n".repeat(25_000));
  const file = { name: "账本.txt", mimeType: "text/plain", buffer: words };
  let pieces = 0;
  let stuck;
  const broken = new Promise((resolve) => (stuck = resolve));
  // The line goes dead after the first piece: nobody is answered any more.
  await page.route("**/*:content", (route) => (++pieces === 1 ? route.continue() : stuck()));
  const receipt = await fileReport(page, "附账本", [file]);
  await broken;
  await page.close();

  const later = await context.newPage();
  const offsets = [];
  later.on("request", (request) => {
    if (request.url().endsWith(":content")) offsets.push(Number(request.headers()["upload-offset"]));
  });
  await later.goto(address);
  await openReceipt(later, receipt);
  await later.getByText("重新选择同一个文件会接着传").waitFor();
  await later.getByLabel("添加附件").setInputFiles([file]);
  await later.getByText("已上传", { exact: true }).waitFor();
  assert.ok(offsets[0] > 0, "what had arrived was sent again");
});

test("QuestionsFollowFromAnswers", async () => {
  const watched = await open();
  const { page } = watched;
  const asked = (label) => page.getByLabel(label).count();
  await fillPlace(page);
  await next(page);
  await page.getByLabel("用一句话概括").fill("有人收费");
  await page.getByLabel("经过").fill("经过");
  await next(page);
  assert.equal(await asked("都有谁"), 0);
  const known = page.getByRole("group", { name: "知道是谁做的吗" });
  await known.getByLabel("知道", { exact: true }).check();
  await page.getByLabel("都有谁").fill("某甲");
  await known.getByLabel("不知道").check();
  assert.equal(await asked("都有谁"), 0);
  assert.equal(await asked("是谁，做了什么"), 0);
  await page.getByRole("group", { name: "有没有公职人员" }).getByLabel("怀疑有").check();
  await page.getByText("密封移送纪检监察机关").waitFor();
  await page.getByLabel("是谁，做了什么").fill("某所长");
  await assertInspected(watched, "public-people");
  await next(page);
  assert.equal(await asked("听谁说的"), 0);
  await page.getByLabel("听别人说的").check();
  await page.getByLabel("听谁说的").fill("邻居");
  await assertInspected(watched, "public-evidence");
  await next(page);
  assert.equal(await asked("手机号"), 0);
  await page.getByLabel("实名举报").check();
  await page.getByLabel("手机号").waitFor();
  await assertInspected(watched, "public-identity");
  await page.getByLabel("匿名举报").check();
  await next(page);
  // What was answered to a question that is not asked any more is not sent.
  const sent = page.waitForRequest("**/v1/reports");
  await page.getByLabel("我反映的是我知道的情况").check();
  await page.getByRole("button", { name: "提交举报" }).click();
  const body = (await sent).postData();
  assert.doesNotMatch(body, /某甲/);
  assert.match(body, /某所长/);
  assert.match(body, /邻居/);
});

// The page of the build draws with this library; what it is given is what is tested.
const require = createRequire(`${process.env.HECHA_BUILD}/gateway/console/package.json`);
const QUIET_ZONE = 4;

function qrOf(text) {
  const code = require("qrcode-generator")(0, "M");
  code.addData(text);
  code.make();
  const places = Array.from({ length: code.getModuleCount() }, (_, at) => at);
  const dark = places.flatMap((row) => places.map((column) => [row, column])).filter(([row, column]) => code.isDark(row, column));
  return dark.map(([row, column]) => `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`).join("");
}

test("TheReceiptIsShownOnceWithAWarningAndAsACodeOfItsNumberAlone", async () => {
  const { page } = await open();
  const receipt = await fileReport(page, "看看回执");
  await page.getByText("它只显示这一次，丢了谁也找不回来").waitFor();
  await page.getByText("不要发给别人").waitFor();
  const code = page.getByRole("img", { name: /只有号码，没有网址/ });
  assert.equal(await code.locator("path").getAttribute("d"), qrOf(receipt));
});

test("AProofOfWorkIsDoneInTheBackgroundWhenItIsAskedFor", async () => {
  const difficulty = 12;
  const { page } = await open();
  await page.route("**/v1/challenge", (route) =>
    route.fulfill({ json: { challenge: "test-1", difficulty } }),
  );
  const proofs = [];
  await page.route("**/v1/reports", (route) => {
    const proof = route.request().headers()["x-proof-of-work"];
    if (proof !== undefined) {
      proofs.push({ proof, body: route.request().postData() });
      return route.continue();
    }
    const details = [{ reason: "PROOF_OF_WORK_REQUIRED" }];
    return route.fulfill({ status: 429, json: { error: { code: 429, details } } });
  });
  await fileReport(page, "人很多的时候");
  const [{ proof, body }] = proofs;
  const [challenge, counter] = proof.split(":");
  const sha256 = (text) => createHash("sha256").update(text);
  const hash = sha256(`${challenge}:${sha256(body).digest("hex")}:${counter}`).digest();
  assert.equal(hash.readUInt32BE(0) >>> (32 - difficulty), 0);
});

test("EscTwiceLeavesAndForgetsAndNoWayBackLeadsHere", async () => {
  const { page } = await watchedPage(browser);
  const before = `${address}/healthz`;
  await page.goto(before);
  await page.goto(address);
  for (const label of ["什么是黑恶", "典型案例", "查询进度"]) await menu(page, label);
  await page.getByText("跳到正文").press("Enter");
  await fillPlace(page);
  await next(page);
  await page.getByLabel("经过").fill("还没有提交的话");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.waitForURL("about:blank");
  await page.goBack();
  assert.equal(page.url(), before);
});

test("NothingIsKeptOnTheDevice", async () => {
  const { page, context } = await open();
  await fileReport(page, "不留痕迹");
  assert.deepEqual(await context.cookies(), []);
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await globalThis.caches?.keys())?.length ?? 0,
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  }));
  assert.deepEqual(kept, { local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).hash, "/");
});

test("TheEnglishPageIsEnglish", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "English" }).click();
  for (const name of ["Home", "Report", "Check progress", "What counts", "Cases"]) {
    await page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
    await page.waitForLoadState("networkidle");
    // Names of places and texts of the office are marked as what they are.
    const text = await page.evaluate(() => {
      const copy = document.body.cloneNode(true);
      copy.querySelectorAll('noscript, [lang="zh-CN"]').forEach((node) => node.remove());
      return copy.textContent;
    });
    assert.doesNotMatch(text, /\p{Script=Han}/u, name);
  }
});
