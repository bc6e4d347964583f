"""What can go wrong, each as a context: it is so within, and may leave a process that is dead.

A fault befalls one subject: a link, a process or the database. `draw` picks fault, subject and
measure from a random source alone, so that the same seed brings the same faults on any machine; one
that a machine cannot have is left out after it was drawn. A context of a link says how much of its
traffic the fault met: a fault that meets nothing tries nothing.
"""

import contextlib
import dataclasses
import typing

from rig import PATIENCE, PROCESSES
from suite import until

RUNNING_CLOCKS_OF_UNITS = "SELECT COUNT(*) FROM hecha_supervision.clock WHERE state = 1 AND step = 1"


def weather(**conditions):
    """The link has this weather."""

    @contextlib.contextmanager
    def fault(rig, link):
        rig.links.turn(link, **conditions)
        try:
            yield lambda: rig.links.met(link)
        finally:
            rig.links.turn(link)

    return fault


def act(what):
    """It befalls every connection of the link, at the beginning and at the end."""

    @contextlib.contextmanager
    def fault(rig, link):
        rig.links.act(link, what)
        yield lambda: rig.links.met(link)
        rig.links.act(link, what)
        rig.links.turn(link)

    return fault


@contextlib.contextmanager
def killed(rig, name):
    rig.kill(name)
    yield
    rig.start(name)


@contextlib.contextmanager
def restarted(rig, name):
    rig.terminate(name)
    yield
    rig.start(name)


def paused(rig, name):
    return rig.paused(name)


def starved(rig, name):
    return rig.starved(name)


def cramped(rig, name):
    return rig.cramped(name)


def jumping(hours):
    """The clock of the running process jumps, and later back."""

    @contextlib.contextmanager
    def fault(rig, name):
        rig.move_clock(name, hours)
        try:
            yield
        finally:
            rig.move_clock(name, 0)

    return fault


@contextlib.contextmanager
def months_passing(rig, name):
    """So many that whatever was forgotten turns red, and somebody is held to account for it."""
    # Only what waits with a unit already is months old then.
    with contextlib.suppress(AssertionError):
        until(lambda: int(rig.query(RUNNING_CLOCKS_OF_UNITS) or 0), "a lead waits with its unit",
              PATIENCE)
    rig.move_clock(name, 24 * 77)
    try:
        yield lambda: int(rig.query("SELECT COUNT(*) FROM hecha_accountability.proceeding") or 0)
    finally:
        rig.move_clock(name, 0)


@contextlib.contextmanager
def full(rig, _):
    """Nothing more fits on the disk of the database; it starts again when there is room."""
    with rig.disk.full():
        yield
    rig.kill("db")
    rig.start("db")


@contextlib.contextmanager
def without_quorum(rig, survivor):
    """The other nodes are gone, and this one may not tell that it is not the one that is cut off."""
    others = [name for name in rig.databases if name != survivor]
    for name in others:
        rig.kill(name)
    yield
    for name in others:
        rig.start(name)


@contextlib.contextmanager
def cut_off(rig, node):
    """Nothing gets from this node to the others or back, though all of them run."""
    rig.isolate(node, True)
    try:
        yield
    finally:
        rig.isolate(node, False)


def links(rig):
    return rig.used_links


def processes(_):
    return PROCESSES


def supervision(_):
    return ("supervision",)


def databases(rig):
    return rig.databases


def small_disks(_):
    return ("db",)


def nodes(rig):
    return rig.databases if len(rig.databases) > 1 else ()


def anywhere(_):
    return True


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    context: typing.Callable
    # All that it may befall; none where the rig has no such thing.
    subjects: typing.Callable
    # Its part in all that is drawn.
    weight: int = 1
    # One that always has something to do, for the slice that tries each kind once.
    tried_on: str = "intake"
    alone: bool = False
    # Whether this machine can have it.
    possible: typing.Callable = anywhere


KINDS = (
    Kind("slow", weather(delay=0.05, jitter=0.2), links, tried_on="gateway>intake"),
    Kind("narrow", weather(rate=20_000), links, tried_on="intake>verification"),
    Kind("chopped", weather(chop=7), links, tried_on="client>gateway"),
    Kind("severed", weather(hold="both"), links, 3, tried_on="gateway>verification"),
    Kind("deaf", weather(hold="to"), links, tried_on="verification>intake"),
    Kind("mute", weather(hold="from"), links, 3, tried_on="intake>accountability"),
    Kind("refused", weather(refuse=True), links, tried_on="client>gateway"),
    Kind("reset", act("reset"), links, 3, tried_on="intake>db"),
    Kind("half-open", act("forget"), links, tried_on="verification>db"),
    Kind("killed", killed, processes, 6),
    Kind("restarted", restarted, processes, 3, tried_on="verification"),
    Kind("paused", paused, processes, 3, tried_on="supervision"),
    Kind("starved", starved, processes, tried_on="accountability"),
    Kind("out of memory", cramped, processes, 2, tried_on="gateway",
         possible=lambda rig: rig.may_cramp()),
    Kind("an hour early", jumping(-1), processes, tried_on="verification"),
    Kind("a day late", jumping(24), processes),
    Kind("months late", months_passing, supervision, tried_on="supervision"),
    Kind("killed", killed, databases, 3, tried_on="db"),
    Kind("paused", paused, databases, 2, tried_on="db"),
    Kind("full disk", full, small_disks, 2, tried_on="db",
         possible=lambda rig: rig.disk is not None),
    Kind("without quorum", without_quorum, nodes, 3, tried_on="db", alone=True),
    Kind("cut off", cut_off, nodes, 3, tried_on="db", alone=True),
)


def known(rig, only):
    """The kinds that can be drawn: what the machine allows is no matter."""
    return [kind for kind in KINDS if kind.subjects(rig) and only in kind.name]


def draw(source, rig, kinds):
    """Some of the faults at once, each with a subject of its own: pairs of kind and subject."""
    drawn = {}
    for _ in range(source.choice((1, 1, 2, 3))):
        kind = source.choices(kinds, [kind.weight for kind in kinds])[0]
        subject = source.choice(kind.subjects(rig))
        if kind.alone:
            return [(kind, subject)]
        drawn.setdefault(subject, kind)
    return [(kind, subject) for subject, kind in drawn.items()]
