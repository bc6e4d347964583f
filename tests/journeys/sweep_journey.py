"""A round of 摸排 from its order to its end, and what the public is told."""

from journey import Journey
from town import in_days


class SweepJourney(Journey):
    town_key = "chaihudian"

    def test_a_round_ends_when_every_unit_has_answered(self):
        police, markets = self.town.head("police"), self.town.head("markets")
        office = self.town.office
        sweep = office.call(
            "SweepService/OpenSweep", division=self.town.division, title="市场集中摸排",
            type="SWEEP_TYPE_CONCENTRATED", instructions="逐户走访", deadline=in_days(3),
            unitIds=[police.unit, markets.unit],
        )
        ids = {"sweepId": sweep["id"]}

        def stands():
            return office.call("SweepService/GetSweep", **ids)

        office.call("SweepService/ExplainSweepGap", unitId=markets.unit, reason="机构调整", **ids)
        self.refused("ANSWERS_MISSING", stands, office.call, "SweepService/CloseSweep",
                     conclusion="本轮结束", **ids)
        police.call("SweepService/ReportSweep", leadsFound=1, statement="走访四十户", **ids)
        self.refused("LEADS_NOT_REGISTERED", stands, office.call, "SweepService/CloseSweep",
                     conclusion="本轮结束", **ids)
        self.town.registers(sweepId=sweep["id"], sweepUnitId=police.unit)
        closed = office.call("SweepService/CloseSweep", conclusion="本轮结束", **ids)
        self.assertEqual(closed["coverage"]["leadsRegistered"], 1)
        self.assertEqual(closed["coverage"]["explained"], 1)
        found = {unit["unitId"]: unit.get("leadsRegistered", 0) for unit in closed["units"]}
        self.assertEqual(found, {police.unit: 1, markets.unit: 0})
        self.assertEqual(closed.get("actions", []), [])

    def test_the_public_reads_what_two_people_published_until_it_is_withdrawn(self):
        draft = self.town.clerk.call(
            "PublicityService/DraftPublication", division=self.town.division,
            kind="PUBLICATION_KIND_CASE_NOTE", title="典型案例（虚构）", body="为说明而虚构。",
        )
        ids = {"publicationId": draft["id"]}
        self.assertNotIn(draft["id"], self.public())
        self.town.office.call("PublicityService/ApprovePublication", etag=draft["etag"], **ids)
        self.assertIn(draft["id"], self.public())
        self.town.leader.call("PublicityService/WithdrawPublication", reason="案情有误", **ids)
        self.assertNotIn(draft["id"], self.public())
        log = self.town.office.call("PublicityService/ListPublicationEntries", **ids)["entries"]
        self.assertEqual([each["action"] for each in log], ["draft", "approve", "withdraw"])

    def public(self):
        answer = self.city.citizen.call("PublicityService/ListPublicity",
                                        division=self.town.division)
        return [item["id"] for item in answer["items"]]
