"""What becomes of a reporter's word on the outcome: whatever the outcome was, whenever it is said,
and whether or not the report went on as part of another."""

from client import Http
from journey import Journey, World
from suite import until


class ReporterJourney(Journey):
    door = Http
    town_key = "jisuo"

    def test_whoever_reported_what_is_true_is_heard(self):
        receipt = self.reports("山顶采石场夜间放炮", "山顶采石场不打招呼就放炮，石头砸了三户人家的屋顶。")
        reported = self.town.find_report("山顶采石场夜间放炮")
        reported.is_triaged()
        lead = self.town.registers(title="采石场放炮", narrative="有人来电说后山放炮伤了房子。")
        lead.is_triaged()
        merge = {"leadId": reported.id, "reason": "同一采石场。"}
        self.town.clerk.call("MergeService/ProposeMerge", survivorLeadId=lead.id, **merge)
        self.town.office.call("MergeService/ConfirmMerge", **merge)
        lead.is_assigned()
        lead.is_investigated("SUBSTANTIATED", "SUBSTANTIATED")
        lead.is_signed()
        lead.act(lead.head, "FileCase", filingNo="滕公立〔2026〕31号", receivingOrgan="滕州市公安局")
        lead.is_closed()
        until(lambda: self.shown(receipt).get("informedAt"), "the reporter is told of the outcome")
        self.answers(receipt)
        review = until(lambda: self.reviews(lead), "the review is queued")[0]
        self.assertEqual(review["origin"], "REVIEW_ORIGIN_REPORTER")
        self.assertTrue(review["reporterAskedAt"])
        until(lambda: self.attitude_in_ledger(lead), "the ledger says what the reporter said")

    def test_what_is_asked_before_the_close_is_not_lost(self):
        receipt = self.reports("河滩地被占", "河滩上的地被人圈了，谁去就打谁。")
        lead = self.town.find_report("河滩地被占")
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("ALREADY_HANDLED", "ALREADY_HANDLED")
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "GiveFeedback", explanation="此前已处理。", attitude="ATTITUDE_ACCEPTS")
        until(lambda: self.shown(receipt).get("explanation"), "the reporter reads the explanation")
        self.answers(receipt)
        World.suite.quiet()
        self.assertFalse(self.reviews(lead))
        lead.is_closed()
        review = until(lambda: self.reviews(lead), "the review is queued with the close")[0]
        self.assertEqual(review["origin"], "REVIEW_ORIGIN_REPORTER")

    def reports(self, title, narrative):
        return {"receipt": self.city.citizen.call(
            "ReporterService/FileReport", division=self.town.division, sector="SECTOR_OTHER",
            title=title, narrative=narrative)["receipt"]}

    def shown(self, receipt):
        return self.city.citizen.call("ReporterService/OpenReceipt", **receipt)

    def answers(self, receipt):
        citizen = self.city.citizen
        citizen.call("ReporterService/ConfirmFeedback", attitude="ATTITUDE_DISAGREES", **receipt)
        citizen.call("ReporterService/RequestReview", reason="还有人没有处理。", **receipt)

    def reviews(self, lead):
        return self.town.office.call("ReviewService/ListReviews", caseId=lead.case_id).get("reviews")

    def attitude_in_ledger(self, lead):
        lines = self.town.office.call("LedgerService/ListLines", ledger=4, pageSize=200)
        number = lead.view()["leadNo"]
        return [line for line in lines.get("lines", [])
                if number in line["cells"] and "不认可" in line["cells"]]
