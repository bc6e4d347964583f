"""A canary in every text that must not lie open is found in no file that the suite leaves: no
table, no redo log, no log line, no state file; and in no metric while it runs."""

import unittest
import urllib.request

from client import Http
from suite import Suite, until
from town import City, Lead, in_days

CANARY = "金丝雀黄莺"


class CanaryJourney(unittest.TestCase):
    def test_what_is_told_in_confidence_lies_open_nowhere(self):
        suite = Suite()
        try:
            self.planted = 0
            self.plant(City(Http(suite)).town("xigang"))
            for url in suite.metrics.values():
                with urllib.request.urlopen(url, timeout=10) as answer:
                    self.assertNotIn(CANARY.encode(), answer.read(), url)
            # Every page reaches its file.
            suite.launch("down")
            searched, found = 0, []
            for file in sorted(suite.var.rglob("*")):
                if file.is_file():
                    searched += 1
                    if CANARY.encode() in file.read_bytes():
                        found.append(str(file.relative_to(suite.var)))
            self.assertEqual(found, [])
            self.assertTrue(any(suite.var.rglob("lead.ibd")), "the tables were searched")
            self.assertGreater(searched, 100)
            self.assertGreater(self.planted, 20)
        finally:
            suite.stop()

    def canary(self, what):
        self.planted += 1
        return f"{CANARY}{self.planted}{what}"

    def plant(self, town):
        self.plant_report(town)
        lead = self.plant_lead(town)
        self.plant_case(lead)
        self.plant_oversight(town, lead)

    def plant_report(self, town):
        filed = town.city.citizen.call(
            "ReporterService/FileReport",
            division=town.division,
            sector="SECTOR_COAL",
            title=self.canary("标题"),
            narrative=self.canary("内容"),
            identity={
                "name": self.canary("姓名"),
                "phone": "13806320001",
                "address": self.canary("住址"),
            },
        )
        receipt = {"receipt": filed["receipt"]}
        town.city.citizen.call("ReporterService/ReplyToReceipt", text=self.canary("补充"), **receipt)
        report = town.clerk.call("LeadService/ListLeads", channel="CHANNEL_PUBLIC_WEB")["leads"][0]
        town.clerk.call("DialogueService/SendMessage", leadId=report["id"], text=self.canary("回复"))
        asked = {"leadId": report["id"], "reason": self.canary("解封理由")}
        town.clerk.call("VaultService/RequestUnlock", **asked)

    def plant_lead(self, town):
        registered = town.clerk.call(
            "LeadService/CreateLead",
            division=town.division,
            channel="CHANNEL_PUBLIC_PHONE",
            sector="SECTOR_COAL",
            title=self.canary("标题"),
            narrative=self.canary("内容"),
            contact={
                "beganAt": "2026-04-15T01:00:00Z",
                "minutes": 3,
                "people": 1,
                "receivedBy": "王受理",
                "summary": self.canary("来电摘要"),
            },
            subjects=[{"name": self.canary("人员"), "role": "SUBJECT_ROLE_REPORTED"}],
        )
        lead = Lead(town, registered["id"])
        lead.is_triaged()
        lead.is_assigned()
        return lead

    def plant_case(self, lead):
        lead.is_accepted()
        plan = {**lead.plan(), "text": self.canary("方案"), "allegations": [self.canary("事项")]}
        lead.act(lead.team[0], "PlanCase", **plan)
        for member in lead.team:
            lead.act(member, "DeclareInterests", text=self.canary("声明"))
        lead.act(lead.town.leader, "ApprovePlan", reason=self.canary("意见"))
        step = {"kind": "KIND_SITE", "place": self.canary("地点"), "text": self.canary("措施")}
        lead.act(lead.team[0], "RecordStep", **step)
        lead.act(
            lead.team[1],
            "RecordFinding",
            allegation=1,
            outcome="OUTCOME_REFUTED",
            basis=self.canary("依据"),
            legalBasis=self.canary("条款"),
        )
        lead.act(lead.team[0], "SubmitReport", text=self.canary("报告"))
        lead.is_signed()
        explanation = self.canary("说明")
        lead.act(lead.head, "GiveFeedback", explanation=explanation, attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()

    def plant_oversight(self, town, lead):
        unit = {"division": town.division, "unitId": lead.head.unit, "unitName": "西岗派出所"}
        problem = town.office.call(
            "ProblemService/RaiseProblem", description=self.canary("问题"), due=in_days(3), **unit
        )
        rectified = {"problemId": problem["id"], "measures": self.canary("措施")}
        lead.head.call("ProblemService/PlanRectification", **rectified)
        proceeding = town.office.call(
            "ProceedingService/CreateProceeding", cause=self.canary("事由"), **unit
        )
        found = {"proceedingId": proceeding["id"], "facts": self.canary("事实")}
        town.discipline.call("ProceedingService/FindFacts", **found)
        # What was told last has gone through every outbox before the search.
        until(lambda: lead.view()["state"] == "STATE_CLOSED", "the lead is closed")
