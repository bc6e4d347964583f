"""Checks what stands at the top of the house, and names files that have grown long.

usage: layout.py [ROOT]
"""

import subprocess
import sys

TOP = {
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
    "hecha",
    "protos",
    "services",
    "gateway",
    "k8s",
    "tests",
}
LONG = 500


def tracked(root):
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z"], check=True, capture_output=True, text=True
    )
    return [path for path in listed.stdout.split("\0") if path]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    paths = tracked(root)
    strangers = sorted({path.split("/")[0] for path in paths} - TOP)
    strangers = [name for name in strangers if not name.startswith(".")]
    for name in strangers:
        print(f"{name}: does not belong at the top; see the README's picture of the house")
    for path in paths:
        if path.endswith((".cc", ".h", ".proto", ".py", ".sh")):
            with open(f"{root}/{path}", encoding="utf-8") as file:
                lines = sum(1 for _ in file)
            if lines > LONG:
                print(f"warning: {path} has {lines} lines; is there a second subject in it?")
    return 1 if strangers else 0


if __name__ == "__main__":
    sys.exit(main())
