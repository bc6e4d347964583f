// The day of an operator: every process with its queues, an event that was parked is delivered again,
// and a second factor is set up, asked for and taken away.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before } from "node:test";
import { caller, until, userOf } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { Desks, fillIn, perform, settled, signIn } from "./desk.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";
import { park, without } from "./suite.mjs";

const OPERATOR = "tengzhou.operator";

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (path) => desks.at(OPERATOR, path);

const casesOf = (leadId) => caller("xigang.office").call("CaseService_ListCases", { leadId });

chapter("an event that verification refused is seen, delivered again, and acted on", async () => {
  const scene = await new Scene().registered();
  await scene.triaged();
  await without("verification", async () => {
    await scene.office.call("LeadService_AssignLead", { leadId: scene.lead, unitId: scene.head.user.unitId });
    await park("verification", scene.lead, "UNKNOWN_UNIT");
  });
  const page = await at("operations");
  const intake = page.locator('.ant-card:has(> .ant-card-head:has-text("intake"))');
  await intake.getByText("UNKNOWN_UNIT").waitFor();
  await assertInspected(desks.watched(OPERATOR), "operator-parked");
  assert.equal((await casesOf(scene.lead)).cases.length, 0);
  await perform(page, "retryParkedEvent", undefined, intake);
  await until(() => casesOf(scene.lead), ({ cases }) => cases.length === 1, "verification opens the case");
  await at("operations");
  assert.equal(await page.getByText("UNKNOWN_UNIT").count(), 0);
});

const STEP_MS = 30_000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// RFC 6238, as an authenticator shows it `steps` from now.
function otpOf(secret, steps) {
  const bits = [...secret].map((digit) => BASE32.indexOf(digit).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const word = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

const GUARDED = "chaihudian.organisation";

chapter("a second factor is set up, asked for at the next sign-in, and taken away", async () => {
  const page = await desks.at(GUARDED, "account");
  const form = page.getByRole("main").locator("form");
  const send = async (fields) => {
    await fillIn(form, fields);
    await form.locator('button[type="submit"]').click();
    await settled(page);
  };
  await send({ password: userOf(GUARDED).password });
  await assertInspected(desks.watched(GUARDED), "account-second-factor");
  const secret = (await page.getByRole("main").locator("code").innerText()).trim();
  await send({ otp: otpOf(secret, -1) });
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("用户名").waitFor();
  await signIn(page, GUARDED);
  await page.getByLabel(/动态验证码/).fill(otpOf(secret, 0));
  await page.getByRole("button", { name: /登\s*录/ }).click();
  await page.locator(`[data-user="${GUARDED}"]`).waitFor();
  await desks.at(GUARDED, "account");
  await send({ otp: otpOf(secret, 1) });
  await form.locator("#password").waitFor();
});

chapter("the operator sees processes and queues, and nothing of any lead", async () => {
  const page = await at("operations");
  for (const name of ["intake", "verification", "consultation", "supervision", "accountability", "gateway"]) {
    await page.locator(".ant-card-head").filter({ hasText: name }).first().waitFor();
  }
  await at("leads");
  await page.getByRole("alert").waitFor();
});
