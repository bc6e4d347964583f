#!/usr/bin/env python3
"""Runs the browser's tests against a suite of its own: run.py [PART_OF_A_FILE'S_NAME]...

Leaves with 77, which ctest shows as skipped, where there is no Chromium, or neither the packages
nor the registry that has them.
"""

import contextlib
import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "journeys"))

from suite import BUILD, ROOT, Suite

WORK = BUILD / "tests" / "browser"
SKIPPED = 77
NO_REGISTRY = re.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH")


def install():
    """Puts the packages beside copies of the tests, outside of the sources. False if offline."""
    lock, installed = HERE / "package-lock.json", WORK / "installed.json"
    for file in [*HERE.glob("*.mjs"), *HERE.glob("package*.json")]:
        shutil.copy2(file, WORK)
    if installed.exists() and filecmp.cmp(lock, installed, shallow=False):
        return True
    command = ["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=WORK, capture_output=True, text=True)
    if done.returncode == 0:
        shutil.copy2(lock, installed)
        return True
    print(done.stdout, done.stderr)
    if NO_REGISTRY.search(done.stderr):
        return False
    raise SystemExit(1)


@contextlib.contextmanager
def suite_and_chromium(chromium):
    """The environment of a program that drives Chromium against a suite of its own."""
    suite = Suite()
    try:
        yield {
            **os.environ,
            "HECHA_URL": suite.gateway,
            "HECHA_DEMO": str(suite.var / "demo.json"),
            "HECHA_VAR": str(suite.var),
            "HECHA_BUILD": str(BUILD),
            "HECHA_LAUNCHER": str(ROOT / "hecha"),
            "CHROMIUM": chromium,
        }
    finally:
        suite.stop()


def run(chromium, parts):
    """The exit code of the tests, run one file after the other."""
    tests = [
        file
        for file in sorted(WORK.glob("*.test.mjs"))
        if not parts or any(part in file.name for part in parts)
    ]
    with suite_and_chromium(chromium) as environment:
        codes = [
            subprocess.run(["node", "--test", file], cwd=WORK, env=environment).returncode
            for file in tests
        ]
    return 0 if tests and not any(codes) else 1


def ready():
    """Chromium, with the tests and their packages in place; None where there is no such thing."""
    chromium = shutil.which("chromium")
    WORK.mkdir(parents=True, exist_ok=True)
    for gone in WORK.glob("*.mjs"):
        gone.unlink()
    return chromium if chromium is not None and install() else None


def main():
    chromium = ready()
    if chromium is None:
        print("neither Chromium nor its driver: skipped")
        return SKIPPED
    return run(chromium, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
