"""What the office supervises: problems, ledgers and the totals over them."""

from journey import Journey
from suite import until
from town import in_days


class ProblemJourney(Journey):
    def view(self):
        return self.town.office.call("ProblemService/GetProblem", problemId=self.problem)

    def act(self, actor, verb, **fields):
        return actor.call(f"ProblemService/{verb}", problemId=self.problem, **fields)

    def test_problem_is_struck_off_by_a_second_person(self):
        town, head = self.town, self.town.head("markets")
        about = {"unitId": head.unit, "unitName": "西岗镇市场监管所", "description": "台账未及时登记。"}
        raising = {"division": town.division, "due": in_days(7), **about}
        nothing = lambda: None
        raise_problem = "ProblemService/RaiseProblem"
        self.refused("ROLE_REQUIRED", nothing, head.call, raise_problem, **raising)
        stranger = self.city.town("jisuo").office
        self.refused("OUTSIDE_SCOPE", nothing, stranger.call, raise_problem, **raising)
        self.problem = town.office.call(raise_problem, **raising)["id"]

        other = town.head("police")
        self.refused("UNKNOWN", self.view, self.act, other, "PlanRectification", measures="补登。")
        self.refused(
            "ILLEGAL_TRANSITION", self.view, self.act, head, "ReportRectified", result="已补登。"
        )
        self.act(head, "PlanRectification", measures="三日内补登。")
        self.refused("ILLEGAL_TRANSITION", self.view, self.act, town.office, "StrikeOffProblem")
        self.act(head, "ReportRectified", result="已补登。")
        self.refused("ROLE_REQUIRED", self.view, self.act, head, "StrikeOffProblem")
        self.act(town.leader, "SendBackProblem", remark="缺两条。")
        self.act(head, "ReportRectified", result="已全部补登。")
        struck = self.act(town.office, "StrikeOffProblem")
        self.assertEqual(struck["state"], "PROBLEM_STATE_STRUCK_OFF")
        self.assertNotEqual(struck["acceptorId"], struck["rectifierId"])


class LedgerJourney(Journey):
    def lines(self, actor, ledger, **fields):
        answer = actor.call("LedgerService/ListLines", ledger=ledger, pageSize=200, **fields)
        keys = [column["key"] for column in answer["columns"]]
        return [dict(zip(keys, line["cells"])) for line in answer.get("lines", [])]

    def totals(self, actor, division, measure):
        answer = actor.call(
            "StatisticsService/QueryStatistics", division=division, measure=f"MEASURE_{measure}"
        )
        return {
            (total["division"], total["key"]): int(total["count"])
            for total in answer.get("totals", [])
            if int(total.get("count", 0))
        }

    def test_ledgers_show_the_lead_and_its_case(self):
        lead = self.town.receives_document("INSTRUCTION_ASSIGN")
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("SUBSTANTIATED", "SUBSTANTIATED")
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "FileCase", filingNo="滕公立〔2026〕12号", receivingOrgan="滕州市公安局")
        lead.is_closed()
        number = lead.view()["leadNo"]

        def line(actor, ledger):
            found = [line for line in self.lines(actor, ledger) if line["leadNo"] == number]
            return found and found[0]

        until(lambda: line(self.town.office, 3)["closedAt"], "ledger 3 has the close")
        for actor in (self.town.office, self.city.office):
            one = until(
                lambda: (now := line(actor, 1)) and now["state"] == "办结" and now, "ledger 1"
            )
            self.assertEqual((one["level"], one["sector"]), ("地级市", "煤矿资源"))
            three = line(actor, 3)
            self.assertEqual(three["team"], "2")
            self.assertEqual(three["outcome"], "查实")
            self.assertEqual(three["filingNo"], "滕公立〔2026〕12号")
            self.assertEqual(three["findings"], "1.查实；2.查实")
            self.assertIn("自然资源所", three["unit"])
            self.assertIn("负责人", three["signatures"])
        stranger = self.city.town("jisuo").office
        self.assertFalse(line(stranger, 1))
        self.refused("ROLE_REQUIRED", lambda: None, self.lines, self.town.head("police"), 1)

    def test_totals_of_the_city_are_those_of_its_towns_and_equal_the_lines(self):
        city = self.city.office
        for key in ("jisuo", "chaihudian"):
            self.city.town(key).registers()
        for measure in ("STATE", "SECTOR", "CHANNEL", "OUTCOME", "LIGHT"):
            def equal():
                whole = self.totals(city, "370481", measure)
                towns = {}
                for key in ("xigang", "jisuo", "chaihudian"):
                    town = self.city.town(key)
                    towns.update(self.totals(town.office, town.division, measure))
                return whole and whole == towns

            until(equal, f"the city's totals of {measure} are those of its towns")
        office = self.town.office
        self.refused("OUTSIDE_SCOPE", lambda: None, self.totals, office, "370481", "STATE")

        def counted():
            total = sum(
                count for (_, key), count in self.totals(office, self.town.division, "STATE").items(
                    
                )
            )
            return total == len(self.lines(office, 1))

        until(counted, "as many lines in ledger 1 as the totals say")
        compared = city.call("StatisticsService/ReconcileStatistics")
        self.assertGreater(int(compared["compared"]), 0)
        self.assertFalse(compared.get("differences"))
