#!/usr/bin/env python3
"""A flood of public reports against a running suite: whoever works here is not refused, whoever is
refused is told at once when to come back, and what was acknowledged is there.

Latencies are printed, not judged: they are the machine's as much as ours. usage:
overload_test.py [--rate N] [--seconds N]
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import urllib.request

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "journeys"), str(TESTS / "testing")]

from client import Http, Refused
from proof_of_work import solve
from suite import BUILD, Suite
from town import City

TOWN = "370481109"
STAFF_RATE = 10
# What the bounded queues, rooms and maps may take in all, and then some.
MEMORY_MIB = 400
# What the gateway may spend on a refusal, on average: it waits for nothing and nobody.
AT_ONCE_MS = 50
RECEIPTS = 20
TITLE = "砂场强收管理费"

REPORT = {
    "division": TOWN,
    "title": f"{TITLE} @N@",
    "narrative": "该团伙长期盘踞在砂场周边，对过往运输车辆强行收取所谓管理费。",
}
LEAD = {
    "division": TOWN,
    "channel": "CHANNEL_REGULATOR",
    "sector": "SECTOR_SAND_WASHING",
    "documentNo": "西监〔2019〕@N@号",
    "issuingBody": "市场监管所",
    "title": "移送的线索",
    "narrative": "日常检查中发现砂场外有人拦车收费。",
}


class Overload:
    def __init__(self, suite, options):
        self.suite, self.options = suite, options
        self.city = City(Http(suite))
        self.answers = suite.home / "answers"
        self.failures = []

    def check(self, holds, what):
        print(("ok      " if holds else "FAILED  ") + what, flush=True)
        if not holds:
            self.failures.append(what)

    def flood(self, body, rate, *flags, first=()):
        """What came back of an open loop of posts."""
        command = [*first, BUILD / "bin" / "flood", f"--rate={rate}",
                   f"--gateway={urllib.parse.urlsplit(self.suite.gateway).netloc}",
                   f"--seconds={self.options.seconds}", *flags,
                   f"--body={json.dumps(body, ensure_ascii=False)}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        return json.loads(done.stdout)

    def staff(self):
        token = self.city.actor("xigang.clerk").session
        return self.flood(LEAD, STAFF_RATE, "--target=/v1/leads", f"--token={token}")

    def memory(self):
        """MiB that the gateway and intake held at most."""
        total = 0
        for name in ("gateway", "intake"):
            pid = (self.suite.var / "run" / f"{name}.pid").read_text().split()[0]
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            total += int(peak.split()[1]) / 1024
        return total

    def refusal_ms(self):
        """What the gateway itself spends on one refused report."""
        with urllib.request.urlopen(self.suite.metrics["gateway"], timeout=10) as answer:
            text = answer.read().decode()
        sums = {}
        for part in ("sum", "count"):
            found = re.search(r'^hecha_http_duration_seconds_%s\{(?=[^}]*code="429")'
                              r'(?=[^}]*route="/v1/reports")[^}]*\} (\S+)' % part, text, re.M)
            sums[part] = float(found[1]) if found else 0.0
        return 1000 * sums["sum"] / max(1.0, sums["count"])

    def registered(self):
        """How many of the flood's reports are leads."""
        clerk, count, page = self.city.actor("xigang.clerk"), 0, ""
        while True:
            answer = clerk.call("LeadService/ListLeads", pageSize=200, pageToken=page)
            count += sum(lead["title"].startswith(TITLE) for lead in answer.get("leads", []))
            page = answer.get("nextPageToken", "")
            if not page:
                return count

    def honest_report(self):
        """A citizen who proves the work that is asked for."""
        body = json.dumps(REPORT, ensure_ascii=False).encode()
        door = self.city.door
        for _ in range(20):
            challenge = door.exchange("GET", "/v1/challenge")[1]
            headers = {}
            if challenge.get("challenge"):
                proof = solve(challenge["challenge"], challenge["difficulty"], body)
                headers["X-Proof-Of-Work"] = proof
            code, answer = door.send("POST", "/v1/reports", body, headers)
            if code == 200:
                return answer["receipt"]
        return None

    def sign_in(self):
        for _ in range(20):
            try:
                return self.city.door.sign_in(self.suite.user("jisuo.clerk"))
            except Refused as refused:
                if refused.code != 429:
                    raise
        return None

    def opens(self, receipt):
        """Once it is quiet, or after the work that is still asked for."""
        body = json.dumps({"receipt": receipt}).encode()
        challenge = self.city.door.exchange("GET", "/v1/challenge")[1]
        headers = {}
        if challenge.get("challenge"):
            proof = solve(challenge["challenge"], challenge["difficulty"], body)
            headers["X-Proof-Of-Work"] = proof
        return self.city.door.send("POST", "/v1/receipts:open", body, headers)[0] == 200

    def run(self):
        self.city.actor("xigang.clerk").call("SessionService/GetMe")
        quiet = self.staff()
        before = self.memory()
        with concurrent.futures.ThreadPoolExecutor() as together:
            # At the least priority: the cores are for the suite, not for those who flood it.
            public = together.submit(self.flood, REPORT, self.options.rate,
                                     f"--answers={self.answers}", first=("nice", "-n", "19"))
            staff = together.submit(self.staff)
            honest = together.submit(self.honest_report)
            session = together.submit(self.sign_in)
            public, staff = public.result(), staff.result()
            honest, session = honest.result(), session.result()
        print(f"staff, quiet: {json.dumps(quiet)}\nstaff, flood: {json.dumps(staff)}")
        print(f"public, {self.options.rate}/s: {json.dumps(public)}")
        self.judge(quiet, before, public, staff)
        self.check(honest is not None, "a citizen who proves the work is let in")
        self.check(session is not None, "whoever works here signs in meanwhile")

    def judge(self, quiet, before, public, staff):
        for when, calls in (("quiet", quiet), ("flood", staff)):
            self.check(calls["acknowledged"] == calls["sent"] > 0 and calls["unsent"] == 0,
                       f"no call of the staff is refused ({when}): p99 {calls['p99Ms']} ms")
        self.check(public["codes"].get("429", 0) > 0, "the flood is more than the public room")
        self.check(set(public["codes"]) <= {"200", "429", "503"},
                   f"refusals are honest: {public['codes']}")
        self.check(public["withoutRetryAfter"] == 0, "every refusal says when to come back")
        spent = self.refusal_ms()
        self.check(0 < spent < AT_ONCE_MS, f"refusals are immediate: {spent:.2f} ms of ours")
        grown = self.memory() - before
        self.check(grown < MEMORY_MIB, f"memory is bounded: {grown:.0f} MiB more")
        receipts = [json.loads(line)["receipt"]
                    for line in self.answers.read_text(encoding="utf-8").splitlines()]
        leads = self.registered()
        self.check(leads >= len(receipts) > 0,
                   f"what was acknowledged is there: {leads} leads for {len(receipts)} receipts")
        sample = receipts[:: max(1, len(receipts) // RECEIPTS)]
        self.check(all(self.opens(receipt) for receipt in sample), "their receipts open")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=int(os.environ.get("FLOOD_RATE", "5000")))
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    suite = Suite()
    try:
        overload = Overload(suite, options)
        overload.run()
    finally:
        suite.stop()
    return 1 if overload.failures else 0


if __name__ == "__main__":
    sys.exit(main())
