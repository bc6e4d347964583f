// A named reporter's identity, from the telephone to the custodian who may read it: two custodians,
// a reason, and keys that are in their browsers alone. What the server gives out opens nowhere else.
// One story, and after it what stands by itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { caller, userOf } from "./api.mjs";
import { fillReport, next, openPage, submitReport } from "./citizen.mjs";
import { address, assertInspected, assertNoOffence, launch, watchedPage } from "./browser.mjs";
import { answers, Desks, labelled, openTab, perform, signIn, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { chapter } from "./story.mjs";

const NAME = `证人甲${PAYLOAD}`;
const PASSPHRASE = "correct horse battery staple";
const { HECHA_VAR } = process.env;

// A clerk who is new to the town: a custodian whose key is made in the browser.
const NEWCOMER = { username: `clerk${Date.now()}`, password: crypto.randomUUID() };

let browser, desks, newcomer, backup;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
  const clerk = userOf("xigang.clerk");
  const office = caller("xigang.office");
  await office.call("UserService_CreateUser", {
    ...NEWCOMER,
    displayName: "新受理员",
    unitId: clerk.unitId,
    roles: ["ROLE_CLERK"],
  });
});
after(() => browser.close());

async function openNewcomer() {
  const watched = await watchedPage(browser, { viewport: { width: 1440, height: 900 } });
  await watched.page.goto(`${address}/desk/`);
  await signIn(watched.page, NEWCOMER.username, NEWCOMER.password);
  await watched.page.locator(`[data-user="${NEWCOMER.username}"]`).waitFor();
  return watched;
}

// The lead of what a citizen reports under NAME; `look` sees the page before it is sent.
async function reportNamed(look = async () => {}) {
  const citizen = await openPage(browser);
  const words = `砂石场强买强卖 ${crypto.randomUUID()}`;
  await fillReport(citizen.page, words, [], { name: NAME, phone: "13800000000", address: `西岗镇前泉村 ${PAYLOAD}` });
  await look(citizen);
  await submitReport(citizen.page);
  await assertNoOffence(citizen);
  await citizen.context.close();
  const { leads } = await caller("xigang.clerk").call("LeadService_ListLeads", { channel: "CHANNEL_PUBLIC_WEB" });
  return leads.find(({ title }) => title === words).id;
}

// On the page of a lead's identity.
const request = (page, reason) => perform(page, "requestUnlock", answers({ reason }), page.getByRole("tabpanel"));

async function openIdentity(page, lead) {
  await visit(page, `leads/${lead}`);
  await openTab(page, "举报人身份");
}

async function approve(lead) {
  const page = await desks.at("xigang.office", `leads/${lead}`);
  await openTab(page, "举报人身份");
  await perform(page, "approveUnlock");
  return page;
}

// The key of FILE comes into the browser, on the page of custodians' keys.
async function importKey(page, file, passphrase) {
  const form = page.locator('[data-part="import-key"]');
  if (file) await form.locator('input[type="file"]').setInputFiles(file);
  await labelled(form, "密钥文件的口令").fill(passphrase);
  await form.locator('button[type="submit"]').click();
  return form;
}

const open = async (page, passphrase) => {
  await page.locator('[data-verb="unlockIdentity"]').first().click();
  const dialog = page.getByRole("dialog");
  await labelled(dialog, "密钥口令").fill(passphrase);
  await dialog.locator('button[type="submit"]').click();
  return dialog;
};

chapter("a custodian's key is made in the browser, backed up, and confirmed by another person", async () => {
  newcomer = await openNewcomer();
  const { page } = newcomer;
  await visit(page, "custodianKeys");
  await page.getByLabel(/设置密钥口令/).fill(PASSPHRASE);
  await page.getByRole("button", { name: "在本机生成保管人密钥" }).click();
  const fingerprint = await page.locator('[data-part="fingerprint"]').innerText();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载加密备份" }).click();
  backup = readFileSync(await (await download).path(), "utf8");
  assert.ok(!backup.includes(fingerprint), "a backup is sealed");
  await assertInspected(newcomer, "custodian-key");
  const office = await desks.at("xigang.office", "custodianKeys");
  const line = office.locator("tbody tr").filter({ hasText: "新受理员" });
  await perform(office, "confirmCustodianKey", undefined, line);
});

chapter("a citizen reports under a name, which is sealed to the custodians", async () => {
  newcomer.lead = await reportNamed((citizen) => assertInspected(citizen, "named-report"));
});

chapter("one custodian asks with a reason, and cannot agree to the own request", async () => {
  const { page, lead } = newcomer;
  await openIdentity(page, lead);
  await request(page, "核对关键情节，须联系举报人。");
  await page.locator("[data-unlock]").first().waitFor();
  assert.equal(await page.locator('[data-verb="approveUnlock"], [data-verb="unlockIdentity"]').count(), 0);
});

chapter("a second custodian agrees, and is not given the name", async () => {
  const page = await approve(newcomer.lead);
  assert.equal(await page.locator('[data-verb="unlockIdentity"]').count(), 0);
});

chapter("the requester opens it with the passphrase, on record", async () => {
  const { page, lead } = newcomer;
  await openIdentity(page, lead);
  const unlocks = async () =>
    (await caller("xigang.office").call("VaultService_ListUnlocks", { leadId: lead })).unlocks[0];
  const wrong = await open(page, "not the passphrase");
  await wrong.getByText("口令不正确").waitFor();
  assert.equal((await unlocks()).opened, 0, "nothing is fetched for a wrong passphrase");
  await labelled(wrong, "密钥口令").fill(PASSPHRASE);
  await wrong.locator('button[type="submit"]').click();
  await wrong.locator('[data-part="identity"]').filter({ hasText: NAME }).waitFor();
  await wrong.getByText("13800000000").waitFor();
  await assertStayedText(newcomer);
  await assertInspected(newcomer, "reporter-identity");
  await wrong.getByRole("button", { name: /close|关闭/i }).first().click();
  await wrong.waitFor({ state: "hidden" });
  assert.equal(await page.getByText(NAME).count(), 0);
  assert.equal((await unlocks()).opened, 1);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes("证人甲"));
});

chapter("without the key there is nothing to open it with; a backup brings it back", async () => {
  const elsewhere = await openNewcomer();
  const { page } = elsewhere;
  await openIdentity(page, newcomer.lead);
  await page.locator('[data-verb="unlockIdentity"]').click();
  await page.getByRole("dialog").getByText("本机没有您的保管人密钥").waitFor();
  await visit(page, "custodianKeys");
  const file = { name: "key.json", mimeType: "application/json", buffer: Buffer.from(backup) };
  const form = await importKey(page, file, "not the passphrase");
  await form.getByText("口令不正确").waitFor();
  await importKey(page, undefined, PASSPHRASE);
  await page.locator('[data-part="fingerprint"]').waitFor();
  await openIdentity(page, newcomer.lead);
  const dialog = await open(page, PASSPHRASE);
  await dialog.locator('[data-part="identity"]').filter({ hasText: NAME }).waitFor();
  await assertNoOffence(elsewhere);
});

test("the key file of hechactl opens in the browser too", async () => {
  const lead = await reportNamed();
  const buffer = readFileSync(`${HECHA_VAR}/custodians/xigang.clerk.key`);
  const passphrase = readFileSync(`${HECHA_VAR}/secrets/custodians`, "utf8").trim();
  const page = await desks.at("xigang.clerk", "custodianKeys");
  await importKey(page, { name: "clerk.key", mimeType: "text/plain", buffer }, passphrase);
  await page.locator('[data-part="fingerprint"]').waitFor({ timeout: 280_000 });
  await openIdentity(page, lead);
  await request(page, "再次核对。");
  await approve(lead);
  await openIdentity(page, lead);
  const dialog = await open(page, passphrase);
  await dialog.locator('[data-part="identity"]').filter({ hasText: NAME }).waitFor();
});

test("a town without a custodian takes no name, and what was typed stays", async () => {
  const office = caller("chaihudian.office");
  const { custodianKeys } = await office.call("CustodianKeyService_ListCustodianKeys", {});
  for (const { id, etag, state } of custodianKeys) {
    if (state === "STATE_REVOKED") continue;
    await office.call("CustodianKeyService_RevokeCustodianKey", { custodianKeyId: id, etag, reason: "保管人调离。" });
  }
  const citizen = await openPage(browser);
  const { page } = citizen;
  await fillReport(page, "无保管人的镇", [], { name: NAME, phone: "13800000000" }, "柴胡店镇");
  await page.getByRole("button", { name: "提交举报" }).click();
  await page.getByText("还没有身份信息保管人").waitFor();
  assert.equal(await page.locator("#name").inputValue(), NAME);
  await assertInspected(citizen, "named-report-refused");
  await page.getByLabel("匿名举报").check();
  await next(page);
  await submitReport(page);
});
