// A joint meeting at everybody's desk: proposed by a unit, convened by the office, opinions with
// dissent, minutes signed by the chair, resolutions carried out.
import { after, before } from "node:test";
import { assertInspected, launch } from "./browser.mjs";
import { addLine, answers, Desks, fillIn, openLine, openTab, perform, stateIs, visit } from "./desk.mjs";
import { assertStayedText, PAYLOAD } from "./payload.mjs";
import { chapter } from "./story.mjs";

const SUBJECT = `会商洗煤场线索 ${PAYLOAD}`;

let browser, desks;
before(async () => {
  browser = await launch();
  desks = new Desks(browser);
});
after(() => browser.close());

const at = (username, path) => desks.at(username, path);
const story = {};

chapter("a unit proposes a meeting, and the office convenes it", async () => {
  const police = await at("xigang.police.head", "meetings");
  await perform(police, "proposeMeeting", answers({ division: "西岗镇", subject: SUBJECT }));
  story.meeting = await openLine(police, "会商洗煤场线索");
  const office = await at("xigang.office", story.meeting);
  await perform(office, "conveneMeeting", answers({
    chairId: "包案领导",
    requiredUnitIds: ["派出所核查专班", "纪委"],
    takesPlace: "2027-01-08 09:00:00",
    place: `镇二楼会议室 ${PAYLOAD}`,
  }));
  await stateIs(office, "已召集");
});

chapter("every required unit gives its opinion, and dissent is kept", async () => {
  const police = await at("xigang.police.head", story.meeting);
  await perform(police, "giveOpinion", answers({ text: "建议并案核查。" }));
  const commission = await at("xigang.discipline", story.meeting);
  await perform(commission, "giveOpinion", answers({ dissents: true, text: `不宜并案。${PAYLOAD}` }));
});

chapter("it is held, its minutes are written by the office and signed by the chair", async () => {
  const office = await at("xigang.office", story.meeting);
  await perform(office, "holdMeeting", answers({ attendingUnitIds: ["派出所核查专班", "纪委"] }));
  await perform(office, "submitMinutes", async (form) => {
    await fillIn(form, { minutes: `会议议定以下事项。${PAYLOAD}` });
    await addLine(form, "决议");
    await fillIn(form, {
      resolutions_0_ownerUnitId: "派出所核查专班",
      resolutions_0_text: "一周内走访全部煤场。",
      resolutions_0_due: "2027-01-15 09:00:00",
    });
  });
  const chair = await at("xigang.leader", story.meeting);
  await perform(chair, "signMinutes");
  await stateIs(chair, "纪要生效");
  await assertInspected(desks.watched("xigang.leader"), "consultation-minutes");
});

chapter("the owner carries out the resolution, and the office closes", async () => {
  const police = await at("xigang.police.head", story.meeting);
  await openTab(police, "决议");
  await perform(police, "completeResolution", answers({ result: "已走访九家。" }));
  const office = await at("xigang.office", story.meeting);
  await perform(office, "closeMeeting");
  await stateIs(office, "已办结");
  await visit(office, "meetings");
  await assertInspected(desks.watched("xigang.office"), "consultation-list");
});

chapter("nothing that was typed became a part of a page", async () => {
  for (const watched of desks.all()) await assertStayedText(watched);
});
