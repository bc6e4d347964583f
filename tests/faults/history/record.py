"""The history of a run: one JSON object a line, first that a call was made, later what came of it.

  {"call": 7, "client": 2, "at": 3.25, "user": "…", "method": "LeadService/TriageLead",
   "request_id": "…", "subject": "…", "content": "…"}
  {"call": 7, "at": 3.31, "outcome": "ok", "answer": {…}}

Outcomes are "ok", "fail" (refused: nothing was done) and "unknown" (nobody answered: it may have
been done, now or later). Nothing secret is written: texts and receipts only as their hashes.
"""

import collections
import dataclasses
import functools
import hashlib
import json
import re
import threading
import time

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"
# What the checker asks of an answer.
KEPT = (
    "id", "etag", "state", "treeSize", "rootHash", "origin", "note", "verifierKey", "first",
    "second", "hashes", "rule", "nextPageToken",
)
# Where an answer is a list: of each only what it is, in which version and state.
LISTS = ("leads", "cases", "transfers", "proceedings")


def digest(*texts):
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def content_of(document):
    """The hash of what a report or a lead says; nothing where that is withheld."""
    if not document.get("narrative"):
        return None
    return digest(document["division"], document["title"], document["narrative"])


def essence_of(answer):
    kept = {name: answer[name] for name in KEPT if name in answer}
    if "receipt" in answer:
        kept["receipt"] = digest(answer["receipt"])
    if "liabilityText" in answer:
        kept["liability"] = digest(answer["liabilityText"])
    if content := content_of(answer):
        kept["content"] = content
    for name in LISTS:
        if name in answer:
            kept["listed"] = [[each["id"], each["etag"]] for each in answer[name] if each["etag"]]
    return kept


class Journal:
    """Where calls are written down, each before it is made. Safe for many threads."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.lock = threading.Lock()
        self.calls = self.answered = 0
        self.acknowledged = 0

    def invoke(self, **call):
        with self.lock:
            self.calls += 1
            self._write(call=self.calls, at=time.monotonic(), **call)
            return self.calls

    def complete(self, call, outcome, answer, changes):
        with self.lock:
            self.answered += outcome != UNKNOWN
            self.acknowledged += changes and outcome == OK
            self._write(call=call, at=time.monotonic(), outcome=outcome, answer=essence_of(answer))

    def _write(self, **line):
        self.file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.file.flush()

    def close(self):
        self.file.close()


@dataclasses.dataclass
class Call:
    """One call and what came of it: unknown, until `complete` says otherwise."""

    number: int
    client: int
    began: float
    user: str | None
    method: str
    request_id: str | None
    subject: str | None
    content: str | None
    # Whether it says who reports.
    named: bool = False
    # What a list was to hold.
    sought: dict = dataclasses.field(default_factory=dict)
    ended: float = float("inf")
    outcome: str = UNKNOWN
    answer: dict = dataclasses.field(default_factory=dict)

    @property
    def verb(self):
        return self.method.split("/")[1]

    @property
    def about(self):
        """What it changed or read."""
        return self.answer.get("id") or self.subject

    @property
    def version(self):
        return int(self.answer["etag"]) if self.answer.get("etag") else None

    @property
    def shown(self):
        """Whatever the answer shows, each with its version."""
        if self.version is not None:
            yield self.about, self.version
        yield from ((each, int(etag)) for each, etag in self.answer.get("listed", ()))


@dataclasses.dataclass
class Act:
    """What somebody wanted done once, however often it was asked for."""

    calls: list

    @property
    def first(self):
        return self.calls[0]

    @property
    def answers(self):
        return [call for call in self.calls if call.outcome == OK]

    @property
    def outcome(self):
        outcomes = {call.outcome for call in self.calls}
        return next(each for each in (OK, UNKNOWN, FAIL) if each in outcomes)

    def __str__(self):
        return f"{self.first.method} by {self.first.user or 'a citizen'} ({self.first.request_id})"


class History:
    """A run as it was written down."""

    def __init__(self, path):
        self.calls = {}
        with open(path, encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                self._take(line)
        self.acts = self._group()

    def _take(self, line):
        number, at = line.pop("call"), line.pop("at")
        if "outcome" not in line:
            self.calls[number] = Call(number=number, began=at, **line)
            return
        call = self.calls[number]
        call.ended, call.outcome, call.answer = at, line["outcome"], line["answer"]

    def _group(self):
        acts = {}
        for call in self.calls.values():
            if call.request_id:
                acts.setdefault(call.request_id, Act([])).calls.append(call)
        return list(acts.values())

    @functools.cached_property
    def first_shown(self):
        """When each thing was first shown to anybody, by its id; never is infinitely late."""
        times = collections.defaultdict(lambda: float("inf"))
        for call in self.calls.values():
            for about, _ in call.shown:
                times[about] = min(times[about], call.ended)
        return times

    def acts_of(self, *verbs):
        return [act for act in self.acts if act.first.verb in verbs]

    def answered(self, *verbs):
        return [c for c in self.calls.values() if c.verb in verbs and c.outcome == OK]


def is_change(method):
    """Whether the method changes something, and so takes a request id."""
    return not re.match(r"\w+/(Get|List|Prove|Prepare|Open)", method)
