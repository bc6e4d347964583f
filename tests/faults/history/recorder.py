"""People at work with a suite, and a history of all that they did and were told."""

import random
import threading

from client import Http
from history import people
from history.door import Door, Sessions
from history.record import Journal
from suite import PATIENCE

CITIZENS = 2
TIMEOUT = 10


class Taken:
    """Which leads somebody works on already. Safe for many threads."""

    def __init__(self):
        self.leads, self.lock = set(), threading.Lock()

    def take(self, lead):
        with self.lock:
            taken = lead in self.leads
            self.leads.add(lead)
            return not taken


class Recorder:
    """`clients` people, the first two of them citizens, who write their calls to `path`. What
    they do follows from `seed`; how they meet does not. Each does `errands`, or goes on until
    `stop`. They survive whatever befalls the suite."""

    def __init__(self, suite, path, seed, clients=6, errands=None):
        self.suite, self.seed, self.clients, self.errands = suite, seed, clients, errands
        self.journal = Journal(path)
        self.stopping = threading.Event()
        self.people, self.threads = [], []

    @property
    def calls(self):
        """How many calls were answered."""
        return self.journal.answered

    @property
    def acknowledged(self):
        """How many changes were."""
        return self.journal.acknowledged

    def start(self):
        plain = Http(self.suite)
        plain.timeout = TIMEOUT * PATIENCE
        people.prepare(plain)
        sessions, taken = Sessions(plain), Taken()
        for client in range(self.clients):
            source = random.Random(f"{self.seed}/{client}")
            door = Door(sessions, self.journal, client, source, self.stopping)
            person = people.Citizen(door) if client < CITIZENS else people.Desk(door, taken)
            self.people.append(person)
        self.go_on()

    def go_on(self):
        """Everybody sets out for as many errands as the first time."""
        self.threads = [threading.Thread(target=self._live, args=(person,))
                        for person in self.people]
        for thread in self.threads:
            thread.start()

    def _live(self, person):
        done = 0
        while not self.stopping.is_set() and done != self.errands:
            try:
                person.errand()
            except people.GIVING_UP:
                pass
            done += 1
            self.stopping.wait(person.pause)

    def rest(self):
        """Waits until everybody has done his errands."""
        for thread in self.threads:
            thread.join()

    def join(self):
        """And no more will be done."""
        self.rest()
        self.journal.close()

    def stop(self):
        """Ends them after the call under way."""
        self.stopping.set()
        self.join()
