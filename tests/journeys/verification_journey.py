"""A case on its way from acceptance to its findings: plan, taskforce, work, evidence, help."""

import base64
import hashlib

import ed25519
from journey import Journey
from suite import until
from town import encode, in_days, signing_key


class VerificationJourney(Journey):
    def assigned(self, **fields):
        lead = self.town.registers(**fields)
        lead.is_triaged()
        lead.is_assigned()
        return lead

    def test_plan_is_approved_by_whom_the_level_asks_for(self):
        """分级核查: 方案 → 回避声明 → 审批."""
        rules = self.town.office.call("LevelRuleService/ListLevelRules")["levelRules"]
        self.assertEqual(len({rule["level"] for rule in rules}), 5)
        lead = self.assigned(level="LEVEL_PREFECTURE", instruction="INSTRUCTION_ASSIGN",
                             documentNo="枣扫黑转〔2026〕18号", issuingBody="枣庄市扫黑办",
                             deadline=in_days(30))
        lead.is_accepted()
        one, two = lead.team
        lead.act(one, "PlanCase", **lead.plan())
        case = lead.case
        self.assertEqual(case()["state"], "STATE_PLANNED")
        self.assertEqual(case()["grade"]["planApprover"], "APPROVER_LEADER")
        approve = {"reason": "同意。"}
        self.refused("NOT_THE_APPROVER", case, lead.act, lead.head, "ApprovePlan", **approve)
        leader = self.town.leader
        self.refused("DECLARATION_MISSING", case, lead.act, leader, "ApprovePlan", **approve)
        lead.declares(one)
        lead.declares(two)
        lead.act(leader, "SendBackPlan", reason="请补充数据查询措施。")
        self.assertEqual(case()["state"], "STATE_ACCEPTED")
        lead.act(one, "PlanCase", **lead.plan())
        view = lead.act(leader, "ApprovePlan", **approve)
        self.assertEqual(view["state"], "STATE_VERIFYING")
        self.assertEqual([d.get("approved", False) for d in view["plan"]["decisions"]],
                         [False, True])

    def test_unit_where_a_subject_works_loses_the_lead(self):
        """回避: 收回, 退回扫黑办, 改派."""
        lead = self.assigned()
        lead.is_accepted()
        lead.reaches("ACCEPTED")
        unit, head, office = lead.unit, lead.head, self.town.office
        self.assertTrue(head.call("LeadService/GetLead", leadId=lead.id)["narrative"])
        subject = {"name": "张三丰", "alias": "三哥", "employerUnitId": head.unit}
        self.town.clerk.call("LeadSubjectService/RecordSubjects", leadId=lead.id,
                             subjects=[subject])
        self.refused("UNKNOWN", lambda: lead.id, head.call, "LeadService/GetLead",
                     leadId=lead.id)
        lead.reaches("RETURNED")
        self.refused("UNKNOWN", lead.case, lead.act, head, "GetCase")
        self.assertEqual(lead.case()["state"], "STATE_RECALLED")
        self.assertTrue(lead.view()["returns"][0]["recalled"])
        again = {"leadId": lead.id, "decision": "RETURN_DECISION_OVERRULED", "reason": "改派。"}
        self.refused("UNIT_MUST_STAND_ASIDE", lead.view, office.call,
                     "LeadReturnService/DecideReturn", **again)
        other = next(each for each in ("police", "resources") if each != unit)
        moved = office.call("LeadReturnService/DecideReturn",
                            unitId=self.town.head(other).unit, **again)
        self.assertEqual((moved["state"], moved["round"]), ("STATE_ASSIGNED", 2))
        until(lambda: self.town.clerk.call("SearchService/SearchLeads", query="三哥").get("hits"),
              "the subject is found by its alias")

    def test_whoever_declares_a_conflict_sees_the_case_no_more(self):
        """专班: 回避, 交接, 外单位人员."""
        lead = self.assigned()
        lead.is_accepted()
        one, two = lead.team
        third, lent = self.town.investigator(lead.unit, 3), self.town.investigator("police", 1)
        lead.act(one, "PlanCase", **lead.plan([one, two, third]))
        lead.declares(third, conflict=True)
        case = lead.case
        self.refused("UNKNOWN", case, lead.act, third, "GetCase")
        self.assertNotIn(lead.case_id, self.cases_of(third))
        lead.declares(one)
        lead.declares(two)
        lead.act(self.town.leader, "ApprovePlan", reason="同意。")
        self.refused("UNKNOWN", case, lead.act, lent, "GetCase")
        hand = {"fromUserId": two.id, "reason": "工作调动。"}
        self.refused("RECUSED", case, lead.act, lead.head, "HandOver", toUserId=third.id, **hand)
        lead.act(lead.head, "HandOver", toUserId=lent.id, **hand)
        self.assertIn(lead.case_id, self.cases_of(lent))
        step = {"kind": "KIND_SITE", "text": "查看现场。"}
        self.refused("DECLARATION_REQUIRED", case, lead.act, lent, "RecordStep", **step)
        lead.declares(lent)
        view = lead.act(lent, "RecordStep", **step)
        handler = [m for m in view["taskforce"]["members"] if m["role"] == "TEAM_ROLE_HANDLER"]
        self.assertEqual([m["userId"] for m in handler], [two.id, lent.id])
        self.assertTrue(handler[0]["leftAt"])
        self.refused("NOT_OF_TEAM", case, lead.act, two, "RecordStep", **step)
        load = self.town.office.call("WorkloadService/GetWorkload")
        mine = next(p for p in load["persons"] if p["userId"] == lent.id)
        self.assertGreaterEqual(mine["handled"], 1)

    def cases_of(self, actor):
        listed = actor.call("CaseService/ListCases", pageSize=200).get("cases", [])
        return [case["id"] for case in listed]

    def test_work_is_kept_with_its_evidence(self):
        """措施, 证物, 进度, 协办, 延期, 增列问题."""
        lead = self.assigned()
        lead.is_accepted()
        lead.is_planned()
        one, two = lead.team
        case = lead.case
        self.assertIn("recordStep", lead.act(one, "GetCase")["actions"])
        view = lead.act(one, "RecordStep", kind="KIND_INTERVIEW", place="村委会",
                        text="与知情人谈话。", peoplePresent=["见证人甲"])
        self.assertEqual(view["steps"][0]["peoplePresent"], ["见证人甲"])
        exhibit = self.exhibit_changes_hands(lead, one, two)
        lead.act(one, "AddAllegation", text="强迫交易")
        view = lead.act(two, "RecordFinding", allegation=3, outcome="OUTCOME_REFUTED",
                        basis="谈话笔录与账本。", evidence=[{"step": 1}, {"exhibitId": exhibit}])
        self.assertEqual(len(view["findings"][0]["evidence"]), 2)
        lead.act(one, "ReturnProgress", text="已走访三户。")
        extend = {"reason": "等待鉴定意见。"}
        self.refused("EXTENSION_TOO_LONG", case, lead.act, self.town.office, "ExtendCase",
                     days=31, **extend)
        before = self.clock(lead)["due"]
        lead.act(self.town.office, "ExtendCase", days=10, **extend)
        self.refused("ALREADY_EXTENDED", case, lead.act, self.town.office, "ExtendCase",
                     days=1, **extend)
        until(lambda: self.clock(lead)["due"] > before, "the clock gives the extension")
        self.another_unit_helps(lead, one)

    def clock(self, lead):
        listed = self.town.office.call("ClockService/ListClocks", leadId=lead.id)["clocks"]
        return next(c for c in listed if c["state"] != "CLOCK_STATE_STOPPED")

    def exhibit_changes_hands(self, lead, giver, receiver):
        """Collected by one, received by the other, each with the own signature."""
        collected = giver.call(
            "ExhibitService/CollectExhibit", caseId=lead.case_id, description="过磅记录一册",
            sha256=encode(hashlib.sha256(b"scan").digest()), collectedPlace="煤场")
        ids = {"caseId": lead.case_id, "exhibitId": collected["id"]}

        def signed(actor, verb, **fields):
            seed = signing_key(self.town, actor)
            prepared = actor.call("ExhibitService/PrepareCustody", **ids, **fields)
            payload = base64.b64decode(prepared["payload"])
            return actor.call(
                f"ExhibitService/{verb}", **ids, **fields,
                publicKey=encode(ed25519.public_key(seed)),
                signature=encode(ed25519.sign(seed, payload)))

        signed(giver, "HandOverExhibit", toUserId=receiver.id, purpose="送交保管室")
        view = signed(receiver, "ReceiveExhibit")
        self.assertEqual(view["holderId"], receiver.id)
        self.assertTrue(view["custody"][0]["received"]["signature"])
        return collected["id"]

    def another_unit_helps(self, lead, asker):
        helper = self.town.head("markets")
        asked = asker.call("ContributionService/RequestContribution", caseId=lead.case_id,
                           unitId=helper.unit, request="请提供该商户登记信息。")
        case = lead.case
        self.refused("UNKNOWN", case, lead.act, helper, "GetCase")
        listed = helper.call("ContributionService/ListContributions")["contributions"]
        self.assertIn(asked["id"], [one["id"] for one in listed])
        answered = helper.call("ContributionService/AnswerContribution",
                               contributionId=asked["id"], answer="登记信息见附件。")
        self.assertEqual(answered["state"], "STATE_ANSWERED")

    def test_conflicting_edit_is_shown_the_current_version(self):
        lead = self.assigned()
        lead.is_accepted()
        lead.is_planned()
        stale = lead.case()["etag"]
        current = lead.gets_step()["etag"]
        step = {"kind": "KIND_SITE", "text": "查看现场。", "etag": stale}
        self.refused("STALE_VERSION", lead.case, lead.act, lead.team[1], "RecordStep", **step)
        lead.act(lead.team[1], "RecordStep", **{**step, "etag": current})
        self.assertEqual(len(lead.case()["steps"]), 2)

    def test_reference_data_is_listed(self):
        """核查模板, 工作日历."""
        templates = self.town.clerk.call("CaseTemplateService/ListCaseTemplates",
                                         sector="SECTOR_COAL_WASHING")["caseTemplates"]
        self.assertEqual(len(templates), 1)
        self.assertGreater(len(templates[0]["documents"]), 3)
        days = self.town.clerk.call("CalendarService/ListCalendarDays", year=2026)["days"]
        named = {day["date"]: day.get("working", False) for day in days}
        self.assertFalse(named["2026-10-01"])
        self.assertTrue(named["2026-10-10"])
