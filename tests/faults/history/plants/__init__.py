"""Bugs, planted: for each promise the damage that a bug leaves, which the promise has to notice.

A plant is a function of a Scene. It returns the SQL that does the damage, or it spoils what the
clients were told, scene.history, and returns nothing. No plant outlives the transaction that it is
read in.
"""

import copy
import dataclasses
import functools
import typing


@dataclasses.dataclass(frozen=True)
class Plant:
    bug: str
    promise: str
    make: typing.Callable


def breaking(promise):
    """Marks a plant that has to be noticed by `promise`."""
    return lambda make: Plant(make.__name__.replace("_", " "), promise.__name__, make)


def plants_in(module):
    return [each for each in vars(module).values() if isinstance(each, Plant)]


class Scene:
    """A clean world to plant a bug in."""

    def __init__(self, world, source):
        self.world, self.source = world, source

    @functools.cached_property
    def history(self):
        """A copy that may be spoiled."""
        return copy.deepcopy(self.world.history)

    def any(self, candidates):
        return self.source.choice(list(candidates))

    def act(self, *verbs, outcome="ok"):
        """One of the spoilable history, in the order of which it holds them."""
        return self.any(act for act in self.history.acts_of(*verbs) if act.outcome == outcome)

    def lead(self, state=None):
        """Of all, or of those in one state."""
        leads = self.world.leads.values()
        return self.any(lead for lead in leads if state in (None, lead.state))

    def event(self, action):
        return self.any(e for e in self.world.events.values() if e.action == action)

    def signature(self):
        """Over a report in force."""
        return self.any(row for row in self.world.rows["verification.endorsement"]
                        if row.report_version == self.world.cases[row.case_id].report_version)


def key(text):
    """A UUID as SQL."""
    return blob(bytes.fromhex(text.replace("-", "")))


def blob(data):
    return f"X'{data.hex()}'"


def flipped(data, at=-1):
    """With one bit another."""
    return data[:at] + bytes([data[at] ^ 1]) + (data[at + 1:] if at != -1 else b"")
