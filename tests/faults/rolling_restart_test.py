#!/usr/bin/env python3
"""Restarts every process, one after another, while people work. No call fails: the gateway asks a
process that is away again, and whoever finds no gateway does so himself, as a page does.

usage: rolling_restart_test.py
"""

import http.client
import itertools
import pathlib
import sys
import threading
import time
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "journeys"), str(TESTS / "testing")]

from client import Http, Refused
from suite import Suite, until
from town import City

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
PEOPLE = 6
# So many calls of each kind are answered before and after a restart.
CALLS = 3
PATIENCE = 20
READS = ("LeadService/ListLeads", "CaseService/ListCases", "MeetingService/ListMeetings",
         "ProblemService/ListProblems", "ProceedingService/ListProceedings")


class Person(threading.Thread):
    """Registers leads, and reads of every service, in turn."""

    def __init__(self, city):
        super().__init__()
        self.town = city.town("xigang")
        self.registered, self.calls, self.asked_again, self.failed = [], 0, 0, []
        self.done = threading.Event()

    def run(self):
        for read in itertools.cycle(READS):
            if self.done.is_set():
                return
            self.call(self.register)
            self.call(lambda: self.town.office.call(read))

    def call(self, ask):
        self.request_id = str(uuid.uuid4())
        try:
            until(lambda: self.answered(ask), "the gateway is back", PATIENCE)
        except (Refused, AssertionError) as error:
            self.failed.append(error)
        self.calls += 1

    def answered(self, ask):
        """False where there is no gateway: it is asked again."""
        try:
            ask()
            return True
        except (OSError, http.client.HTTPException):
            self.asked_again += 1
            return False

    def register(self):
        self.registered.append(self.town.registers(requestId=self.request_id).id)


def leads_of(town):
    leads, page = [], ""
    while True:
        answer = town.clerk.call("LeadService/ListLeads", pageSize=200, pageToken=page)
        leads += [lead["id"] for lead in answer["leads"]]
        page = answer.get("nextPageToken", "")
        if not page:
            return leads


def roll(suite, people):
    """Restarts each; returns how long each was on its way."""

    def everybody_called():
        calls = [person.calls + CALLS * len(READS) for person in people]
        until(lambda: all(person.calls >= least for person, least in zip(people, calls)),
              "everybody is served", PATIENCE * len(READS))

    everybody_called()
    for name in (*SERVICES, "gateway"):
        begun = time.monotonic()
        suite.launch("restart", name)
        seconds = time.monotonic() - begun
        again = sum(person.asked_again for person in people)
        everybody_called()
        failed = sum(len(person.failed) for person in people)
        print(f"{name:15} {seconds:5.1f} s  failed {failed}  asked again by clients {again}",
              flush=True)
        if name != "gateway" and again:
            yield f"clients had to ask again while {name} restarted: {again}"


def check(suite):
    city = City(Http(suite))
    town = city.town("xigang")
    town.clerk.call("SessionService/GetMe")
    town.office.call("SessionService/GetMe")
    people = [Person(city) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        yield from roll(suite, people)
    finally:
        for person in people:
            person.done.set()
        for person in people:
            person.join()
    for person in people:
        yield from (f"a call failed: {error}" for error in person.failed)
    known = [lead for person in people for lead in person.registered]
    held = leads_of(town)
    print(f"{sum(person.calls for person in people)} calls, {len(known)} leads")
    if sorted(known) != sorted(held):
        yield f"{len(known)} leads were acknowledged, {len(set(known))} of them different; there are {len(held)}"


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
