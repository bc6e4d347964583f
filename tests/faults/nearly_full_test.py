#!/usr/bin/env python3
"""A disk that is nearly full: what is new is refused with its reason, what is there can be read, and
once there is room everything goes on. The reserve is set to more than any disk has; that a full one
loses nothing is the fault rig's to show.

usage: nearly_full_test.py
"""

import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "journeys"), str(TESTS / "testing")]

from client import Http, Refused
from suite import Suite, until
from town import City

ALL_OF_IT = "--db_reserve_percent=100 --db_reserve_mib=1000000000"


def refusal(ask):
    """The rule by which it is refused, and the HTTP status; nothing if it is not."""
    try:
        ask()
    except Refused as refused:
        return refused.rule, refused.code
    return None


def check(suite):
    town = City(Http(suite)).town("xigang")
    lead = town.registers().id
    suite.restart("intake", ALL_OF_IT)
    until(lambda: refusal(town.registers) == ("STORAGE_NEARLY_FULL", 429), "new leads are refused")
    report = {"division": town.division, "title": "一", "narrative": "二"}
    if refusal(lambda: town.city.citizen.call("ReporterService/FileReport", **report)) is None:
        yield "a citizen's report was taken"
    leads = town.clerk.call("LeadService/ListLeads")["leads"]
    if [each["id"] for each in leads] != [lead]:
        yield f"of one lead {len(leads)} can be read"
    suite.restart("intake", "")
    until(lambda: refusal(town.registers) is None, "new leads are taken again")


def main():
    suite = Suite()
    try:
        wrong = list(check(suite))
    finally:
        suite.stop()
    for each in wrong:
        print(f"FAILED  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
