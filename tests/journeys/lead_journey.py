"""A lead from the citizen's phone, or from a superior's document, to its close.

At every point what must not be done is tried too: it is refused by its rule, and the lead and
its case are as they were.
"""

import datetime
import os

import ed25519
from journey import Journey
from suite import until
from town import Actor, encode, in_days, signing_key


class LeadJourney(Journey):
    def unchanged(self, lead):
        """Lead and case as they are, once intake has heard of the case's last step."""

        def settled():
            view, case = lead.view(), lead.case()
            # Two steps back and forth leave the state and count the version on.
            del view["etag"]
            return view["state"] == case["state"] and (view, case)

        return lambda: until(settled, "the lead follows its case") if lead.case_id else lead.view()

    def test_superiors_document_is_substantiated_and_filed(self):
        """登记 → 研判 → 交办 → 退回 → 重新交办 → 签收 → 核查 → 双签字 → 上报 → 立案 → 办结."""
        town = self.town
        with self.subTest("registration"):
            nothing = lambda: None
            bad = town.receives_document
            self.refused("DEADLINE_REQUIRED", nothing, bad, "INSTRUCTION_REFER", deadline=None)
            self.refused("INSTRUCTED_BY_REQUIRED", nothing, bad, "INSTRUCTION_NOTE")
            self.refused("INSTRUCTION_REQUIRED", nothing, bad, "INSTRUCTION_OWN")
            self.refused(
                "LEVEL_REQUIRED", nothing, town.registers, instruction="INSTRUCTION_ASSIGN"
            )
        lead = town.receives_document("INSTRUCTION_SUPERVISE", deadline=in_days(15))
        self.assertRegex(lead.view()["leadNo"], rf"^{town.division}-\w+-\d+$")

        self.triage(lead)
        self.assign_return_and_reassign(lead)
        self.investigate(lead)
        self.sign(lead)
        self.follow_up(lead)

    def triage(self, lead):
        town, other = self.town, self.city.town("jisuo")
        same, office = self.unchanged(lead), town.office
        self.refused(
            "ILLEGAL_TRANSITION", same, office.call, "LeadService/AssignLead", leadId=lead.id
        )
        triage = {"leadId": lead.id, "summary": "摘要", "opinion": "意见"}
        self.refused("ROLE_REQUIRED", same, town.leader.call, "LeadService/TriageLead", **triage)
        self.refused("UNKNOWN", same, other.clerk.call, "LeadService/TriageLead", **triage)
        self.refused("UNKNOWN", same, other.office.call, "LeadService/GetLead", leadId=lead.id)
        citizen = self.city.citizen
        self.refused("SIGN_IN_REQUIRED", same, citizen.call, "LeadService/GetLead", leadId=lead.id)
        accused = town.head("construction").unit
        self.assertEqual(lead.is_triaged(accusedUnitIds=[accused])["state"], "STATE_TRIAGED")

    def assign_return_and_reassign(self, lead):
        town = self.town
        same, assign = self.unchanged(lead), town.office.call
        method = "LeadService/AssignLead"
        self.refused("ROLE_REQUIRED", same, town.clerk.call, method, leadId=lead.id)
        accused = town.head("construction").unit
        self.refused("UNIT_IS_ACCUSED", same, assign, method, leadId=lead.id, unitId=accused)
        discipline = town.discipline.unit
        self.refused("UNIT_CANNOT_VERIFY", same, assign, method, leadId=lead.id, unitId=discipline)
        head = town.head("construction")
        self.refused("UNKNOWN", same, head.call, "LeadService/GetLead", leadId=lead.id)
        # Territory × sector: a coal lead goes to the unit in charge of coal.
        lead.is_assigned()
        self.assertEqual(lead.unit, "resources")

        same = self.unchanged(lead)
        markets = town.head("markets")
        self.refused("UNKNOWN", same, lead.act, markets, "AcceptCase")
        self.refused(
            "UNKNOWN", same, lead.act, self.city.town("jisuo").head("resources"), "AcceptCase"
        )
        self.refused("ROLE_REQUIRED", same, lead.act, lead.team[0], "AcceptCase")
        self.refused("REQUIRED", same, lead.act, lead.head, "ReturnCase", reason="")
        lead.act(lead.head, "ReturnCase", reason="属公安机关管辖。")
        returned = lead.case_id
        lead.reaches("RETURNED")
        self.refused("ILLEGAL_TRANSITION", self.unchanged(lead), lead.act, lead.head, "AcceptCase")

        self.refused("ILLEGAL_TRANSITION", self.unchanged(lead), lead.is_triaged)
        decision = {"leadId": lead.id, "decision": "RETURN_DECISION_UPHELD", "reason": "确属公安。"}
        town.office.call("LeadReturnService/DecideReturn", **decision)
        lead.is_triaged(sector="SECTOR_OTHER")
        self.assertEqual(lead.is_assigned()["round"], 2)
        self.assertEqual(lead.unit, "police")
        self.assertNotEqual(lead.case_id, returned)

    def investigate(self, lead):
        town, same = self.town, self.unchanged(lead)
        one, two = lead.team
        self.refused("ILLEGAL_TRANSITION", same, lead.is_planned)
        lead.is_accepted()
        self.refused("ILLEGAL_TRANSITION", same, lead.is_accepted)

        plan, head = lead.plan, lead.head
        self.refused("TOO_FEW_INVESTIGATORS", same, lead.act, head, "PlanCase", **plan([one]))
        self.refused("TOO_FEW_INVESTIGATORS", same, lead.act, head, "PlanCase", **plan([one, one]))
        stranger = self.city.town("jisuo").investigator("markets", 1)
        self.refused(
            "NOT_AN_INVESTIGATOR", same, lead.act, head, "PlanCase", **plan([one, stranger])
        )
        lead.is_planned()

        step = {"kind": "KIND_SITE", "text": "查看现场。"}
        third = town.investigator("police", 3)
        self.refused("NOT_OF_TEAM", same, lead.act, third, "RecordStep", **step)
        self.refused(
            "HAPPENED_IN_FUTURE", same, lead.act, one, "RecordStep", happenedAt=in_days(2), **step
        )
        lead.gets_step()
        self.refused("UNKNOWN_ALLEGATION", same, lead.gets_finding, 3, "SUBSTANTIATED")
        lead.gets_finding(1, "SUBSTANTIATED")
        self.refused("FINDING_MISSING", same, lead.is_submitted)
        self.suspend_and_resume(lead)
        lead.gets_finding(2, "REFUTED")

    def suspend_and_resume(self, lead):
        same, suspend = self.unchanged(lead), {"reason": "等待鉴定意见。"}
        head = lead.head
        self.refused(
            "SUSPENSION_TOO_LONG", same, lead.act, head, "SuspendCase", until=in_days(31), **suspend
        )
        lead.act(head, "SuspendCase", until=in_days(9), **suspend)
        self.refused("ILLEGAL_TRANSITION", same, lead.gets_step)
        self.clock_is(lead, "PAUSED")
        lead.act(head, "ResumeCase")
        self.clock_is(lead, "RUNNING")

    def sign(self, lead):
        town, leader = self.town, self.town.leader
        lead.is_submitted()
        lead.reaches("SIGNING")
        same = self.unchanged(lead)
        hashed = lead.case()["reportHash"]

        def endorse(actor, seed, payload):
            signature, public = encode(ed25519.sign(seed, payload)), encode(ed25519.public_key(seed))
            now = datetime.datetime.now(datetime.timezone.utc).isoformat()
            lead.act(actor, "EndorseCase", signature=signature, publicKey=public, signedAt=now)

        seed = signing_key(town, lead.head)
        self.refused(
            "INVESTIGATOR_MAY_NOT_SIGN", same, lead.act, lead.team[0], "PrepareEndorsement"
        )
        self.refused("INVESTIGATOR_MAY_NOT_SIGN", same, endorse, lead.team[0], seed, b"x")
        self.refused("UNKNOWN", same, lead.act, town.head("markets"), "PrepareEndorsement")
        self.refused("BAD_SIGNATURE", same, endorse, lead.head, seed, b"something else")
        self.refused("KEY_OF_ANOTHER", same, endorse, leader, seed, b"x")
        self.refused("UNKNOWN_KEY", same, endorse, leader, os.urandom(32), b"x")
        self.refused("ILLEGAL_TRANSITION", same, lead.act, town.office, "CloseCase")

        lead.is_signed_by(lead.head)
        same = self.unchanged(lead)
        self.refused("SAME_PERSON", same, lead.is_signed_by, lead.head)

        # An edit voids what was frozen, and the signature under it.
        lead.gets_step("补充走访一家商户。")
        edited = lead.case()
        self.assertEqual(edited["state"], "STATE_VERIFYING")
        self.assertFalse(edited.get("endorsements"))
        self.assertFalse(edited.get("reportHash"))
        self.refused("ILLEGAL_TRANSITION", self.unchanged(lead), lead.is_signed_by, lead.head)

        lead.is_submitted()
        self.assertNotEqual(lead.case()["reportHash"], hashed)
        lead.act(leader, "RefuseEndorsement", reason="第二项依据不足。")
        self.assertEqual(lead.case()["state"], "STATE_VERIFYING")
        lead.is_submitted()
        self.assertEqual(lead.case()["reportVersion"], 3)
        lead.is_signed()
        self.assertEqual(len(lead.case()["endorsements"]), 2)
        self.assertEqual(lead.case()["outcome"], "OUTCOME_PARTLY_SUBSTANTIATED")

    def follow_up(self, lead):
        town, office = self.town, self.town.office
        same, close = self.unchanged(lead), lambda: lead.act(office, "CloseCase")
        filing = {"filingNo": "滕公（刑）立字〔2026〕88号", "receivingOrgan": "滕州市公安局"}
        told = {"explanation": "说明", "attitude": "ATTITUDE_ACCEPTS"}
        self.assertEqual(lead.case()["openGates"], ["REPORT_UP", "FILING"])
        self.refused("OPEN_GATES", same, close)
        self.refused("REPORT_UP_FIRST", same, lead.act, lead.head, "FileCase", **filing)
        self.refused("FILE_FIRST", same, lead.act, lead.head, "GiveFeedback", **told)
        self.refused("UNKNOWN", same, lead.act, self.city.town("jisuo").office, "ReportUp")
        lead.act(office, "ReportUp")
        lead.reaches("REPORTED")
        self.refused(
            "ROLE_REQUIRED", self.unchanged(lead), lead.act, office, "RejectReport", reason="无"
        )
        # The city sees the line, and may send it back.
        line = self.city.office.call("CaseService/GetCase", caseId=lead.case_id)
        self.assertFalse(line.get("plan", {}).get("text"))
        lead.act(self.city.office, "RejectReport", reason="请补充依据。")
        self.assertEqual(lead.case()["state"], "STATE_VERIFYING")
        lead.gets_finding(2, "REFUTED")
        lead.is_submitted()
        lead.is_signed()
        lead.act(office, "ReportUp")
        lead.reaches("REPORTED")
        same = self.unchanged(lead)
        self.refused("ACCEPTANCE_FIRST", same, lead.act, lead.head, "FileCase", **filing)
        lead.act(self.city.office, "AcceptReport", remark="材料齐全。")
        rejected = {"reason": "无"}
        same = self.unchanged(lead)
        self.refused("ALREADY_ACCEPTED", same, lead.act, self.city.office, "RejectReport", **rejected)

        self.refused("OPEN_GATES", same, close)
        self.refused("REQUIRED", same, lead.act, lead.head, "FileCase", receivingOrgan="滕州市公安局")
        lead.act(lead.head, "FileCase", **filing)
        lead.reaches("FILED")
        self.refused("ROLE_REQUIRED", self.unchanged(lead), lead.act, town.clerk, "CloseCase")
        lead.is_closed()
        self.refused("ILLEGAL_TRANSITION", self.unchanged(lead), close)
        self.clock_is(lead, "STOPPED")

    def clock_is(self, lead, state):
        def clocks():
            listed = self.town.office.call("ClockService/ListClocks", leadId=lead.id)
            return [c for c in listed["clocks"]
                    if c["state"] == f"CLOCK_STATE_{state}" and c["step"] == "CLOCK_STEP_VERIFY"]

        until(clocks, f"the clock is {state}")

    def test_reporter_reads_the_feedback_behind_the_receipt(self):
        """查否: the case closes once the reporter has been told."""
        citizen = self.city.citizen
        title = f"反映村口收费 {self.door.name} {os.urandom(4).hex()}"
        filed = citizen.call(
            "ReporterService/FileReport",
            division=self.town.division,
            sector="SECTOR_TRANSPORT",
            title=title,
            narrative="有人在村口拦车收费。",
        )

        def opens():
            return citizen.call("ReporterService/OpenReceipt", receipt=filed["receipt"])

        self.assertEqual(opens()["progress"], "PROGRESS_RECEIVED")
        wrong = "0000-0000-0000-0000-0000-0000-00"
        self.refused("UNKNOWN", opens, citizen.call, "ReporterService/OpenReceipt", receipt=wrong)
        lead = self.town.find_report(title)
        lead.is_triaged()
        lead.is_assigned()
        self.assertEqual(lead.unit, "transport")
        lead.is_investigated("REFUTED", "REFUTED")
        self.assertEqual(opens()["progress"], "PROGRESS_VERIFYING")
        lead.is_signed()

        same = self.unchanged(lead)
        self.refused("OPEN_GATES", same, lead.act, self.town.office, "CloseCase")
        told = {"explanation": "经核查，收费系停车管理费，手续齐全。"}
        self.refused("REQUIRED", same, lead.act, lead.head, "GiveFeedback", **told)
        self.refused(
            "REPORTER_REACHABLE", same, lead.act, lead.head, "GiveFeedback", noChannel=True, **told
        )
        lead.act(lead.head, "GiveFeedback", attitude="ATTITUDE_NOT_REACHED", **told)
        lead.act(lead.head, "GiveFeedback", attitude="ATTITUDE_ACCEPTS", **told)
        until(lambda: opens().get("explanation") == told["explanation"], "the explanation is shown")
        lead.reaches("FEEDBACK")
        lead.is_closed()
        self.assertEqual(opens()["progress"], "PROGRESS_CONCLUDED")

    def test_completion_report_goes_up_before_the_close(self):
        """已处理完毕: two signatures, then reported to the city."""
        lead = self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("ALREADY_HANDLED", "ALREADY_HANDLED")
        lead.is_signed()
        self.assertEqual(lead.case()["openGates"], ["REPORT_UP"])
        self.refused("OPEN_GATES", self.unchanged(lead), lead.act, self.town.office, "CloseCase")
        lead.is_reported_up()
        lead.is_closed()

    def test_other_outcomes_close_by_their_own_gate(self):
        """无法查证 needs feedback or says why there is none, 非涉黑涉恶转处 the transfer letter."""
        untold = {"noChannel": True, "explanation": "匿名来电，无联系方式。"}
        letter = {"filingNo": "西移〔2026〕3号", "receivingOrgan": "西岗镇市场监管所"}
        for outcome, gates, verb, fields in (
            ("UNVERIFIABLE", ["FEEDBACK"], "GiveFeedback", untold),
            ("TRANSFERRED_ELSEWHERE", ["TRANSFER", "ACKNOWLEDGEMENT"], "FileCase", letter),
        ):
            with self.subTest(outcome):
                lead = self.town.registers(identity="IDENTITY_ANONYMOUS")
                lead.is_triaged()
                lead.is_assigned()
                lead.is_investigated(outcome, outcome)
                lead.is_signed()
                self.assertEqual(lead.case()["openGates"], gates)
                lead.act(lead.head, verb, **fields)
                if "TRANSFER" in gates:
                    self.refused(
                        "OPEN_GATES", self.unchanged(lead), lead.act, self.town.office, "CloseCase"
                    )
                    lead.act(lead.head, "AcknowledgeTransfer", acknowledgementNo="市监回〔2026〕8号")
                lead.is_closed()

    def test_two_signatures_of_one_unit_are_refused(self):
        """The office's director may not join a second person of the office."""
        lead = self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "UNVERIFIABLE")
        clerk = self.town.clerk
        lead.is_signed_by(self.town.office)
        same = self.unchanged(lead)
        self.refused("SAME_PERSON", same, lead.act, self.town.office, "PrepareEndorsement")
        second = self.second_director()
        self.refused("SAME_UNIT", same, lead.act, second, "PrepareEndorsement")
        self.refused("ROLE_REQUIRED", same, lead.act, clerk, "PrepareEndorsement")

    def second_director(self):
        """Another director of the same office, whom the city office appoints."""
        name = f"deputy.{self.door.name}{os.urandom(3).hex()}"
        password = os.urandom(12).hex()
        self.city.office.call(
            "UserService/CreateUser",
            username=name,
            displayName="副主任",
            unitId=self.town.office.unit,
            roles=["ROLE_OFFICE"],
            password=password,
        )
        return Actor(self.city.door, {"username": name, "password": password})

    def test_stale_copy_is_refused_and_a_repeated_request_acts_once(self):
        lead = self.town.registers()
        etag = lead.view()["etag"]
        request = f"triage-{lead.id}"
        lead.is_triaged(etag=etag, requestId=request)
        again = lead.is_triaged(etag=etag, requestId=request)
        self.assertEqual(again["state"], "STATE_TRIAGED")
        assign = {"leadId": lead.id, "etag": etag}
        same = self.unchanged(lead)
        self.refused(
            "STALE_VERSION", same, self.town.office.call, "LeadService/AssignLead", **assign
        )
        other = {"leadId": lead.id, "requestId": request, "summary": "另一个", "opinion": "另一个"}
        self.refused(
            "REQUEST_ID_REUSED", same, self.town.clerk.call, "LeadService/TriageLead", **other
        )
