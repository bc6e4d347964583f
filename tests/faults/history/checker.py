"""Judges a history: which promises were broken, if any. It shares no code with the services: it
reads every schema and the evidence log as they lie in the database, and rules of its own."""

from history import database
from history.promises import events, evidence, handovers, ledgers, readings, reports, verdicts
from history.record import History
from history.world import World
from suite import until

PROMISES = tuple(promise for group in (reports, events, evidence, verdicts, handovers, readings,
                                    ledgers)
                 for promise in group.PROMISES)
# Of one broken promise; the rest is counted.
EXAMPLES = 5


def broken(world):
    """What breaks each promise, by its name."""
    found = {promise.__name__: list(promise(world)) for promise in PROMISES}
    return {name: breaches for name, breaches in found.items() if breaches}


def settle(suite, patience):
    """Waits until every event is delivered, or does not come to it."""

    def settled():
        rows = database.read(suite)
        return not any(rows[f"{schema}.delivery"] for schema in database.SCHEMAS)

    try:
        until(settled, "everything is delivered", patience)
    except AssertionError:
        # The promises will tell of what is missing.
        pass


def broken_after(path, suite, patience=60):
    """What breaks each promise, by its name. Call it when the suite is whole and nobody is at
    work; events that are still on their way after `patience` seconds are lost."""
    settle(suite, patience)
    return broken(World(History(path), database.read(suite), suite))


def check(path, suite):
    """The breaches of every promise after a run, as lines for people; empty if all are kept."""
    lines = []
    for name, breaches in broken_after(path, suite).items():
        lines += [f"{name}: {breach}" for breach in breaches[:EXAMPLES]]
        if len(breaches) > EXAMPLES:
            lines.append(f"{name}: and {len(breaches) - EXAMPLES} more")
    return lines
