#!/usr/bin/env python3
"""The checker of histories is checked: a suite at work keeps every promise, and each bug that is
planted into what it holds, or into what people were told, is noticed by the promise that it breaks.

usage: history_test.py [--seed N] [--errands N] [--only PART_OF_A_BUG]
"""

import argparse
import pathlib
import random
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / part) for part in ("faults", "journeys", "testing")]

from history import checker, database, plants
from history.plants import events, evidence, handovers, ledgers, readings, reports, verdicts
from history.record import History
from history.recorder import Recorder
from history.world import World
from suite import Suite, until

PLANTS = [plant for group in (reports, events, evidence, verdicts, handovers, readings, ledgers)
          for plant in plants.plants_in(group)]
# So many days, and whatever was forgotten has turned red.
DAYS = 75


class Checked:
    """One clean run, and every bug planted into it in turn."""

    def __init__(self, suite, path, seed):
        self.suite, self.seed, self.failures = suite, seed, 0
        self.clean = World(History(path), database.read(suite), suite)

    def expect(self, holds, what):
        print(("ok      " if holds else "FAILED  ") + what, flush=True)
        self.failures += not holds

    def notices(self, plant):
        scene = plants.Scene(self.clean, random.Random(f"{self.seed}/{plant.bug}"))
        damage = plant.make(scene)
        rows = database.read(self.suite, damage) if damage else self.clean.rows
        noticed = checker.broken(World(scene.history, rows, self.suite))
        self.expect(plant.promise in noticed,
                    f"{plant.bug}: {plant.promise}" +
                    ("" if plant.promise in noticed else f", not {list(noticed)}"))

    def run(self, only):
        for plant in PLANTS:
            if only in plant.bug:
                self.notices(plant)
        unplanted = ({promise.__name__ for promise in checker.PROMISES} -
                     {plant.promise for plant in PLANTS})
        self.expect(not unplanted, f"every promise is tried: {len(PLANTS)} bugs, "
                                   f"{len(checker.PROMISES)} promises {sorted(unplanted) or ''}")


class Time:
    """The time of supervision, in which months can pass at once; until `close`."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.move(0)

    def move(self, days):
        self.file.seek(0)
        self.file.write((days * 86_400_000_000).to_bytes(8, sys.byteorder))
        self.file.flush()

    @property
    def flags(self):
        return {"HECHA_SUPERVISION_FLAGS": f"--clock_offset_file={self.file.name}"}


def record(suite, path, time, options):
    """People at work, two and a half months that pass, and people who go on."""
    people = Recorder(suite, path, options.seed, errands=options.errands)
    people.start()
    people.rest()
    time.move(DAYS)
    until(lambda: int(suite.query("SELECT COUNT(*) FROM hecha_accountability.proceeding")),
          "a red light opens a proceeding", 60)
    people.go_on()
    people.join()
    # What came since is late by as much, and its lights go on one after another: what is judged
    # rests.
    time.move(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errands", type=int, default=6, help="of each client")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    time = Time()
    suite = Suite(**time.flags)
    try:
        path = suite.home / "history.jsonl"
        record(suite, path, time, options)
        breaches = checker.check(path, suite)
        checked = Checked(suite, path, options.seed)
        checked.expect(not breaches, "a clean run keeps every promise" + "".join(
            f"\n        {breach}" for breach in breaches))
        checked.run(options.only)
        checked.expect(not checker.check(path, suite), "and no plant outlived its transaction")
    finally:
        suite.stop()
    return 1 if checked.failures else 0


if __name__ == "__main__":
    sys.exit(main())
