// Brings a lead as far as a story needs it before the story begins. What the story is about is
// done in the browser.
import { generateKeyPairSync, sign } from "node:crypto";
import { caller, until } from "./api.mjs";

const TOWN = "xigang";

export const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

export class Scene {
  constructor(town = TOWN) {
    this.town = town;
    this.clerk = caller(`${town}.clerk`);
    this.office = caller(`${town}.office`);
    this.leader = caller(`${town}.leader`);
    this.head = caller(`${town}.resources.head`);
    this.team = [1, 2].map((number) => caller(`${town}.resources.${number}`));
  }

  async registered(fields = {}) {
    const { id } = await this.clerk.call("LeadService_CreateLead", {
      division: this.clerk.user.division,
      channel: "CHANNEL_PUBLIC_PHONE",
      sector: "SECTOR_COAL",
      title: "反映某洗煤场强买强卖",
      narrative: `称有人在煤场门口强行收取过磅费。${crypto.randomUUID()}`,
      contact: { beganAt: inDays(-1), minutes: 12, people: 1, receivedBy: "王受理", summary: "来电反映。" },
      ...fields,
    });
    this.lead = id;
    return this;
  }

  // A lead of a superior's document, which has to be reported up.
  fromAbove(fields = {}) {
    return this.registered({
      level: "LEVEL_PREFECTURE",
      instruction: "INSTRUCTION_ASSIGN",
      documentNo: "枣扫黑转〔2026〕17号",
      issuingBody: "枣庄市扫黑办",
      deadline: new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString(),
      keyLead: true,
      ...fields,
    });
  }

  // Once every lead that looks like it is said to be another matter.
  async triaged(words = { summary: "反映煤场强行收费，未涉身份信息。", opinion: "线索具体，建议核查。" }) {
    await until(
      async () => {
        await this.matchesAnswered();
        return this.clerk.send("LeadService_TriageLead", { leadId: this.lead, ...words });
      },
      ({ status }) => status === 200,
      "every match is answered",
    );
    return this;
  }

  // Each that there is by now: what looks like it is another matter.
  async matchesAnswered() {
    const { matches } = await this.clerk.call("MatchService_ListMatches", { leadId: this.lead, pageSize: 200 });
    for (const match of matches) {
      if (match.state !== "MATCH_STATE_OPEN" || match.restricted) continue;
      await this.clerk.call("MatchService_DecideMatch", {
        leadId: this.lead,
        matchId: match.id,
        decision: "MATCH_STATE_DIFFERENT",
        reason: "时间、地点不同，不是同一事项。",
      });
    }
  }

  async assigned() {
    await this.office.call("LeadService_AssignLead", { leadId: this.lead, unitId: this.head.user.unitId });
    const { cases } = await until(
      () => this.office.call("CaseService_ListCases", { leadId: this.lead }),
      (answer) => answer.cases.length > 0,
      "verification opens the case",
    );
    this.case = cases[0].id;
    return this;
  }

  act(actor, verb, fields = {}) {
    return actor.call(`CaseService_${verb}`, { caseId: this.case, ...fields });
  }

  async planned() {
    await this.act(this.head, "AcceptCase");
    await this.act(this.team[0], "PlanCase", {
      team: this.team.map(({ user }) => ({ userId: user.userId })),
      text: "走访商户，调取过磅记录。",
      allegations: ["强行收取过磅费", "殴打司机"],
    });
    for (const member of this.team) {
      await this.act(member, "DeclareInterests", { text: "与被反映人无亲属及利害关系。" });
    }
    await this.act(this.leader, "ApprovePlan", { reason: "人员和措施适当，同意。" });
    return this;
  }

  async investigated(...outcomes) {
    const place = "煤场门口";
    await this.act(this.team[0], "RecordStep", { kind: "KIND_INTERVIEW", place, text: "走访三家商户。" });
    for (const [at, outcome] of outcomes.entries()) {
      await this.act(this.team[1], "RecordFinding", {
        allegation: at + 1,
        outcome: `OUTCOME_${outcome}`,
        basis: "过磅记录与三份谈话笔录。",
        legalBasis: "刑法第二百二十六条",
      });
    }
    return this;
  }

  // By the head of the unit and the leader, with keys of their own.
  async signed() {
    for (const signatory of [this.head, this.leader]) {
      const key = await signingKeyOf(signatory, this.office);
      const { payload, signedAt } = await this.act(signatory, "PrepareEndorsement");
      const signature = sign(null, Buffer.from(payload, "base64"), key.privateKey).toString("base64");
      await this.act(signatory, "EndorseCase", { signature, publicKey: key.publicKey, signedAt });
    }
    return this;
  }

  async submitted(text = "经核查，情况如下。") {
    await this.act(this.team[0], "SubmitReport", { text });
    return this;
  }
}

const keys = new Map();

// The confirmed key of a signatory, enrolled when it is first needed.
export async function signingKeyOf(signatory, office) {
  const { username, userId } = signatory.user;
  if (keys.has(username)) return keys.get(username);
  const pair = generateKeyPairSync("ed25519");
  const raw = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const possessed = Buffer.from(`hecha-signing-key-v1\n${userId}\n${raw.toString("hex")}\n`);
  const publicKey = raw.toString("base64");
  const proof = sign(null, possessed, pair.privateKey).toString("base64");
  const { id } = await signatory.call("SigningKeyService_EnrolSigningKey", { publicKey, proof });
  await office.call("SigningKeyService_ConfirmSigningKey", { signingKeyId: id });
  keys.set(username, { privateKey: pair.privateKey, publicKey });
  return keys.get(username);
}
