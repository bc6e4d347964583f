"""A new key for each of the five services while all of them run: data keys are wrapped anew, no
text is touched, and everything stays readable."""

import os
import subprocess
import unittest

from canary_steps import Planter
from client import Http
from journey import World
from suite import BUILD, until

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
# What is sealed under data keys, one column a service.
SEALED = {
    "intake": "lead.narrative",
    "verification": "case_step.text",
    "consultation": "meeting_opinion.text",
    "supervision": "problem.description",
    "accountability": "proceeding.facts",
}


class RotationJourney(unittest.TestCase):
    def setUp(self):
        self.suite = World.suite
        self.planter = Planter(World.city(Http))

    def test_a_new_key_wraps_data_keys_and_touches_no_text(self):
        self.write()
        self.suite.quiet()
        texts = {name: self.texts(name) for name in SERVICES}
        old = {name: self.newest(name) for name in SERVICES}
        for name in SERVICES:
            with open(self.suite.var / "keys" / name / "keyring", "a", encoding="ascii") as file:
                file.write(f"* {os.urandom(32).hex()}\n")
        for name in SERVICES:
            until(lambda: self.data_keys(name, old[name]) == 0, f"{name} wraps its keys anew", 30)
            self.assertNotEqual(self.newest(name), old[name], name)
            self.assertGreater(self.data_keys(name, self.newest(name)), 0, name)
            # Of what the old line sealed only events are left, and they go with their month, and
            # workbooks, which go within the hour.
            left = self.sealed_under(name, old[name])
            self.assertLessEqual(left, {"outbox", "export_piece"}, name)
            self.assertEqual(self.texts(name), texts[name], name)
        self.read()
        self.write()

    def write(self):
        self.planter.meeting_is_held()
        self.planter.unit_is_supervised()
        self.planter.unit_answers()
        self.lead = self.planter.assigned()
        self.lead.is_accepted()
        self.lead.is_planned()
        self.lead.gets_step()

    def read(self):
        """What was written before the rotation."""
        office = self.planter.town.office
        self.assertTrue(self.lead.view()["narrative"])
        self.assertTrue(self.lead.case()["steps"][0]["text"])
        for service, field in (("Meeting", "subject"), ("Problem", "description"),
                               ("Proceeding", "cause")):
            listed = office.call(f"{service}Service/List{service}s", pageSize=200)
            values = [one.get(field) for one in next(iter(listed.values()))]
            self.assertTrue(any(values), service)

    def texts(self, name):
        table, column = SEALED[name].split(".")
        return self.suite.query(
            f"SELECT SHA2({column}, 256) AS text FROM hecha_{name}.{table} ORDER BY text")

    def data_keys(self, name, key_id):
        return int(self.suite.query(
            f"SELECT COUNT(*) FROM hecha_{name}.data_key WHERE key_id = X'{key_id}'"))

    def keys(self, name):
        """What the program says of the lines of its key file: cells of each."""
        var = self.suite.var
        listed = subprocess.run(
            [BUILD / "bin" / f"hecha-{name}", "keys", f"--flagfile={var}/etc/{name}.flags",
             f"--db_user=hecha_{name}", f"--db_password_file={var}/secrets/db_{name}"],
            capture_output=True, check=True, text=True, timeout=60).stdout
        return [line.split("\t") for line in listed.splitlines()[1:]]

    def newest(self, name):
        return [key_id for line, key_id, *_ in self.keys(name) if line == "*"][-1]

    def sealed_under(self, name, key_id):
        """The tables with values that the line sealed."""
        sealed = next(sealed for _, each, _, sealed in self.keys(name) if each == key_id)
        return {part.split()[0] for part in sealed.split(", ")} - {"nothing"}
