"""One client's way to the gateway. It is patient as a good client is: what may not have arrived is
asked for again, under the same request id. Now and then it is a bad one: it hangs up before the
answer, or asks for what it already has."""

import http.client
import json
import threading

from client import Http, Refused, rule_of
from history.record import FAIL, OK, UNKNOWN, content_of, digest, is_change
from proof_of_work import solve

ATTEMPTS = 5
PAUSE = 0.4
# Of all changes: how many answers are not waited for, after how many of those nobody asks again,
# and how many changes are asked for once more although they were acknowledged.
HANG_UP, FORGET, REPEAT = 0.04, 0.3, 0.05
# What a list is asked for.
SOUGHT = ("state", "leadId", "pageSize")
# The caller's own turn, not a verdict on the call.
TRY_AGAIN = (401, 429)


class Sessions:
    """The token of each user, for all clients; signs in who has none. Safe for many threads."""

    def __init__(self, plain):
        self.plain, self.tokens, self.lock = plain, {}, threading.Lock()

    def token(self, username):
        with self.lock:
            if username not in self.tokens:
                self.tokens[username] = self.plain.sign_in(self.plain.suite.user(username))
            return self.tokens[username]

    def forget(self, username):
        with self.lock:
            self.tokens.pop(username, None)


class GaveUp(Exception):
    """The client does not know whether it was done, or may not go on."""


class Door(Http):
    """As Http, but recorded. A session is the name of its user, who signs in again if need be."""

    timeout = 10

    def __init__(self, sessions, journal, client, source, stopping):
        plain = sessions.plain
        self.address, self.routes, self.suite = plain.address, plain.routes, plain.suite
        self.sessions, self.journal, self.client = sessions, journal, client
        self.source, self.stopping = source, stopping

    def sign_in(self, user):
        return user["username"]

    def call(self, method, fields, session=None):
        changes = is_change(method)
        if changes:
            fields = {"requestId": self._request_id(), **fields}
        for _ in range(ATTEMPTS):
            if self.stopping.is_set():
                break
            leaves = changes and self.source.random() < HANG_UP
            outcome, answer = self._attempt(method, fields, session, leaves)
            if outcome == OK:
                if changes and self.source.random() < REPEAT:
                    self._attempt(method, fields, session, leaves=False)
                return answer
            if outcome == FAIL and answer["code"] < 500 and answer["code"] not in TRY_AGAIN:
                raise Refused(answer["rule"], answer["code"], json.dumps(answer))
            if leaves and self.source.random() < FORGET:
                break
            self.stopping.wait(PAUSE)
        raise GaveUp(method)

    def _request_id(self):
        return f"{self.source.getrandbits(128):032x}"

    def _attempt(self, method, fields, session, leaves):
        """Makes the call once; returns its outcome, and the answer or the refusal."""
        changes = is_change(method)
        number = self.journal.invoke(
            client=self.client, user=session, method=method,
            request_id=fields["requestId"] if changes else None,
            subject=_subject_of(fields), content=content_of(fields), named="identity" in fields,
            sought={name: fields[name] for name in SOUGHT if name in fields})
        outcome, answer = UNKNOWN, {}
        try:
            outcome, answer = self._exchange(method, fields, session, leaves)
        except (OSError, http.client.HTTPException, ValueError):
            pass
        except Refused as refused:
            # The sign-in: the call itself was not made.
            outcome, answer = FAIL, {"code": refused.code, "rule": refused.rule}
        self.journal.complete(number, outcome, answer, changes)
        return outcome, answer

    def _exchange(self, method, fields, session, leaves):
        verb, path, body = self.request(method, fields)
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = self._headers(session, data)
        if leaves:
            self._hang_up(verb, path, data, headers)
            return UNKNOWN, {}
        code, answer = self.send(verb, path, data, headers)
        if code == 200:
            return OK, answer
        if code == 401:
            self.sessions.forget(session)
        if code >= 500:
            return UNKNOWN, {}
        return FAIL, {"code": code, "rule": rule_of(answer)}

    def _headers(self, session, data):
        if session:
            return {"Authorization": f"Bearer {self.sessions.token(session)}"}
        challenge = self.exchange("GET", "/v1/challenge")[1]
        if not challenge.get("challenge"):
            return {}
        proof = solve(challenge["challenge"], challenge["difficulty"], data or b"")
        return {"X-Proof-Of-Work": proof}

    def _hang_up(self, verb, path, data, headers):
        """All of the request is sent, and nobody waits for the answer."""
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        try:
            connection.request(verb, path, data, {"Content-Type": "application/json", **headers})
        finally:
            connection.close()


def _subject_of(fields):
    """The lead, case, letter or proceeding that the call is about, or the receipt that it shows."""
    if "receipt" in fields:
        return digest(fields["receipt"])
    names = ("caseId", "leadId", "transferId", "proceedingId")
    return next((fields[name] for name in names if name in fields), None)
