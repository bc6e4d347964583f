"""Plants each fault in a migration of its own and expects the check to find it."""

import pathlib
import tempfile
import unittest

import migrations

GOOD = """-- A lead; its number is never reused.
CREATE TABLE IF NOT EXISTS `lead` (
  id BINARY(16) NOT NULL,
  note VARCHAR(20) NOT NULL DEFAULT 'a;b' COMMENT 'it''s; -- no comment',
  PRIMARY KEY (id)
);
"""


def found_in(files):
    with tempfile.TemporaryDirectory() as root:
        directory = pathlib.Path(root, "services", "intake", "migrations")
        directory.mkdir(parents=True)
        for name, sql in files.items():
            (directory / name).write_text(sql)
        return list(migrations.check(root))


class Migrations(unittest.TestCase):
    def test_one_rerunnable_statement_passes(self):
        self.assertEqual(found_in({"0001_create_lead.sql": GOOD}), [])

    def test_each_planted_fault_is_found(self):
        faults = {
            "two statements": {"0001_create_lead.sql": GOOD + "DROP TABLE x;"},
            "no statement": {"0001_create_lead.sql": "-- later"},
            "not re-runnable": {"0001_create_lead.sql": GOOD.replace("IF NOT EXISTS ", "")},
            "no primary key": {"0001_create_lead.sql": GOOD.replace("PRIMARY KEY", "KEY")},
            "a seed that doubles": {"0001_seed_lead.sql": "INSERT INTO t VALUES (1);"},
            "a name without number": {"create_lead.sql": GOOD},
            "a number given twice": {"0001_create_lead.sql": GOOD, "0001_create_unit.sql": GOOD},
        }
        for fault, files in faults.items():
            with self.subTest(fault):
                self.assertEqual(len(found_in(files)), 1, found_in(files))


if __name__ == "__main__":
    unittest.main()
