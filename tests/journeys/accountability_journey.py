"""Forty days later: lights turn, a red one raises a problem and opens a proceeding, and the
proceeding goes to its end."""

from client import Http
from journey import Journey, World, through_both_doors
from suite import until


class ProceedingJourney(Journey):
    """Each door walks the proceeding of a red light of its own."""

    def test_proceeding_of_a_red_light_to_its_file(self):
        if self.door not in RedLights.lights:
            self.skipTest("no light has turned red")
        town, red = self.town, RedLights.lights[self.door]
        listed = until(
            lambda: town.office.call("ProceedingService/ListProceedings", clockId=red["id"]).get(
                "proceedings"
            ),
            "the red light opens a proceeding",
        )
        self.assertEqual(len(listed), 1)
        self.id, head = listed[0]["id"], town.head("resources")
        self.assertEqual(listed[0]["trigger"], "TRIGGER_RED_LIGHT")
        self.assertEqual(listed[0]["unitId"], head.unit)

        found, heard = {"facts": "办理超期十日。"}, {"statement": "人手不足。"}
        self.refused(
            "ILLEGAL_TRANSITION", self.view, self.act, town.office, "HearProceeding", **heard
        )
        stranger = self.city.town("jisuo").office
        self.refused("UNKNOWN", self.view, self.act, stranger, "FindFacts", **found)
        self.refused("ROLE_REQUIRED", self.view, self.act, head, "FindFacts", **found)
        self.act(town.office, "FindFacts", **found)
        measure = {"measure": "MEASURE_INTERVIEW", "grounds": "超期未办。", "legalBasis": "实施方案第五条"}
        self.refused(
            "ILLEGAL_TRANSITION", self.view, self.act, town.office, "ProposeMeasure", **measure
        )
        self.act(town.office, "HearProceeding", **heard)
        self.act(town.office, "ProposeMeasure", **measure)
        self.refused("ROLE_REQUIRED", self.view, self.act, town.office, "ApproveMeasure")
        self.act(town.leader, "ApproveMeasure")
        self.act(town.office, "ExecuteMeasure", execution="已约谈。")
        self.appeal(head)
        self.assertEqual(self.act(town.office, "FileProceeding")["state"], "STATE_FILED")

    def appeal(self, head):
        town, why = self.town, {"appeal": "鉴定耗时不在本所。"}
        self.refused("UNKNOWN", self.view, self.act, town.head("police"), "AppealProceeding", **why)
        self.act(head, "AppealProceeding", **why)
        decision = {"decision": "DECISION_UPHOLD", "reasons": "理由不成立。"}
        self.refused(
            "PARTY_MAY_NOT_REVIEW", self.view, self.act, town.leader, "DecideAppeal", **decision
        )
        self.act(town.discipline, "DecideAppeal", **decision)

    def view(self):
        return self.town.office.call("ProceedingService/GetProceeding", proceedingId=self.id)

    def act(self, actor, verb, **fields):
        return actor.call(f"ProceedingService/{verb}", proceedingId=self.id, **fields)


class RedLights(Journey):
    """Lets forty days pass for supervision: its clock alone is set forward."""

    door = Http
    lights = {}

    def test_forty_days_turn_the_lights(self):
        town = self.town
        leads = {}
        for door in [test.door for test in through_both_doors(Journey)]:
            leads[door] = town.receives_document("INSTRUCTION_ASSIGN")
        own, returned = town.registers(), town.registers()
        for lead in (*leads.values(), own, returned):
            lead.is_triaged()
            lead.is_assigned()
            until(lambda: self.clock(lead), "supervision starts a clock")
            self.assertEqual(self.clock(lead)["light"], "LIGHT_NONE")
        returned.act(returned.head, "ReturnCase", reason="不属本所职责。")
        until(lambda: self.clock(returned)["state"] == "CLOCK_STATE_STOPPED", "the clock stops")

        World.suite.restart("supervision", "--clock_offset=960h")

        # 30 days for 交办, 60 for others: 40 days are 133 % of one and 67 % of the other. The clocks
        # of every journey's leads run on, one light at a time.
        for door, lead in leads.items():
            RedLights.lights[door] = until(
                lambda: (clock := self.clock(lead))["light"] == "LIGHT_RED" and clock, "red", 120
            )
            problem = until(lambda: self.problem(lead), "a red light raises a problem")
            self.assertEqual(problem["raisedBy"], "service:supervision")
        until(lambda: self.clock(own)["light"] == "LIGHT_REMIND", "a longer term is reminded of")
        self.assertEqual(self.clock(returned)["light"], "LIGHT_NONE")
        # Each light is on record by itself: 提醒, 催办, 黄牌, 红牌.
        clock = RedLights.lights[Http]["id"]
        until(lambda: self.actions(clock).count("clock.light") == 4, "four lights are evidenced")
        compared = self.city.office.call("StatisticsService/ReconcileStatistics")
        self.assertFalse(compared.get("differences"))

    def clock(self, lead):
        listed = self.town.office.call("ClockService/ListClocks", leadId=lead.id)
        return next(
            (c for c in listed.get("clocks", []) if c["step"] == "CLOCK_STEP_VERIFY"), None)

    def actions(self, aggregate):
        listed = self.town.office.call("EvidenceService/ListEntries", aggregateId=aggregate)
        return [entry["action"] for entry in listed.get("entries", [])]

    def problem(self, lead):
        listed = self.town.office.call("ProblemService/ListProblems", pageSize=200)
        return next((p for p in listed.get("problems", []) if p.get("leadId") == lead.id), None)
