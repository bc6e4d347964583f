"""A receipt that nobody has costs what one costs that somebody has, through the door that a stranger
would try it at."""

import http.client
import json
import os
import time
import unittest
import urllib.parse

import alike
from client import Http
from suite import PATIENCE, Suite
from town import City

# One address asks more than its quota would let it.
NO_QUOTA = "--address_burst=1000000 --address_rate=1000000"
# Seconds for which a comparison takes pairs. A busy machine may not tell by then.
ENOUGH = 30


# What a sanitizer adds to either answer, nobody pays.
@unittest.skipIf("HECHA_SANITIZE" in os.environ, "costs are not those of use")
class EqualCostJourney(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.suite = Suite(HECHA_GATEWAY_FLAGS=NO_QUOTA)
        cls.addClassCleanup(cls.suite.stop)
        cls.door = Http(cls.suite)
        town = City(cls.door).town("xigang")
        cls.receipt = town.city.citizen.call(
            "ReporterService/FileReport", division=town.division, sector="SECTOR_OTHER",
            title="有人收保护费", narrative="市场东门每月收一次。")["receipt"]
        cls.suite.quiet()

    def setUp(self):
        self.connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.suite.gateway).netloc, timeout=Http.timeout)
        self.addCleanup(self.connection.close)
        self.hit = self.opens(self.receipt, 200)
        self.miss = self.opens(unknown_like(self.receipt), 404)
        for _ in range(100):
            self.hit()
            self.miss()

    def opens(self, receipt, status):
        verb, path, fields = self.door.request("ReporterService/OpenReceipt", {"receipt": receipt})
        body, headers = json.dumps(fields).encode(), {"Content-Type": "application/json"}

        def call():
            self.connection.request(verb, path, body, headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status != status:
                raise AssertionError(f"{answer.status}, not {status}")

        return call

    def compared(self, one, other):
        found = alike.compare(one, other, ENOUGH * PATIENCE)
        print(f"({found}) ", end="", flush=True)
        if not found.alike and not found.unlike:
            self.skipTest(f"the machine is too busy to tell: {found}")
        return found

    def test_a_miss_costs_what_a_hit_costs(self):
        found = self.compared(self.hit, self.miss)
        self.assertTrue(found.alike, found)

    def test_a_quarter_more_would_be_found(self):
        delay = alike.compare(self.hit, self.miss, 0).cost / 4

        def slower():
            self.miss()
            end = time.perf_counter() + delay
            while time.perf_counter() < end:
                pass

        for one, other in ((slower, self.miss), (self.miss, slower)):
            found = self.compared(one, other)
            self.assertTrue(found.unlike, found)


def unknown_like(receipt):
    """One that is written alike, and that nobody has."""
    return ("1" if receipt[0] == "0" else "0") + receipt[1:]
