#!/usr/bin/env python3
"""The checker of histories is checked by services that have a bug: each bug in turn is switched on
in one process of a suite at work, beside the fault that brings it out, and has to be noticed.

usage: planted_bugs_test.py [--seed N] [--errands N] [--only PART_OF_A_NAME]

history/plants alter what is stored; these alter the programs (services/common/base/planted_bug.h),
so what is noticed is what a bug really leaves behind.
"""

import argparse
import dataclasses
import pathlib
import shutil
import sys
import threading
import typing

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / part) for part in ("faults", "journeys", "testing")]

from client import Http
from history import checker, door, people
from history.recorder import Recorder
from rig import PROCESSES, Rig
from suite import BUILD, until

# Clients that ask again more often than most.
REPEAT = 0.3
# What a bug holds up never comes.
PATIENCE = 8
TIMES = 8


class FaultyRig(Rig):
    """One process of it may have a bug; `rewind` makes everything as it was at the beginning."""

    def __init__(self):
        self.bugs = {}
        super().__init__()
        people.prepare(Http(self))
        self.quiet()
        self.halt()
        self.kept = self.home / "db.kept"
        shutil.copytree(self.var / "db", self.kept)

    def halt(self):
        for name in (*PROCESSES, "db"):
            self.terminate(name)

    def rewind(self, bugs):
        """`bugs` names the bug of each process that has one."""
        self.halt()
        shutil.rmtree(self.var / "db")
        shutil.copytree(self.kept, self.var / "db")
        self.bugs = bugs
        self.mend()

    def heal(self):
        """Without the bug, and with whatever it did."""
        faulty, self.bugs = self.bugs, {}
        for name in faulty:
            self.terminate(name)
        self.mend()

    def command(self, name):
        command = super().command(name)
        if name in self.bugs:
            command[0] = BUILD / "bin" / "faulty" / f"hecha-{name}"
        return command

    def environment_of(self, name):
        return {"HECHA_PLANTED_BUGS": self.bugs[name]} if name in self.bugs else {}


def nothing(rig, working):
    """The bug needs no help."""


def lost_commits(rig, working):
    """No COMMIT arrives, and who sends one is cut off, again and again."""
    for _ in range(TIMES):
        if working():
            rig.links.turn("intake>db", lose="COMMIT")
            wait(0.6)
            rig.links.turn("intake>db")
            wait(0.6)


def absences(rig, working):
    """There is no database, again and again."""
    for _ in range(TIMES):
        if working():
            rig.links.turn("intake>db", refuse=True)
            rig.links.act("intake>db", "reset")
            wait(0.6)
            rig.links.turn("intake>db")
            wait(0.6)


def deaf_supervision(rig, working):
    """Nothing gets through to supervision for a while."""
    rig.links.turn("intake>supervision", refuse=True)
    rig.links.act("intake>supervision", "reset")
    until(lambda: not working(), "everybody is done", 60)
    rig.links.turn("intake>supervision")


def wait(seconds):
    threading.Event().wait(seconds)


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    process: str
    # One of the promises that it breaks.
    promise: str
    fault: typing.Callable = nothing


LOST = "every_acknowledged_report_is_one_lead"
BUGS = (
    Bug("journal.outbox@2", "intake", "every_change_is_told"),
    Bug("journal.delivery@6", "verification", "every_event_arrives_where_it_has_to"),
    Bug("journal.claim", "intake", LOST),
    Bug("outbox.commitment@4", "verification", "every_event_holds_what_it_committed_to"),
    Bug("database.commit", "intake", LOST, lost_commits),
    Bug("registrar.commit", "intake", LOST, absences),
    Bug("relay.refused", "intake", "every_event_arrives_where_it_has_to", deaf_supervision),
    Bug("inbox.row@3", "supervision", "every_event_arrives_where_it_has_to"),
    Bug("inbox.handler@3", "supervision", "every_lead_is_one_line_as_it_is"),
    Bug("lead.number", "intake", "every_lead_has_a_number_of_its_own"),
    Bug("lead.narrative@3", "intake", LOST),
    Bug("lead.update@3", "intake", "every_change_is_told"),
    Bug("reporter.receipt@1", "intake", "every_report_has_a_receipt_that_opens"),
    Bug("case.endorse", "verification", "every_conclusion_has_two_signatures"),
    Bug("statistics.add@5", "supervision", "every_total_is_the_sum_of_its_lines"),
    Bug("evidence.entry@4", "accountability", "every_event_is_one_leaf_that_says_what_it_said"),
    Bug("evidence.leaf@4", "accountability", "the_tree_stands_on_its_leaves"),
)


class Trial:
    def __init__(self, rig, options):
        self.rig, self.options, self.failures = rig, options, 0

    def broken(self, bugs, fault):
        """The promises that are broken after people worked with a suite with these bugs."""
        self.rig.rewind(bugs)
        path = self.rig.home / "history.jsonl"
        workers = Recorder(self.rig, path, self.options.seed, errands=self.options.errands)
        workers.start()
        try:
            fault(self.rig, lambda: any(thread.is_alive() for thread in workers.threads))
        finally:
            workers.join()
        self.rig.heal()
        return checker.broken_after(path, self.rig, PATIENCE if bugs else 60)

    def expect(self, holds, what):
        print(("ok      " if holds else "FAILED  ") + what, flush=True)
        self.failures += not holds

    def run(self):
        for fault in (nothing, lost_commits, absences, deaf_supervision):
            if not self.options.only:
                broken = self.broken({}, fault)
                self.expect(not broken, f"without a bug, {fault.__name__}: no alarm {broken or ''}")
        for bug in BUGS:
            if self.options.only in bug.name:
                broken = self.broken({bug.process: bug.name}, bug.fault)
                self.expect(bug.promise in broken, f"{bug.name} in {bug.process}: {list(broken)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errands", type=int, default=2, help="of each client")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    door.REPEAT = REPEAT
    rig = FaultyRig()
    try:
        trial = Trial(rig, options)
        trial.run()
    finally:
        rig.stop()
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
