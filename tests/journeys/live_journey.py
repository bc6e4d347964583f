"""What a page hears while it is open: GET /v1/changes, server-sent events over HTTP."""

import http.client
import json
import unittest

from client import Http
from journey import World


class Page:
    """An open page: reads the events of its stream one by one."""

    def __init__(self, door, session):
        self.connection = http.client.HTTPConnection(door.address, timeout=20)
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        self.connection.request("GET", "/v1/changes", headers=headers)
        self.response = self.connection.getresponse()

    def lines(self):
        while line := self.response.readline():
            yield line.decode().rstrip("\n")

    def until(self, aggregate):
        """Every change that the stream tells, up to one of `aggregate`."""
        heard = []
        for line in self.lines():
            if line.startswith("data: "):
                heard.append(json.loads(line.removeprefix("data: ")))
                if heard[-1]["aggregate"] == aggregate:
                    return heard
        raise AssertionError(f"the stream ended without a {aggregate}: {heard}")

    def close(self):
        self.connection.close()


class LiveJourney(unittest.TestCase):
    def setUp(self):
        self.city = World.city(Http)

    def open(self, actor):
        actor.call("SessionService/GetMe")
        page = Page(self.city.door, actor.session)
        self.addCleanup(page.close)
        return page

    def test_a_page_hears_what_changes_in_its_territory_and_no_more(self):
        here, there = self.city.town("xigang"), self.city.town("jisuo")
        page, city = self.open(here.office), self.open(self.city.actor("tengzhou.city_office"))
        self.assertEqual(page.response.status, 200)
        self.assertEqual(page.response.getheader("Content-Type"), "text/event-stream")
        self.assertEqual(page.response.getheader("Cache-Control"), "no-store")
        # The greeting, and the first sign of life: from here on the feed listens.
        for each in (page, city):
            lines = each.lines()
            while next(lines) != ":":
                pass
        there.registers()
        heard = city.until("lead")
        self.assertEqual(heard[-1], {"aggregate": "lead", "division": there.division})
        here.registers()
        heard = page.until("lead")
        self.assertEqual({each["division"] for each in heard}, {here.division})

    def test_a_stranger_hears_nothing(self):
        page = Page(self.city.door, None)
        self.addCleanup(page.close)
        self.assertEqual(page.response.status, 401)
        rules = [d["reason"] for d in json.loads(page.response.read())["error"]["details"] if "reason" in d]
        self.assertEqual(rules, ["SIGN_IN_REQUIRED"])
