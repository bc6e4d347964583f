"""A mark in every sensitive field of the API is found in nothing that the suite leaves: no table,
redo log, binlog, dump, log line, state file or metric. The same search finds a mark that was put
where it may be read."""

import base64
import gzip
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request
import zipfile

from canary import CONTROL, WORD, CanaryDoor, Search
from canary_steps import Planter
from suite import Suite, until
from town import City

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
PROCESSES = (*SERVICES, "gateway")
# Where secrets are kept on purpose: what opens the demo.
KEPT = ("demo.json", "secrets", "custodians")


class CanaryJourney(unittest.TestCase):
    def test_what_is_told_in_confidence_lies_open_nowhere(self):
        suite = Suite(HECHA_DATABASE_OPTIONS="log-bin=binlog binlog-format=ROW")
        try:
            # Everybody is called again, and at once.
            suite.query("UPDATE hecha_verification.revisit_policy SET per_mille = 1000, after_days = 0")
            door = CanaryDoor(suite)
            lead = Planter(City(door)).plant()
            suite.restart("intake", "--clock_offset=30000h")
            Planter(City(door)).purge_is_asked_for(lead)
            self.assertEqual(door.missing(), [], "sensitive fields that the test does not plant")
            self.assertGreater(len(door.marks), 90)
            suite.quiet()
            self.metrics_are_clean(suite)
            self.dump(suite)
            self.nothing_dumps_core(suite)
            # Every page reaches its file.
            suite.launch("down")
            self.files_are_clean(suite, door)
        finally:
            suite.stop()

    def metrics_are_clean(self, suite):
        search = Search([WORD])
        for url in suite.metrics.values():
            with urllib.request.urlopen(url, timeout=10) as answer:
                self.assertEqual(search.within(answer.read()), [], url)

    def dump(self, suite):
        """A logical backup, as it is and compressed."""
        dumped = subprocess.run(
            ["mariadb-dump", "--no-defaults", f"--socket={suite.database_socket}",
             "--all-databases", "--single-transaction"],
            capture_output=True, check=True, timeout=120).stdout
        (suite.var / "dump.sql").write_bytes(dumped)
        (suite.var / "dump.sql.gz").write_bytes(gzip.compress(dumped))

    def nothing_dumps_core(self, suite):
        """Memory holds what was told in the clear, so no process writes it to a file."""
        for name in PROCESSES:
            limit = resource.prlimit(suite.pid(name), resource.RLIMIT_CORE)
            self.assertEqual(limit, (0, 0), name)
        pid = suite.pid("consultation")
        here = pathlib.Path(f"/proc/{pid}/cwd").resolve()
        before = set(here.glob("core*"))
        os.kill(pid, signal.SIGABRT)
        until(lambda: not suite.pid("consultation"), "consultation ends")
        self.assertEqual(set(here.glob("core*")) - before, set())

    def files_are_clean(self, suite, door):
        marks, control = Search([WORD], except_for=[CONTROL]), CONTROL.encode()
        secrets = Search([*door.secrets, *(secret.replace("-", "") for secret in door.secrets)])
        found, controls = [], set()
        for file in sorted(suite.var.rglob("*")):
            if not file.is_file():
                continue
            name = str(file.relative_to(suite.var))
            hits = marks.within_file(file)
            if not name.startswith(KEPT):
                hits += secrets.within_file(file)
            found += [(name, hit) for hit in hits]
            if control in file.read_bytes():
                controls.add(file.name.partition(".")[0])
        self.assertEqual(found, [])
        # The search reached where plain text would be.
        self.assertLessEqual({"meeting", "binlog", "dump"}, controls)


class SearchTest(unittest.TestCase):
    """The search can fail: it finds a mark however it was written."""

    def found(self, content):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\0before " + content + b" after\0")
            file.flush()
            return bool(Search([WORD]).within_file(pathlib.Path(file.name)))

    def test_every_encoding_is_found(self):
        text = f"某{WORD}0042某"
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            self.assertTrue(self.found(text.encode(charset)), charset)
        for lead in ("", "a", "ab"):
            self.assertTrue(self.found(base64.b64encode((lead + text).encode())), "base64")
        self.assertTrue(self.found(urllib.parse.quote(text).encode()), "percent")
        self.assertTrue(self.found(text.encode().hex().encode()), "hex")
        self.assertTrue(self.found(text.encode("unicode_escape")), "JSON")
        self.assertFalse(self.found("某金丝猴0042某".encode()))

    def test_compressed_data_is_looked_into(self):
        content = (f"{WORD}0042" * 9).encode()
        self.assertTrue(self.found(gzip.compress(content)))
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("a", content)
            file.seek(0)
            self.assertTrue(self.found(file.read()))
