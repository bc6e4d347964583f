"""Prints the closing line of `hecha test`: how many tests passed and failed.

A GoogleTest program counts by its cases, any other test as one.

usage: count_results.py CTEST_JUNIT_XML CASES_DIRECTORY
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(junit, cases):
    passed = failed = skipped = 0
    for test in ElementTree.parse(junit).getroot().iter("testcase"):
        status = test.get("status")
        file = cases / f"{test.get('name')}.xml"
        if not file.exists():
            passed += status == "run"
            failed += status == "fail"
            skipped += status not in ("run", "fail")
            continue
        root = ElementTree.parse(file).getroot()
        failures = sum(1 for case in root.iter("testcase") if case.find("failure") is not None)
        unrun = sum(
            1
            for case in root.iter("testcase")
            if case.find("skipped") is not None or case.get("status") == "notrun"
        )
        passed += int(root.get("tests")) - failures - unrun
        skipped += unrun
        # A program may fail beside its cases: in its fixtures, or after the last one.
        failed += failures or status == "fail"
    return passed, failed, skipped


def main():
    passed, failed, skipped = count(sys.argv[1], pathlib.Path(sys.argv[2]))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main()
