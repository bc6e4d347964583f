// A signing key is its owner's alone: saved sealed, brought to another computer, useless without its
// passphrase; and a case says what still keeps it from closing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { labelled, makeSigningKey, openDesk, perform, signReport, stateIs, visit } from "./desk.mjs";
import { caller } from "./api.mjs";
import { Scene } from "./scene.mjs";

const HEAD = "xigang.resources.head";

let browser, scene, desk, backup;
before(async () => {
  browser = await launch();
  scene = await (await (await (await new Scene().registered()).triaged()).assigned()).planned();
  await scene.investigated("REFUTED", "REFUTED");
  await scene.submitted();
  desk = await openDesk(browser, HEAD);
});
after(() => browser.close());

const fingerprint = (page) => page.locator('[data-part="fingerprint"]').innerText();

test("a key is saved sealed, and restored in another browser", async () => {
  await visit(desk.page, "keys");
  await makeSigningKey(desk.page);
  const download = desk.page.waitForEvent("download");
  await desk.page.getByRole("button", { name: "下载加密备份" }).click();
  backup = await (await download).path();
  const other = await openDesk(browser, HEAD);
  await visit(other.page, "keys");
  await other.page.getByRole("main").locator('input[type="file"]').setInputFiles(backup);
  assert.equal(await fingerprint(other.page), await fingerprint(desk.page));
  await assertInspected(other, "keys-restored");
  desk = other;
});

test("a backup of somebody else's key is not taken", async () => {
  const other = await openDesk(browser, "xigang.leader");
  await visit(other.page, "keys");
  await other.page.getByRole("main").locator('input[type="file"]').setInputFiles(backup);
  await other.page.getByRole("alert").filter({ hasText: "不是您的密钥备份" }).waitFor();
  assert.equal(await other.page.locator('[data-part="fingerprint"]').count(), 0);
});

test("a wrong passphrase signs nothing and is said; the right one signs", async () => {
  const office = caller("xigang.office");
  const { signingKeys } = await office.call("SigningKeyService_ListSigningKeys", { state: "STATE_ENROLLED" });
  const own = signingKeys.find(({ userId }) => userId === scene.head.user.userId);
  await office.call("SigningKeyService_ConfirmSigningKey", { signingKeyId: own.id });
  const { page } = desk;
  await visit(page, `cases/${scene.case}`);
  await page.locator('[data-verb="endorseCase"]').click();
  const dialog = page.getByRole("dialog");
  await dialog.locator('[data-part="liability"]').waitFor();
  await dialog.getByRole("checkbox").check();
  await labelled(dialog, "密钥口令").fill("a passphrase of somebody else");
  await dialog.locator('button[type="submit"]').click();
  await dialog.getByText("口令不正确").waitFor();
  const { endorsements = [] } = await scene.head.call("CaseService_GetCase", { caseId: scene.case });
  assert.deepEqual(endorsements, []);
  await visit(page, `cases/${scene.case}`);
  await signReport(page);
});

test("what still keeps the case from closing stands above it, until nothing does", async () => {
  const leader = await openDesk(browser, "xigang.leader");
  await visit(leader.page, "keys");
  await makeSigningKey(leader.page);
  const office = await openDesk(browser, "xigang.office");
  await visit(office.page, "keys?state=STATE_ENROLLED");
  await perform(office.page, "confirmSigningKey");
  await visit(leader.page, `cases/${scene.case}`);
  await signReport(leader.page);
  await visit(office.page, `cases/${scene.case}`);
  const gates = office.page.getByRole("alert").filter({ hasText: "办结前尚缺" });
  await gates.waitFor();
  assert.equal(await office.page.locator('[data-verb="closeCase"]').count(), 0);
  await assertInspected(office, "case-open-gates");
  await scene.act(scene.head, "GiveFeedback", { noChannel: true, explanation: "举报人匿名来电，无法联系。" });
  await gates.waitFor({ state: "hidden" });
  await perform(office.page, "closeCase");
  await stateIs(office.page, "办结");
});
