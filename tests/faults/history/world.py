"""A history beside what the suite holds after it, with whatever is sealed opened."""

import collections
import functools
import hashlib
import pathlib
import types
import uuid

from history import database, wire
from history.log import Tree, read_leaf
from history.record import digest
from history.sealed import Keyring, Unreadable

SALT = 32


class World:
    def __init__(self, history, rows, suite):
        self.history, self.rows, self.suite = history, rows, suite
        self.keyrings = {schema: keyring_of(str(suite.var), schema) for schema in database.SCHEMAS}
        self.user_ids = {user["username"]: user["userId"] for user in suite.users}

    def actor_of(self, act):
        """As events name it."""
        return self.user_ids[act.first.user] if act.first.user else "citizen"

    # Leads and cases.

    @functools.cached_property
    def leads(self):
        return {lead.id: lead for lead in self.rows["intake.lead"]}

    @functools.cached_property
    def cases(self):
        return {case.id: case for case in self.rows["verification.verification_case"]}

    @functools.cached_property
    def letters(self):
        return {letter.id: letter for letter in self.rows["consultation.transfer"]}

    @functools.cached_property
    def proceedings(self):
        return {each.id: each for each in self.rows["accountability.proceeding"]}

    @property
    def held(self):
        """Every aggregate that people change, by source and noun of its events."""
        return {("intake", "lead"): self.leads, ("verification", "case"): self.cases,
                ("consultation", "transfer"): self.letters,
                ("accountability", "proceeding"): self.proceedings}

    @functools.cached_property
    def versions(self):
        """Which version each of them has, by its id."""
        return {row.id: row.version for rows in self.held.values() for row in rows.values()}

    @functools.cached_property
    def contents(self):
        """The hash of what each lead says, by its id; nothing where it cannot be read."""
        return {lead.id: self._content(lead) for lead in self.leads.values()}

    @functools.cached_property
    def leads_by_content(self):
        found = collections.defaultdict(list)
        for lead, content in self.contents.items():
            found[content].append(lead)
        return found

    def _content(self, lead):
        texts = (self.text("intake", lead.id, "lead", _bytes(lead.id), name, getattr(lead, name))
                 for name in ("title", "narrative"))
        try:
            return digest(lead.division, *(text.decode() for text in texts))
        except Unreadable:
            return None

    def text(self, schema, subject, table, row, column, sealed):
        """What `sealed` says, a column of a row about `subject`; raises Unreadable."""
        key = self.keyrings[schema].data_key(_bytes(subject), self.wrapped(schema, subject))
        return key.open(sealed, b"/".join((table.encode(), row, column.encode())))

    def wrapped(self, schema, subject):
        """The data key of `subject` as its row has it; raises Unreadable."""
        if subject not in self._wrapped[schema]:
            raise Unreadable("its subject has no data key")
        return self._wrapped[schema][subject]

    @functools.cached_property
    def _wrapped(self):
        return {schema: {row.subject: row.wrapped for row in self.rows[f"{schema}.data_key"]}
                for schema in ("intake", "verification")}

    # Events.

    @functools.cached_property
    def events(self):
        """Every event by its id, from all outboxes."""
        return {event.id: event for schema in database.SCHEMAS
                for event in self.rows[f"{schema}.outbox"]}

    @functools.cached_property
    def streams(self):
        """The events of each aggregate, by (source, noun, id), in the order of their versions."""
        streams = collections.defaultdict(list)
        for event in self.events.values():
            streams[event.source, event.aggregate, event.aggregate_id].append(event)
        for stream in streams.values():
            stream.sort(key=lambda event: event.aggregate_version)
        return streams

    def payload(self, event):
        """Salt and payload of the event as one; raises Unreadable."""
        return opened(self.keyrings[event.source], event.id, event.sealed)

    def fields(self, event):
        """What the payload says, by field number; nothing where it cannot be read."""
        try:
            return wire.fields(self.payload(event)[SALT:])
        except (Unreadable, IndexError, KeyError):
            return {}

    # The evidence log.

    @functools.cached_property
    def entries(self):
        """In the order of the log."""
        return sorted(self.rows["accountability.evidence_entry"], key=lambda e: e.entry_index)

    @functools.cached_property
    def leaves(self):
        return [types.SimpleNamespace(**{"id": None, **read_leaf(entry.leaf)})
                for entry in self.entries]

    @functools.cached_property
    def tree(self):
        return Tree([entry.leaf for entry in self.entries])

    @property
    def head(self):
        return self.rows["accountability.evidence_head"][0]


@functools.lru_cache
def keyring_of(var, schema):
    return Keyring(pathlib.Path(var, "keys", schema, "keyring"))


@functools.lru_cache(maxsize=None)
def opened(keyring, event, sealed):
    return keyring.open(sealed, f"outbox/{event}/sealed".encode())


def commitment(payload):
    return hashlib.sha256(payload).digest()


def _bytes(text):
    return uuid.UUID(text).bytes
