#!/usr/bin/env python3
"""Restarts every process and the database, one after another, while people work. No call fails: the
gateway asks a process that is away again, and whoever finds no gateway asks again under the same
request id. Three kinds of clients call: plain HTTP, which asks again by a loop of this test's; the
console's own client, in Node; and hechactl, over native gRPC. The last two do so by themselves.

usage: rolling_restart_test.py
"""

import http.client
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "journeys"), str(TESTS / "testing")]

from client import Http, Refused
from suite import BUILD, ROOT, Suite, until
from town import City

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
PEOPLE = 6
# So many calls of each kind are answered before and after a restart.
CALLS = 3
PATIENCE = 20
CONSOLE = BUILD / "gateway" / "console"
DRAFT = {
    "division": "370481109",
    "channel": "CHANNEL_REGULATOR",
    "sector": "SECTOR_SAND_WASHING",
    "documentNo": "西监〔2019〕1号",
    "issuingBody": "市场监管所",
    "title": "移送的线索",
    "narrative": "日常检查中发现砂场外有人拦车收费。",
}
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
        except Refused as refused:
            if refused.code != 503:
                raise
            self.asked_again += 1
            return False

    def register(self):
        self.registered.append(self.town.registers(requestId=self.request_id).id)


class Page:
    """The console's client, in a process of its own."""

    def __init__(self, suite, session):
        self.process = subprocess.Popen(
            ["node", pathlib.Path(__file__).with_name("console_caller.mjs"),
             CONSOLE / "node_modules", ROOT / "gateway" / "console" / "api" / "call.ts",
             suite.gateway, session, json.dumps(DRAFT)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def finish(self):
        return json.loads(self.process.communicate(timeout=120)[0])


class Native(threading.Thread):
    """hechactl, call after call; each is a process that finds the gateway as it is."""

    def __init__(self, suite):
        super().__init__()
        self.suite, self.state = suite, suite.home / "native"
        self.state.mkdir()
        user = suite.user("xigang.clerk")
        signed_in = suite.ctl("login", f"--user={user['username']}", state=self.state,
                              password=user["password"])
        assert signed_in.returncode == 0, signed_in.stderr
        self.registered, self.calls, self.failed = [], 0, []
        self.done = threading.Event()

    def run(self):
        while not self.done.is_set():
            lead = self.call("LeadService/CreateLead", DRAFT)
            if lead:
                self.registered.append(lead["id"])
            self.call("LeadService/ListLeads", {"pageSize": 10})

    def call(self, method, fields):
        self.calls += 1
        asked = self.suite.ctl("call", method, json.dumps(fields), state=self.state)
        if asked.returncode == 0:
            return json.loads(asked.stdout)
        self.failed.append(asked.stderr.strip())
        return None


def leads_of(town):
    leads, page = [], ""
    while True:
        answer = town.clerk.call("LeadService/ListLeads", pageSize=200, pageToken=page)
        leads += [lead["id"] for lead in answer["leads"]]
        page = answer.get("nextPageToken", "")
        if not page:
            return leads


def restart(suite, name):
    if name != "db":
        return suite.launch("restart", name)
    os.kill(suite.pid("db"), signal.SIGTERM)
    until(lambda: not suite.pid("db"), "the database ends", 60)
    # Starts what does not run.
    return suite.launch("up")


def roll(suite, people):
    """Restarts each; returns how long each was on its way."""

    def everybody_called():
        calls = [person.calls + CALLS * len(READS) for person in people]
        until(lambda: all(person.calls >= least for person, least in zip(people, calls)),
              "everybody is served", PATIENCE * len(READS))

    everybody_called()
    for name in (*SERVICES, "db", "gateway"):
        begun = time.monotonic()
        restart(suite, name)
        seconds = time.monotonic() - begun
        again = sum(person.asked_again for person in people)
        everybody_called()
        failed = sum(len(person.failed) for person in people)
        print(f"{name:15} {seconds:5.1f} s  failed {failed}  asked again by clients {again}",
              flush=True)
        # A database takes as long as it takes: past the gateway's patience clients are told.
        if name in SERVICES and again:
            yield f"clients had to ask again while {name} restarted: {again}"


def check(suite):
    city = City(Http(suite))
    town = city.town("xigang")
    town.clerk.call("SessionService/GetMe")
    town.office.call("SessionService/GetMe")
    people = [Person(city) for _ in range(PEOPLE)]
    native = Native(suite)
    page = Page(suite, town.clerk.session)
    callers = [*people, native]
    for caller in callers:
        caller.start()
    try:
        yield from roll(suite, people)
    finally:
        for caller in callers:
            caller.done.set()
        for caller in callers:
            caller.join()
        console = page.finish()
    for caller in callers:
        yield from (f"a call failed: {error}" for error in caller.failed)
    yield from (f"a call of the console failed: {error}" for error in console["failed"])
    print(f"native {native.calls} calls; console {console['calls']}, sent again {console['again']}")
    if console["again"] == 0:
        yield "the console had no reason to ask again: nothing was shown"
    known = [lead for caller in callers for lead in caller.registered] + console["leads"]
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
