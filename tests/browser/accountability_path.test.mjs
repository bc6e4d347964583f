// Whoever neglects a lead answers for it: facts, hearing, proposal, approval, measure, and an appeal
// that others decide.
import { after, before } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { answers, Desks, openLine, perform, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { chapter } from "./story.mjs";

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const story = {};

chapter("the office opens a proceeding, finds the facts, hears the unit and proposes", async () => {
  const page = await at("xigang.office", "proceedings");
  await perform(page, "createProceeding", answers({
    division: "西岗镇",
    unitId: "市场监管所",
    cause: `超期未办 ${PAYLOAD}`,
  }));
  story.proceeding = await openLine(page, "市场监管所");
  await perform(page, "findFacts", answers({ facts: `办理超期十日。${PAYLOAD}` }));
  await perform(page, "hearProceeding", answers({ statement: "人手不足。" }));
  await perform(page, "proposeMeasure", answers({ measure: "约谈", grounds: "超期未办。", legalBasis: "实施方案第五条" }));
  await stateIs(page, "提出建议");
});

chapter("a leader approves, and the office carries it out", async () => {
  const leader = await at("xigang.leader", story.proceeding);
  await perform(leader, "approveMeasure");
  const page = await at("xigang.office", story.proceeding);
  await perform(page, "executeMeasure", answers({ execution: "已约谈。" }));
  await stateIs(page, "执行");
});

chapter("the unit appeals, and the commission decides", async () => {
  const head = await at("xigang.markets.head", story.proceeding);
  await perform(head, "appealProceeding", answers({ appeal: "鉴定耗时不在本所。" }));
  const commission = await at("xigang.discipline", story.proceeding);
  await perform(commission, "decideAppeal", answers({ decision: "维持", reasons: "理由不成立。" }));
  await stateIs(commission, "维持");
  await assertInspected(desks.watched("xigang.discipline"), "accountability-appeal");
  const page = await at("xigang.office", story.proceeding);
  await perform(page, "fileProceeding");
  await stateIs(page, "归档");
  await visit(page, "proceedings");
  await assertInspected(desks.watched("xigang.office"), "accountability-list");
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
