#!/usr/bin/env python3
"""Breaks a running suite, again and again, while people use it; once it is whole again nothing is
lost, doubled or forged. What they did and were told is judged by history/checker.py.

usage: fault_test.py [--seed N] [--rounds N] [--only NAME] [--galera]

The faults follow from the seed, which a failure prints. How they meet the calls does not: a rerun
breaks the same things, at about the same time.
"""

import argparse
import contextlib
import pathlib
import random
import sys
import traceback

FAULTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FAULTS.parent / "journeys"), str(FAULTS.parent / "testing")]

import disk
import faults
from galera import GaleraRig
from history.checker import check
from history.recorder import Recorder
from rig import Rig
from suite import until

# A fault lasts until so many calls were answered meanwhile, one way or the other, or none are.
CALLS = (5, 300)
LONGEST = 8
# After it the suite has to be as good as before: so many calls are acknowledged within PATIENCE.
CALLS_WHEN_WHOLE = 10
PATIENCE = 60


class Trial:
    def __init__(self, rig, options):
        self.rig, self.options = rig, options
        self.source = random.Random(options.seed)
        self.history = rig.home / "history.jsonl"
        self.people = Recorder(rig, self.history, options.seed)

    def run(self):
        self.people.start()
        try:
            self.lives_on()
            for number in range(1, self.options.rounds + 1):
                self.round(number)
                self.lives_on()
        finally:
            self.people.stop()
        self.rig.quiet()
        return check(self.history, self.rig)

    def round(self, number):
        drawn = faults.draw(self.source, self.rig, possible(self.rig, self.options.only))
        print(f"{number:4} " + ", ".join(f"{kind.name}: {subject}" for kind, subject in drawn),
              flush=True)
        with contextlib.ExitStack() as stack:
            for kind, subject in drawn:
                stack.enter_context(kind.context(self.rig, subject))
            self.lasts(self.source.randint(*CALLS))

    def lasts(self, calls):
        last = self.people.calls + calls
        with contextlib.suppress(AssertionError):
            until(lambda: self.people.calls >= last, "calls meanwhile", LONGEST)

    def lives_on(self):
        self.rig.mend()
        enough = self.people.acknowledged + CALLS_WHEN_WHOLE
        until(lambda: self.people.acknowledged >= enough, "calls are acknowledged again", PATIENCE)


def possible(rig, only):
    return [kind for kind in faults.KINDS if kind.subjects(rig) and only in kind.name]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--only", default="", help="faults whose name holds this")
    parser.add_argument("--galera", action="store_true", help="on a cluster of three nodes")
    options = parser.parse_args()
    disk.in_own_mounts()
    print(f"seed {options.seed}", flush=True)
    rig = GaleraRig() if options.galera else Rig()
    try:
        wrong = Trial(rig, options).run()
    except AssertionError:
        traceback.print_exc(file=sys.stdout)
        wrong = ["the suite did not come back"]
    finally:
        rig.stop()
    for each in wrong:
        print(f"FAILED  {each}")
    print(f"{'FAILED' if wrong else 'ok'}: --seed {options.seed} --rounds {options.rounds}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
