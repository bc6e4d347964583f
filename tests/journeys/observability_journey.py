"""What an operator watches: health, metrics and logs of all six processes."""

import json
import os
import subprocess
import unittest
import urllib.error
import urllib.request

from client import Http, Refused
from journey import World
from suite import until

PROCESSES = {
    "intake", "verification", "consultation", "supervision", "accountability", "gateway",
}
NOBODY = "00000000-0000-7000-8000-000000000000"


class ObservabilityJourney(unittest.TestCase):
    def setUp(self):
        self.suite = World.suite
        self.door = World.city(Http).door

    def test_the_launcher_and_the_gateway_say_that_all_is_healthy(self):
        status = json.loads(self.suite.launch("status", "--json"))
        self.assertTrue(status["healthy"])
        self.assertEqual({each["name"] for each in status["processes"]}, PROCESSES | {"db"})
        self.assertEqual(self.door.exchange("GET", "/healthz")[0], 200)
        code, ready = self.door.exchange("GET", "/readyz")
        self.assertEqual((code, ready["ready"]), (200, True))

    def test_promtool_accepts_the_metrics_of_every_process(self):
        self.assertEqual(set(self.suite.metrics), PROCESSES)
        for name, url in self.suite.metrics.items():
            with self.subTest(process=name), urllib.request.urlopen(url, timeout=10) as answer:
                text = answer.read()
                checked = subprocess.run(
                    ["promtool", "check", "metrics"], input=text, capture_output=True, timeout=30
                )
                self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
                for metric in (b"hecha_sql_duration_seconds", b"hecha_outbox_pending"):
                    self.assertIn(metric, text)

    def test_a_refused_call_is_found_by_its_trace_in_the_last_service(self):
        trace = os.urandom(16).hex()
        clerk = World.city(Http).actor("xigang.clerk")
        clerk.call("SessionService/GetMe")
        request = urllib.request.Request(
            f"{self.suite.gateway}/v1/leads/{NOBODY}",
            headers={
                "Authorization": f"Bearer {clerk.session}",
                "traceparent": f"00-{trace}-{os.urandom(8).hex()}-01",
            },
        )
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        self.assertEqual(refused.exception.code, 404)
        line = until(lambda: self.logged("intake", trace), "the line in intake's log")
        self.assertEqual(line["method"], "hecha.intake.v1.LeadService/GetLead")
        self.assertEqual((line["service"], line["rule"]), ("intake", "UNKNOWN"))

    def test_the_operator_sees_every_process_and_no_one_else_does(self):
        operator = World.city(Http).actor("tengzhou.operator")
        processes = operator.call("OperationsService/ListProcesses")["processes"]
        self.assertEqual({each["name"] for each in processes}, PROCESSES)
        for each in processes:
            self.assertTrue(each["reachable"], each)
            self.assertRegex(each["version"], r"^\d+\.\d+\.\d+$")
            self.assertIn("startedAt", each)
        told = {each["name"]: {to["subscriber"] for to in each["backlogs"]} for each in processes}
        self.assertIn("verification", told["intake"])
        for name in sorted(PROCESSES):
            parked = operator.call("OperationsService/ListParkedEvents", process=name)
            self.assertEqual(parked.get("parkedEvents", []), [], name)
        with self.assertRaises(Refused) as office:
            World.city(Http).actor("xigang.office").call("OperationsService/ListProcesses")
        self.assertEqual(office.exception.rule, "ROLE_REQUIRED")
        for process, event in (("intake", NOBODY), ("nobody", NOBODY)):
            with self.assertRaises(Refused) as unknown:
                operator.call("OperationsService/RetryParkedEvent", process=process, eventId=event)
            self.assertEqual(unknown.exception.rule, "UNKNOWN")

    def test_a_process_that_does_not_answer_is_shown_as_such(self):
        operator = World.city(Http).actor("tengzhou.operator")
        with self.suite.paused("consultation"):
            processes = operator.call("OperationsService/ListProcesses")["processes"]
        silent = [each["name"] for each in processes if not each.get("reachable")]
        self.assertEqual(silent, ["consultation"])

    def logged(self, name, trace):
        """The first line of the process's log that has this trace."""
        with open(self.suite.var / "log" / f"{name}.log", encoding="utf-8") as log:
            lines = (json.loads(line) for line in log if trace in line)
            return next(lines, None)
