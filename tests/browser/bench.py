#!/usr/bin/env python3
"""How long a reader waits at the desk: bench.py [--leads N] [--rounds N] [--json]

Every interaction is measured in Chromium, beside the bare time of the calls that it made.
"""

import argparse
import json
import subprocess
import sys

from run import WORK, ready, suite_and_chromium

HEAD = ("interaction", "p50 ms", "p95 ms", "bare p50", "bare p95", "p95 ratio")
KEYS = ("name", "p50", "p95", "bareP50", "bareP95", "ratio")


def table(measured):
    rows = [HEAD, *([str(line[key]) for key in KEYS] for line in measured["interactions"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))
        print(row[0].ljust(widths[0]), *figures, sep="  ")
    print(f"{measured['leads']} leads in the town, {measured['rounds']} rounds")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chromium = ready()
    if chromium is None:
        print("neither Chromium nor its driver", file=sys.stderr)
        return 1
    with suite_and_chromium(chromium) as environment:
        done = subprocess.run(
            ["node", "interaction_bench.mjs"],
            cwd=WORK,
            env={
                **environment,
                "HECHA_LEADS": str(options.leads),
                "HECHA_ROUNDS": str(options.rounds),
            },
            stdout=subprocess.PIPE,
            check=True,
        )
    measured = json.loads(done.stdout)
    if options.json:
        print(json.dumps(measured))
    else:
        table(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
