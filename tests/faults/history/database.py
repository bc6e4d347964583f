"""What the suite holds: every row that a promise speaks of, read from all schemas at one moment as
the database's administrator, past the services."""

import collections
import dataclasses
import subprocess
import types
import uuid

SCHEMAS = ("gateway", "intake", "verification", "consultation", "supervision", "accountability")
# How a column is read: a name alone is a number.
ID, BYTES, TEXT, NUMBER = "id", "bytes", "text", "number"

OF_EVERY_SCHEMA = {
    "outbox": "id:id source:text type:text aggregate:text aggregate_id:id aggregate_version "
              "division:text occurred_at:text actor_id:text actor_unit_id:text action:text "
              "commitment:bytes sealed:bytes seq",
    "inbox": "id:id source:text type:text aggregate_id:id aggregate_version",
    "delivery": "subscriber:text seq",
    "refused_delivery": "subscriber:text seq last_reason:text",
    "command": "id:bytes aggregate_id:id",
}
OF_ONE = {
    "intake": {
        "lead": "id:id version lead_no:text division:text state channel sector round unit_id:id "
                "identity survivor_id:id title:bytes narrative:bytes",
        "lead_number": "division:text campaign:text next_serial",
        "receipt": "lead_id:id",
        "identity_box": "lead_id:id custodian_key_id:id",
        "custodian_key": "id:id division:text confirmed_at:text revoked_at:text",
        "data_key": "subject:id wrapped:bytes",
    },
    "verification": {
        "verification_case": "id:id version lead_id:id round state unit_id:id report_version "
                             "report_hash:bytes",
        "case_member": "case_id:id user_id:id",
        "report": "case_id:id version form:bytes hash:bytes voided_at:text",
        "endorsement": "case_id:id report_version signer_id:id unit_id:id capacity "
                       "public_key:bytes signature:bytes signed_at:text",
        "signing_key": "user_id:id public_key:bytes confirmed_by:id revoked_at:text",
        "data_key": "subject:id wrapped:bytes",
    },
    "consultation": {
        "transfer": "id:id version lead_id:id division:text state",
    },
    "supervision": {
        "clock": "id:id version lead_id:id",
        "problem": "id:id lead_id:id",
        "ledger_line": "ledger division:text subject:id lead_id:id unit_id:id state sector channel "
                       "light outcome stage opened_day closed_day cells:bytes",
        "total": "division:text measure unit_id:id code count",
    },
    "accountability": {
        "proceeding": "id:id version state clock_id:id proposer_id:id approver_id:id",
        "evidence_entry": "entry_index event_id:id source:text aggregate:text "
                          "aggregate_id:id version division:text leaf:bytes",
        "evidence_node": "level node_index hash:bytes",
        "evidence_head": "tree_size root:bytes verifier_key:text",
        "evidence_stream": "aggregate_id:id source:text aggregate:text latest missing",
    },
}


@dataclasses.dataclass(frozen=True)
class Table:
    schema: str
    name: str
    columns: tuple

    @classmethod
    def of(cls, schema, name, columns):
        named = (column.partition(":") for column in columns.split())
        return cls(schema, name, tuple((column, kind or NUMBER) for column, _, kind in named))

    @property
    def key(self):
        return f"{self.schema}.{self.name}"

    def select(self):
        """A statement whose rows begin with the table's name."""
        values = (f"HEX({name})" if kind in (ID, BYTES) else f"`{name}`"
                  for name, kind in self.columns)
        return f"SELECT '{self.key}', {', '.join(values)} FROM hecha_{self.schema}.{self.name};"

    def read(self, values):
        return types.SimpleNamespace(
            **{name: READERS[kind](value)
               for (name, kind), value in zip(self.columns, values, strict=True)})


READERS = {
    NUMBER: lambda text: None if text == "NULL" else int(text),
    TEXT: lambda text: None if text == "NULL" else text,
    BYTES: lambda text: None if text == "NULL" else bytes.fromhex(text),
    ID: lambda text: None if text == "NULL" else str(uuid.UUID(text)),
}

TABLES = {
    table.key: table
    for schema in SCHEMAS
    for name, columns in {**OF_EVERY_SCHEMA, **OF_ONE.get(schema, {})}.items()
    for table in [Table.of(schema, name, columns)]
}


def read(suite, damage=""):
    """Rows by "schema.table", as they were at one moment. `damage` is done to them first, in the
    same transaction, which is rolled back."""
    selects = "\n".join(table.select() for table in TABLES.values())
    script = f"START TRANSACTION WITH CONSISTENT SNAPSHOT;\n{damage}\n{selects}\nROLLBACK;\n"
    done = subprocess.run(
        ["mariadb", "--no-defaults", f"--socket={suite.database_socket}", "--batch",
         "--skip-column-names"],
        input=script, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError(done.stderr)
    rows = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        key, *values = line.split("\t")
        rows[key].append(TABLES[key].read(values))
    return rows
