// An operator audits the evidence log in the browser. Whatever the server says otherwise than the
// signed log, in a proof, in a list or in its history, is found.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertInspected, assertNoOffence, launch } from "./browser.mjs";
import { openDesk, visit } from "./desk.mjs";
import { Scene } from "./scene.mjs";

let browser, watched, page;
before(async () => {
  browser = await launch();
  await (await new Scene().registered()).triaged();
  watched = await openDesk(browser, "tengzhou.operator");
  page = watched.page;
});
after(() => browser.close());

const encode = (bytes) => Buffer.from(bytes).toString("base64");
const ENTRIES = "**/v1/evidence/entries?*";
const INCLUSION = "**/v1/evidence/entries:proveInclusion?*";
const CONSISTENCY = "**/v1/evidence/entries:proveConsistency?*";
const CHECKPOINT = "**/v1/evidence/checkpoint";

async function lying(pattern, lie) {
  await page.route(pattern, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: lie(await answer.json()) });
  });
}
const honest = () => page.unrouteAll({ behavior: "wait" });

const log = () => page.locator('[data-part="log"]');
const entry = () => page.locator('[data-part="entry"]');
const verdictOf = async (part) => {
  const verdict = part.locator('[data-part="verdict"]');
  await verdict.waitFor();
  return (await verdict.getAttribute("data-holds")) === "true";
};
const fails = (part, check) => part.locator(`[data-check="${check}"][data-holds="false"]`).waitFor();

async function verifyFirst() {
  await page.locator("tbody tr[tabindex]").first().press("Enter");
  await entry().getByRole("button", { name: /验\s*证/ }).click();
  return verdictOf(entry());
}

test("an entry of an honest log is verified, and the log is remembered", async () => {
  await visit(page, "evidence");
  assert.equal(await verdictOf(log()), true);
  assert.equal(await verifyFirst(), true);
  await assertInspected(watched, "log-audit");
  // It grows, and is the same log.
  await new Scene().registered();
  await visit(page, "evidence");
  await log().getByText("本机上次所见").waitFor();
  assert.equal(await verdictOf(log()), true);
});

const flipped = (base64) => {
  const bytes = Buffer.from(base64, "base64");
  bytes[0] ^= 1;
  return encode(bytes);
};
const withEntry = (list, change) => ({ ...list, entries: list.entries.map((each) => ({ ...each, ...change(each) })) });
const leafWith = (each, from, to) => encode(Buffer.from(each.leaf, "base64").toString().replace(from, to));

// What the server might say about an entry, and the check that must find it.
const LIES = [
  ["a proof with another hash", INCLUSION, (proof) => ({ ...proof, hashes: proof.hashes.map(flipped) }), "entryIsIncluded"],
  ["a proof of another entry", INCLUSION, (proof) => ({ ...proof, entry: { ...proof.entry, entryIndex: "0" } }), "entryIsTheOneAsked"],
  ["a proof of other bytes", INCLUSION, (proof) => ({ ...proof, entry: { ...proof.entry, leaf: flipped(proof.entry.leaf) } }), "entryIsTheOneAsked"],
  ["a list that names another actor", ENTRIES, (list) => withEntry(list, () => ({ actorId: crypto.randomUUID() })), "entrySaysWhatIsShown"],
  ["a list with another time", ENTRIES, (list) => withEntry(list, () => ({ occurredAt: "2019-04-15T01:02:03Z" })), "entrySaysWhatIsShown"],
  ["a leaf that was rewritten with its line", ENTRIES, (list) => withEntry(list, (each) => ({ action: "lead.forge", leaf: leafWith(each, each.action, "lead.forge") })), "entryIsIncluded"],
];

for (const [what, pattern, lie, check] of LIES) {
  test(`${what} is found`, async () => {
    await lying(pattern, lie);
    await visit(page, "evidence");
    assert.equal(await verifyFirst(), false);
    await fails(entry(), check);
    await honest();
  });
}

test("a checkpoint under another key is found", async () => {
  await lying(CHECKPOINT, (head) => {
    const [name, id, key] = head.verifierKey.split("+");
    return { ...head, verifierKey: `${name}+${id}+${key.slice(0, -6)}AAAAA=` };
  });
  await visit(page, "evidence");
  assert.equal(await verdictOf(log()), false);
  await fails(log(), "logKeyIsKnown");
  await honest();
});

test("a checkpoint that claims another root than it signs is found", async () => {
  await lying(CHECKPOINT, (head) => ({ ...head, rootHash: flipped(head.rootHash) }));
  await visit(page, "evidence");
  await fails(log(), "logIsSigned");
  await honest();
});

test("a log that does not begin with what was seen before is found", async () => {
  await visit(page, "evidence");
  assert.equal(await verdictOf(log()), true);
  await new Scene().registered();
  await lying(CONSISTENCY, (proof) => ({ ...proof, hashes: proof.hashes.map(flipped) }));
  await visit(page, "evidence");
  await fails(log(), "logOnlyGrew");
  await honest();
});

test("a log that was cut is found", async () => {
  await page.evaluate(() => {
    const seen = JSON.parse(localStorage.getItem("hecha.desk.log.seen"));
    localStorage.setItem("hecha.desk.log.seen", JSON.stringify({ ...seen, treeSize: "1000000" }));
  });
  await visit(page, "evidence");
  await fails(log(), "logOnlyGrew");
  // An entry under a log that fails is not verified either.
  assert.equal(await verifyFirst(), false);
});

test("the key can be taken from elsewhere, and is the one that counts from then on", async () => {
  const key = await page.evaluate(() => localStorage.getItem("hecha.desk.log.key"));
  const another = `${key.split("+")[0]}+00000000+${encode(Buffer.concat([Buffer.of(1), Buffer.alloc(32, 7)]))}`;
  const paste = async (text) => {
    await log().getByText("更换公钥").click();
    await log().getByLabel("日志验证公钥").fill(text);
    await log().getByRole("button", { name: "记住这个公钥" }).click();
  };
  await paste(another);
  await fails(log(), "logKeyIsKnown");
  await visit(page, "evidence");
  await paste(key);
  await log().locator('[data-holds="true"][data-part="verdict"]').waitFor();
  await assertNoOffence(watched);
});
