"""hechactl on a running suite: an import that is killed half-way, a signature whose key never
leaves its owner's computer, and the demo."""

import base64
import csv
import hashlib
import hmac
import re
import struct
import subprocess
import time

from client import NativeGrpc
from journey import Journey
from suite import BUILD, until
from town import Actor, confirmer

ROWS = 600


def one_time_password(secret, now):
    """RFC 6238, six digits, as an authenticator shows them."""
    step = struct.pack(">Q", int(now) // 30)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class CtlJourney(Journey):
    door = NativeGrpc
    town_key = "chaihudian"

    def leads(self):
        """How many leads supervision counts in the town."""
        answer = self.town.office.call("StatisticsService/QueryStatistics", measure="MEASURE_STATE")
        return sum(int(total.get("count", 0)) for total in answer.get("totals", []))

    def ctl(self, *arguments, user):
        suite = self.city.suite
        state, password = suite.home / "ctl", user.user["password"]
        words = (*arguments, f"--user={user.user['username']}")
        return suite.ctl(*words, state=state, password=password)

    def test_killed_import_that_runs_again_leaves_one_lead_a_row(self):
        suite, clerk, before = self.city.suite, self.town.clerk, self.leads()
        path = suite.home / "messages.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["message_id", "user_id", "subject", "submitted_at", "body"])
            for i in range(ROWS):
                row = [i, f"A{i:06}", f"反映第 {i} 件事", "2019-02-28T11:25:05", "内容，含逗号\n和换行"]
                table.writerow(row)
            table.writerow(["bad", "A", "时间不对", "昨天", "内容"])

        importing = suite.start_ctl(
            "import", str(path), f"--user={clerk.user['username']}", password=clerk.user["password"]
        )
        until(lambda: self.leads() > before or importing.poll() is not None, "the import begins")
        importing.kill()
        importing.wait()

        again = self.ctl("import", str(path), user=clerk)
        self.assertEqual(again.returncode, 1, again.stderr)
        # Rows of three lines each, after the header.
        self.assertIn(f"messages.csv:{2 * ROWS + 2}: bad TIME_FORM", again.stderr)
        third = self.ctl("import", str(path), user=clerk)
        self.assertIn(f"0 created, {ROWS} existing, 1 refused", third.stdout)
        until(lambda: self.leads() == before + ROWS, f"{ROWS} leads", seconds=60)

    def test_list_of_an_office_is_imported_as_it_was_saved(self):
        path = self.city.suite.home / "list.csv"
        rows = ["编号,标题,反映内容,行业", "甲1,强买强卖,砂石垄断,洗砂场", "甲2,偷采,夜间采砂,采矿"]
        path.write_text("\n".join(rows), encoding="gb18030")
        first = self.ctl("import-list", str(path), "--dry_run", user=self.town.clerk)
        self.assertIn("1 created, 0 updated, 0 unchanged", first.stdout, first.stderr)
        second = self.ctl("import-list", str(path), user=self.town.clerk)
        self.assertEqual(second.returncode, 1, second.stderr)
        self.assertIn("list.csv:3: 甲2 UNKNOWN_CODE", second.stderr)
        third = self.ctl("import-list", str(path), user=self.town.clerk)
        self.assertIn("0 created, 0 updated, 1 unchanged", third.stdout)

    def test_signatory_signs_with_a_key_file(self):
        town, lead = self.town, self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        key = self.city.suite.home / "leader.key"
        for command in ("keygen", "enrol"):
            done = self.ctl(command, f"--key={key}", user=town.leader)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(key.stat().st_mode & 0o077, 0)

        def sign():
            return self.ctl("sign", lead.case_id, f"--key={key}", "--yes", user=town.leader)

        self.assertIn("KEY_NOT_CONFIRMED", sign().stderr)
        key_id = done.stdout.split()[0]
        second = confirmer(town, town.leader)
        second.call("SigningKeyService/ConfirmSigningKey", signingKeyId=key_id)
        signed = sign()
        self.assertEqual(signed.returncode, 0, signed.stderr)
        self.assertEqual([e["signerId"] for e in lead.case()["endorsements"]], [town.leader.id])

    def test_kept_session_is_good_where_it_was_opened(self):
        suite, user = self.city.suite, self.town.clerk.user
        state, me = suite.home / "kept", ("call", "GetMe")
        named = f"--user={user['username']}"
        self.assertEqual(suite.ctl("login", named, state=state, password=user["password"]).returncode, 0)
        kept = suite.ctl(*me, state=state)
        self.assertIn(user["userId"], kept.stdout, kept.stderr)
        self.assertIn("who are you?", suite.ctl(*me, "--grpc=127.0.0.1:9", state=state).stderr)
        far = suite.ctl(*me, named, "--grpc=192.0.2.1:9", state=state, password=user["password"])
        self.assertIn("in the clear", far.stderr)

    def test_second_factor_is_asked_for(self):
        suite, user = self.city.suite, self.town.organisation.user
        state, me = suite.home / "factor", ("call", "GetMe", f"--user={user['username']}")
        own = lambda otp: suite.ctl(*me, state=state, password=user["password"], HECHA_OTP=otp)
        enrolled = self.town.organisation.call(
            "SecondFactorService/EnrolSecondFactor", password=user["password"]
        )
        now = time.time()
        self.town.organisation.call(
            "SecondFactorService/ConfirmSecondFactor", otp=one_time_password(enrolled["secret"], now)
        )
        try:
            self.assertIn("OTP_WRONG", own("000000").stderr)
            # Of the next half minute, because each is taken once.
            shown = own(one_time_password(enrolled["secret"], now + 30))
            self.assertIn(user["userId"], shown.stdout, shown.stderr)
        finally:
            self.city.office.call("SecondFactorService/ResetSecondFactor", userId=user["userId"])

    def test_deployment_opens_and_closes_what_nobody_may_appoint(self):
        newcomer = {"username": f"{self.town_key}.second", "password": "A-long-password-1"}
        unit = self.town.discipline.unit
        opened = self.gateway("open", newcomer["username"], unit, "discipline", "第二书记", says=newcomer["password"])
        self.assertEqual(opened.returncode, 0, opened.stderr)
        self.assertIn(opened.stdout.strip(), self.ctl("call", "GetMe", user=Actor(self.door, newcomer)).stdout)
        self.assertEqual(self.gateway("disable", newcomer["username"]).returncode, 0)
        refused = self.ctl("call", "GetMe", user=Actor(self.door, newcomer))
        self.assertIn("LOGIN_FAILED", refused.stderr)

    def gateway(self, *words, says=""):
        """Runs hecha-gateway user, on the computer of the suite."""
        var = self.city.suite.var
        flags = (f"--flagfile={var}/etc/gateway.flags", "--db_user=hecha_gateway")
        return subprocess.run(
            [BUILD / "bin" / "hecha-gateway", "user", *words, *flags, f"--db_password_file={var}/secrets/db_gateway"],
            input=f"{says}\n",
            capture_output=True,
            text=True,
        )

    def test_demo_ends_with_totals_that_equal_their_lines(self):
        table = self.city.suite.launch("demo", "--count=48")
        self.assertRegex(table, r"leads of this run +48\n")
        self.assertRegex(table, r"signatures verified +[1-9]\d+\n")
        self.assertRegex(table, r"totals and lines +一致 equal")
        states = set(re.findall(r"^  \S+ ([A-Z]+) ", table, re.MULTILINE))
        self.assertLessEqual({"REGISTERED", "SEALED", "SIGNING", "FILED", "CLOSED"}, states)
