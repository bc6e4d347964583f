"""Checks every migration: its name, one re-runnable statement, a primary key.

MariaDB commits at each DDL statement, so a file with two of them could stop half-way and not
be run again.

usage: migrations.py [ROOT]
"""

import pathlib
import re
import sys

NAME = re.compile(r"(\d{4})_[a-z]+(_[a-z0-9]+)+\.sql")
# A comment, or a quoted text: neither is SQL, and the other may stand within it.
NOT_SQL = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|''|\\.)*'", re.DOTALL)


def statements(sql):
    bare = NOT_SQL.sub(lambda match: "''" if match[0].startswith("'") else " ", sql)
    return [statement.strip() for statement in bare.split(";") if statement.strip()]


def check_sql(sql):
    """What is wrong with the text of a migration, if anything."""
    found = statements(sql)
    if len(found) != 1:
        yield f"holds {len(found)} statements, not one"
        return
    statement = " ".join(found[0].upper().split())
    if ')sql"' in sql:
        yield "cannot be embedded: it holds the end of a raw string"
    if statement.startswith("CREATE TABLE"):
        if not statement.startswith("CREATE TABLE IF NOT EXISTS"):
            yield "cannot be run again: CREATE TABLE without IF NOT EXISTS"
        if "PRIMARY KEY" not in statement:
            yield "makes a table without a primary key"
    elif re.match(r"INSERT\b", statement):
        if not re.search(r"ON DUPLICATE KEY UPDATE", statement) and "IGNORE" not in statement:
            yield "cannot be run again: INSERT without ON DUPLICATE KEY UPDATE"


def check_directory(directory):
    """What is wrong with the migrations of one schema, as (file name, what)."""
    numbers = {}
    for file in sorted(directory.glob("*")):
        match = NAME.fullmatch(file.name)
        if not match:
            yield file.name, "is not named NNNN_verb_noun.sql"
            continue
        # Numbers may leave gaps, for work that goes on side by side; none is given twice.
        if match[1] in numbers:
            yield file.name, f"has the number of {numbers[match[1]]}"
        numbers[match[1]] = file.name
        for what in check_sql(file.read_text(encoding="utf-8")):
            yield file.name, what


def check(root):
    root = pathlib.Path(root)
    for top in ("services", "gateway"):
        for directory in sorted((root / top).rglob("migrations")):
            for name, what in check_directory(directory):
                yield f"{directory.relative_to(root) / name}: {what}"


def main():
    found = list(check(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found) if found else "every migration is one re-runnable statement")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
