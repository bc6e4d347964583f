"""What can go wrong, each as a context: it is so within, and may leave a process that is dead.

A fault befalls one subject: a link, a process or the database. `draw` picks fault, subject and
measure from a random source alone, so that the same seed brings the same faults.
"""

import contextlib
import dataclasses
import signal

from rig import PROCESSES


def weather(**conditions):
    """The link has this weather."""

    @contextlib.contextmanager
    def fault(rig, link):
        rig.links.turn(link, **conditions)
        try:
            yield
        finally:
            rig.links.turn(link)

    return fault


def act(what):
    """It befalls every connection of the link, at the beginning and at the end."""

    @contextlib.contextmanager
    def fault(rig, link):
        rig.links.act(link, what)
        yield
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


def set_to(hours):
    """The process is started again with another time, and afterwards with the right one."""

    @contextlib.contextmanager
    def fault(rig, name):
        rig.kill(name)
        rig.start(name, f"--clock_offset={hours}h")
        yield
        rig.kill(name)
        rig.start(name)

    return fault


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


def links(rig):
    return sorted(rig.links.ports)


def processes(_):
    return PROCESSES


def databases(rig):
    return rig.databases


def small_disks(rig):
    return ("db",) if rig.disk else ()


def nodes(rig):
    return rig.databases if len(rig.databases) > 1 else ()


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    context: callable
    subjects: callable
    # Its part in all that is drawn.
    weight: int = 1
    alone: bool = False


KINDS = (
    Kind("slow", weather(delay=0.05, jitter=0.2), links),
    Kind("narrow", weather(rate=20_000), links),
    Kind("chopped", weather(chop=7), links),
    Kind("severed", weather(hold="both"), links, 3),
    Kind("deaf", weather(hold="to"), links),
    Kind("mute", weather(hold="from"), links, 3),
    Kind("refused", weather(refuse=True), links),
    Kind("reset", act("reset"), links, 3),
    Kind("half-open", act("forget"), links),
    Kind("killed", killed, processes, 6),
    Kind("restarted", restarted, processes, 3),
    Kind("paused", paused, processes, 3),
    Kind("starved", starved, processes),
    Kind("an hour early", set_to(-1), processes),
    Kind("a day late", set_to(24), processes),
    Kind("killed", killed, databases, 3),
    Kind("paused", paused, databases, 2),
    Kind("full disk", full, small_disks, 2),
    Kind("without quorum", without_quorum, nodes, 3, alone=True),
)


def draw(source, rig, possible):
    """Some of the faults at once, each with a subject of its own: pairs of kind and subject."""
    drawn = {}
    for _ in range(source.choice((1, 1, 2, 3))):
        kind = source.choices(possible, [kind.weight for kind in possible])[0]
        subject = source.choice(kind.subjects(rig))
        if kind.alone:
            return [(kind, subject)]
        drawn.setdefault(subject, kind)
    return [(kind, subject) for subject, kind in drawn.items()]
