// The day of a discipline officer: a lead with a suspected umbrella is sealed by the office, opened
// by the commission alone, filed by both sides at once, and ended by a recorded decision.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { caller, until } from "./api.mjs";
import { assertInspected, launch } from "./browser.mjs";
import { answers, Desks, openLine, perform, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { Scene } from "./scene.mjs";
import { chapter } from "./story.mjs";

const SECRET = `某所长通风报信 ${PAYLOAD}`;

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const story = {};

chapter("the office seals it, and from then on sees a stub", async () => {
  const scene = await new Scene().registered({ umbrella: "UMBRELLA_SUSPECTED", narrative: SECRET });
  await scene.triaged();
  story.lead = scene.lead;
  const page = await at("xigang.office", `leads/${scene.lead}`);
  await page.getByText("某所长通风报信").first().waitFor();
  await perform(page, "sealLead");
  await stateIs(page, "密封移送");
  await visit(page, `leads/${scene.lead}`);
  assert.equal(await page.getByText("某所长通风报信").count(), 0);
  story.leadNo = await page.getByRole("heading", { level: 1 }).innerText();
});

chapter("the commission acknowledges the letter and reads the lead", async () => {
  const commission = caller("xigang.discipline");
  const { transfers } = await until(
    () => commission.call("TransferService_ListTransfers", { pageSize: 200 }),
    (answer) => answer.transfers.some(({ leadId }) => leadId === story.lead),
    "the letter is issued",
  );
  story.transfer = transfers.find(({ leadId }) => leadId === story.lead);
  const page = await at("xigang.discipline", `transfers/${story.transfer.id}`);
  await perform(page, "transferServiceAcknowledgeTransfer");
  await stateIs(page, "已签收");
  await assertInspected(desks.watched("xigang.discipline"), "discipline-transfer");
  await visit(page, `leads/${story.lead}`);
  await page.getByText("某所长通风报信").first().waitFor();
  await assertInspected(desks.watched("xigang.discipline"), "discipline-lead");
});

chapter("both sides file, and the joint file is closed", async () => {
  const page = await at("xigang.discipline", "jointFiles");
  await perform(page, "openJointFile", answers({ transferId: story.transfer.letterNo, policeUnitId: "派出所核查专班" }));
  story.file = await openLine(page, "");
  const police = await at("xigang.police.head", story.file);
  await perform(police, "recordFiling", answers({ side: "政法机关", filingNo: "滕公立〔2026〕9号" }));
  await visit(page, story.file);
  await perform(page, "recordFiling", answers({ side: "纪委监委", filingNo: "滕纪立〔2026〕4号" }));
  await perform(page, "closeJointFile");
  await stateIs(page, "办结");
  await assertInspected(desks.watched("xigang.discipline"), "discipline-joint-file");
});

chapter("the umbrella ends in a recorded decision that the office cannot read", async () => {
  const page = await at("xigang.discipline", `transfers/${story.transfer.id}`);
  await perform(page, "concludeTransfer", answers({ filed: true, opinion: "已立案审查。" }));
  await stateIs(page, "已反馈");
  const office = await at("xigang.office", `transfers/${story.transfer.id}`);
  assert.equal(await office.getByText("已立案审查").count(), 0);
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
