#!/usr/bin/env python3
"""Walks the journeys through a suite of its own: run.py [PART_OF_A_TEST'S_NAME]

The order counts once: time is set forward last.
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "testing"))

from accountability_journey import ProceedingJourney, RedLights
from attachment_journey import AttachmentJourney
from bad_input_journey import BadInputJourney
from canary_journey import CanaryJourney, SearchTest
from ctl_journey import CtlJourney
from equal_cost_journey import EqualCostJourney
from evidence_journey import EvidenceJourney
from intake_journey import IntakeJourney
from journey import World, through_both_doors
from lead_journey import LeadJourney
from live_journey import LiveJourney
from meeting_journey import MeetingJourney
from observability_journey import ObservabilityJourney
from policy_matrix import PolicyMatrix
from purge_journey import PurgeJourney
from report_journey import ReportJourney
from reporter_journey import ReporterJourney
from review_journey import ReviewJourney
from rotation_journey import RotationJourney
from supervision_journey import ExportJourney, LedgerJourney, ProblemJourney
from sweep_journey import SweepJourney
from umbrella_journey import UmbrellaJourney
from verification_journey import VerificationJourney

EITHER_DOOR = (
    LeadJourney, VerificationJourney, UmbrellaJourney, MeetingJourney, ProblemJourney,
    LedgerJourney, EvidenceJourney, SweepJourney,
)


def cases():
    for journey in EITHER_DOOR:
        yield from through_both_doors(journey)
    yield AttachmentJourney
    yield BadInputJourney
    yield SearchTest
    yield CanaryJourney
    yield CtlJourney
    yield EqualCostJourney
    yield ExportJourney
    yield IntakeJourney
    yield LiveJourney
    yield ReportJourney
    yield ReporterJourney
    yield PurgeJourney
    yield ReviewJourney
    yield RotationJourney
    yield PolicyMatrix
    yield ObservabilityJourney
    yield RedLights
    yield from through_both_doors(ProceedingJourney)


def main():
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{word}*" for word in sys.argv[1:]] or None
    tests = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases())
    World.open()
    try:
        result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    finally:
        World.close()
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
