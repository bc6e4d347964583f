"""查否复核: a refuted conclusion is verified again by a unit that does not know it, and what
follows where the two differ."""

import os

from client import Http
from journey import Journey
from suite import until
from town import Lead


class ReviewJourney(Journey):
    door = Http
    town_key = "chaihudian"

    def queued(self, lead):
        def found():
            listed = self.town.office.call("ReviewService/ListReviews", caseId=lead.case_id)
            return listed.get("reviews")

        return until(found, "the review is queued")[0]

    def refuted(self):
        """A closed case whose lead a superior passed down."""
        lead = self.town.receives_document("INSTRUCTION_ASSIGN")
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "GiveFeedback", explanation="未发现问题。", attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()
        return lead

    def verifies_again(self, lead, review, outcome):
        """The case of the other unit, from ASSIGNED to SIGNING."""
        again = Lead(self.town, lead.id)
        again.case_id, again.unit = review["reviewCaseId"], self.town.unit_name(review["unitId"])
        again.is_investigated(outcome, outcome)
        return again

    def test_overturned_conclusion_is_heard_of_by_accountability(self):
        lead = self.refuted()
        town, office = self.town, self.town.office
        review = self.queued(lead)
        self.assertEqual(review["origin"], "REVIEW_ORIGIN_FOCUS_CLASS")

        def view(actor=office):
            return actor.call("ReviewService/GetReview", reviewId=review["id"])

        assign = {"reviewId": review["id"]}
        first_unit = lead.head.unit
        to = "ReviewService/AssignReview"
        self.refused("FIRST_UNIT", view, office.call, to, unitId=first_unit, **assign)
        other = next(town.head(u) for u in ("markets", "finance") if u != lead.unit)
        review = office.call(to, unitId=other.unit, **assign)
        self.assertEqual(lead.case()["state"], "STATE_REVERIFYING")

        # The other unit is shown what was alleged and done, and no conclusion.
        self.assertNotIn("firstOutcome", self.known(view(other)))
        material = other.call("ReviewService/GetReviewMaterial", reviewId=review["id"])
        self.assertEqual(len(material["allegations"]), 2)
        self.refused("UNKNOWN", view, lead.act, other, "GetCase")
        self.refused("UNKNOWN", view, lead.act, other, "GetReport")

        again = self.verifies_again(lead, review, "SUBSTANTIATED")
        compared = view(other)["findings"]
        self.assertEqual(compared[0]["firstOutcome"], "OUTCOME_REFUTED")
        self.assertEqual(compared[0]["secondOutcome"], "OUTCOME_SUBSTANTIATED")

        again.is_signed_by(again.head)
        again.is_signed_by(town.leader)
        again.is_reported_up()
        filing = {"filingNo": "滕公立字〔2026〕9号", "receivingOrgan": "滕州市公安局"}
        again.act(again.head, "FileCase", **filing)
        again.act(office, "CloseCase")
        self.assertEqual(view()["state"], "STATE_OVERTURNED")
        self.assertEqual(lead.case()["state"], "STATE_CLOSED")
        self.assertEqual(lead.view()["state"], "STATE_CLOSED")
        proceeding = until(lambda: self.proceeding(lead), "accountability opens a proceeding")
        self.assertEqual(proceeding["unitId"], first_unit)

    @staticmethod
    def known(review):
        """What it tells; an outcome that is withheld is no code."""
        return {k: v for k, v in review.items() if v != "OUTCOME_UNSPECIFIED"}

    def proceeding(self, lead):
        listed = self.town.office.call("ProceedingService/ListProceedings")
        leads = [p for p in listed.get("proceedings", []) if p.get("leadId") == lead.id]
        return leads[0] if leads else None

    def test_cleared_person_is_told_by_a_second_person(self):
        lead = self.refuted()
        clerk, office, leader = self.town.clerk, self.town.office, self.town.leader
        draft = {"caseId": lead.case_id, "allegation": 1, "subject": f"张{os.urandom(2).hex()}"}
        clearance = clerk.call(
            "ClearanceService/DraftClearance", text="反映你的问题经核查不属实。", **draft
        )
        this = {"clearanceId": clearance["id"]}

        def view():
            return office.call("ClearanceService/GetClearance", **this)

        self.refused("ROLE_REQUIRED", view, clerk.call, "ClearanceService/IssueClearance", **this)
        leader.call("ClearanceService/IssueClearance", **this)
        notice = {"manner": "MANNER_NOTICE", "place": "村务公开栏", **this}
        announce = "ClearanceService/AnnounceClearance"
        self.refused("CONSENT_REQUIRED", view, office.call, announce, **notice)
        told = office.call(announce, consent=True, **notice)
        self.assertEqual(told["state"], "STATE_ANNOUNCED")
