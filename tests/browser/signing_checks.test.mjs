// A signatory's browser signs what it shows and nothing else: whatever a server that lies prepares,
// it says what does not fit, and takes no passphrase.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { makeSigningKey, openDesk, settled, signReport, stateIs, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

const scene = new Scene();
let browser, watched, page;
before(async () => {
  browser = await launch();
  await scene.registered();
  await (await scene.triaged()).assigned();
  await (await scene.planned()).investigated("SUBSTANTIATED", "REFUTED");
  await scene.submitted("经核查，收费属实。");
  watched = await openDesk(browser, "xigang.leader");
  page = watched.page;
  await visit(page, "keys");
  await makeSigningKey(page);
  const { signingKeys } = await scene.office.call("SigningKeyService_ListSigningKeys", { state: "STATE_ENROLLED" });
  for (const { id } of signingKeys) await scene.office.call("SigningKeyService_ConfirmSigningKey", { signingKeyId: id });
});
after(() => browser.close());

const encode = (bytes) => Buffer.from(bytes).toString("base64");
const decode = (text) => Buffer.from(text, "base64");
const PREPARE = "**/v1/cases/*:prepareEndorsement";
const REPORT = "**/v1/cases/*/report?*";

// Answers of `pattern` pass through `lie`.
async function lying(pattern, lie) {
  await page.route(pattern, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: lie(await answer.json()) });
  });
}

const payloadWith = (answer, at, line) => {
  const lines = decode(answer.payload).toString().split("\n");
  lines[at] = line;
  return { ...answer, payload: encode(lines.join("\n")) };
};

const otherForm = (report) => ({
  ...report,
  form: encode(decode(report.form).toString().replace("收费属实", "收费不实")),
});

// What the server might lie about, and the check that must find it.
const LIES = [
  ["the report that is shown", REPORT, otherForm, "checkHash"],
  ["the report's hash", PREPARE, (answer) => payloadWith({ ...answer, reportHash: encode(Buffer.alloc(32, 1)) }, 3, "01".repeat(32)), "checkHash"],
  ["the case", PREPARE, (answer) => payloadWith(answer, 1, crypto.randomUUID()), "checkPayload"],
  ["the version", PREPARE, (answer) => payloadWith({ ...answer, reportVersion: 2 }, 2, "2"), "checkForm"],
  ["who signs", PREPARE, (answer) => payloadWith(answer, 4, crypto.randomUUID()), "checkPayload"],
  ["the capacity", PREPARE, (answer) => payloadWith({ ...answer, capacity: "OFFICE" }, 6, "OFFICE"), "checkSigner"],
  ["the time", PREPARE, (answer) => payloadWith({ ...answer, signedAt: "2019-04-15T01:02:03Z" }, 7, "2019-04-15T01:02:03.000000Z"), "checkTime"],
  ["the liability text", PREPARE, (answer) => ({ ...answer, liabilityText: "无须负责。" }), "checkPayload"],
];

for (const [what, pattern, lie, check] of LIES) {
  test(`a lie about ${what} keeps the key shut`, async () => {
    await visit(page, `cases/${scene.case}`);
    // A version that is not there is asked for as it is said.
    if (check === "checkForm") {
      await page.route(REPORT, async (route) => {
        const url = route.request().url().replace("reportVersion=2", "reportVersion=1");
        await route.fulfill({ response: await route.fetch({ url }) });
      });
    }
    await lying(pattern, lie);
    await page.locator('[data-verb="endorseCase"]').click();
    const dialog = page.getByRole("dialog");
    await dialog.locator(`[data-check="${check}"][data-holds="false"]`).waitFor();
    await dialog.getByText("已停止签字").waitFor();
    assert.equal(await dialog.getByLabel("密钥口令").count(), 0);
    await page.unrouteAll({ behavior: "wait" });
  });
}

test("an honest server's report is read whole, and signed", async () => {
  await visit(page, `cases/${scene.case}`);
  await page.locator('[data-verb="endorseCase"]').click();
  const dialog = page.getByRole("dialog");
  const sheet = dialog.locator('[data-part="sheet"]');
  await sheet.getByText("经核查，收费属实。").waitFor();
  await sheet.getByText("过磅记录与三份谈话笔录。").first().waitFor();
  assert.equal(await dialog.locator('[data-holds="false"]').count(), 0);
  await assertInspected(watched, "signing");
  await dialog.getByRole("button", { name: "Close" }).or(dialog.locator(".ant-modal-close")).first().click();
  await dialog.waitFor({ state: "hidden" });
  await signReport(page);
  const { endorsements } = await scene.head.call("CaseService_GetCase", { caseId: scene.case });
  assert.equal(endorsements.length, 1);
  await settled(page);
  await stateIs(page, "待签");
});
