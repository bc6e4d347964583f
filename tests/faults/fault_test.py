#!/usr/bin/env python3
"""Breaks a running suite, again and again, while people use it; once it is whole again nothing is
lost, doubled or forged. What they did and were told is judged by history/checker.py.

usage: fault_test.py [--seed N] [--rounds N | --each] [--only NAME] [--galera]

The faults follow from the seed, which a failure prints. How they meet the calls does not: a rerun
breaks the same things, at about the same time. With --each every kind of fault comes once, on a
subject that is at work, and has to meet something.
"""

import argparse
import collections
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
CALLS, CALLS_OF_EACH = (5, 300), (5, 40)
LONGEST = 8
# After it the suite has to be as good as before: so many calls are acknowledged within PATIENCE.
CALLS_WHEN_WHOLE = 10
PATIENCE = 60


class Trial:
    def __init__(self, rig, options):
        self.rig, self.options = rig, options
        self.source = random.Random(options.seed)
        self.kinds = faults.known(rig, options.only)
        self.history = rig.home / "history.jsonl"
        self.people = Recorder(rig, self.history, options.seed)
        # How much each kind of fault met, of those that can tell.
        self.met = collections.Counter()

    def run(self):
        self.people.start()
        try:
            self.lives_on()
            for number, drawn in enumerate(self.rounds(), 1):
                self.round(number, drawn)
                self.lives_on()
        finally:
            self.people.stop()
        self.rig.quiet()
        return [*self.idle(), *check(self.history, self.rig)]

    def rounds(self):
        if self.options.each:
            return [[(kind, kind.tried_on)] for kind in self.kinds]
        return [faults.draw(self.source, self.rig, self.kinds) for _ in range(self.options.rounds)]

    def round(self, number, drawn):
        possible = [(kind, subject) for kind, subject in drawn if kind.possible(self.rig)]
        for kind, subject in drawn:
            impossible = "" if (kind, subject) in possible else "  CANNOT BE HAD HERE"
            print(f"{number:4} {kind.name}: {subject}{impossible}", flush=True)
        with contextlib.ExitStack() as stack:
            meets = [stack.enter_context(kind.context(self.rig, subject))
                     for kind, subject in possible]
            self.lasts(self.source.randint(*(CALLS_OF_EACH if self.options.each else CALLS)), meets)
            for (kind, _), met in zip(possible, meets):
                if met:
                    self.met[kind.name] += met()

    def lasts(self, calls, meets):
        last = self.people.calls + calls
        with contextlib.suppress(AssertionError):
            until(lambda: self.people.calls >= last, "calls meanwhile", LONGEST)
        # A kind that has one turn only: what it meets may be rare, and the machine slow.
        with contextlib.suppress(AssertionError):
            until(lambda: all(met() for met in meets if met), "the fault meets something",
                  PATIENCE if self.options.each else LONGEST)

    def lives_on(self):
        self.rig.mend()
        enough = self.people.acknowledged + CALLS_WHEN_WHOLE
        until(lambda: self.people.acknowledged >= enough, "calls are acknowledged again", PATIENCE)

    def idle(self):
        """What was tried in vain, or never: faults that met nothing, links that nobody used."""
        yield from (f"{name} met nothing" for name, met in self.met.items() if not met)
        used, busy = set(self.rig.used_links), self.rig.links.busy()
        if self.options.each and not self.options.only:
            yield from (f"nothing went over {link}" for link in sorted(used - busy))
        yield from (f"{link} is used, and not known to be" for link in sorted(busy - used))


def rerun(options):
    """The words that bring the same faults again."""
    words = ["--seed", str(options.seed)]
    words += ["--each"] if options.each else ["--rounds", str(options.rounds)]
    words += ["--only", repr(options.only)] if options.only else []
    return " ".join(words + ["--galera"] * options.galera)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--each", action="store_true", help="every kind of fault once")
    parser.add_argument("--only", default="", help="faults whose name holds this")
    parser.add_argument("--galera", action="store_true", help="on a cluster of three nodes")
    options = parser.parse_args()
    disk.in_own_mounts()
    print(rerun(options), flush=True)
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
    print(f"{'FAILED' if wrong else 'ok'}: {rerun(options)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
