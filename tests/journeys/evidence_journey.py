"""Every step of a lead is a leaf of the evidence log, and proofs of it convince a verifier that
shares no code with the log."""

import argparse
import json
import pathlib
import tempfile

import evidence_verifier
from journey import Journey
from suite import until

LEAD = ["lead.register", "lead.triage", "lead.assign"] + 6 * ["lead.progress"]
LEAD += ["lead.conclude"]
CASE = [
    "case.open", "case.accept", "case.plan", "case.declare", "case.declare", "case.approve_plan",
    "case.record_step", "case.record_finding", "case.record_finding", "case.submit", "case.endorse", "case.endorse", "case.feedback",
    "case.close",
]


class EvidenceJourney(Journey):
    def test_every_step_is_proven_to_be_in_the_log(self):
        office = self.town.office
        first = office.call("EvidenceService/GetCheckpoint")
        lead = self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        lead.is_signed()
        lead.act(lead.head, "GiveFeedback", explanation="已当面说明。", attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()

        steps = self.entries("lead", lead.id, len(LEAD))
        self.assertEqual([e["action"] for e in steps], LEAD)
        cases = self.entries("case", lead.case_id, len(CASE))
        self.assertEqual([e["action"] for e in cases], CASE)
        for entries in (steps, cases):
            versions = [int(entry["aggregateVersion"]) for entry in entries]
            self.assertEqual(versions, list(range(1, len(entries) + 1)))
        signers = {e["actorId"] for e in cases if e["action"] == "case.endorse"}
        self.assertEqual(signers, {lead.head.id, self.town.leader.id})

        last = office.call("EvidenceService/GetCheckpoint")
        for entry in steps + cases:
            proof = office.call(
                "EvidenceService/ProveInclusion",
                eventId=entry["eventId"],
                treeSize=last["treeSize"],
            )
            self.verify(checkpoint=last, inclusion=proof, key=first["verifierKey"])
        grown = office.call(
            "EvidenceService/ProveConsistency",
            first=first["treeSize"],
            second=last["treeSize"],
        )
        self.verify(checkpoint=last, earlier=first, consistency=grown, key=first["verifierKey"])

        # The verifier is no yes-man.
        proof["entry"]["leaf"] = steps[0]["leaf"]
        with self.assertRaises(evidence_verifier.Rejected):
            self.verify(checkpoint=last, inclusion=proof, key=first["verifierKey"])

    def entries(self, noun, aggregate, count):
        """The entries of the noun with this id, oldest first, once there are `count`."""

        def listed():
            answer = self.town.office.call("EvidenceService/ListEntries", aggregateId=aggregate)
            found = [e for e in answer.get("entries", []) if e["aggregate"] == noun]
            return len(found) >= count and found

        return until(listed, f"{count} entries of {noun} {aggregate}")[::-1]

    def verify(self, key, **documents):
        with tempfile.TemporaryDirectory() as place:
            arguments = dict.fromkeys(("checkpoint", "inclusion", "earlier", "consistency"))
            for name, document in documents.items():
                path = pathlib.Path(place, name)
                path.write_text(json.dumps(document), encoding="utf-8")
                arguments[name] = str(path)
            evidence_verifier.verify(argparse.Namespace(key=key, **arguments))
