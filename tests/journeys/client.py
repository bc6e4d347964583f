"""Two doors to the gateway: HTTP, and native gRPC through hechactl.

Both take "Service/Method" and the request as proto3 JSON, so that one journey is walked through
either. The HTTP door knows paths and verbs from /openapi.json alone.
"""

import http.client
import json
import re
import urllib.parse

from suite import PATIENCE


class Refused(Exception):
    """What the gateway refused: the rule, and the HTTP status where there is one."""

    def __init__(self, rule, code, text):
        super().__init__(text)
        self.rule, self.code = rule, code


def rule_of(answer):
    """The rule by which the gateway refused."""
    error = answer["error"]
    info = [d for d in error.get("details", []) if d["@type"].endswith("ErrorInfo")]
    return info[0]["reason"] if info else error["status"]


def request_body(document, method):
    """What `method` takes by media type, as /openapi.json says it; nothing if it takes no body."""
    operation_id = method.replace("/", "_")
    operations = (one for verbs in document["paths"].values() for one in verbs.values())
    operation = next(one for one in operations if one["operationId"] == operation_id)
    return operation.get("requestBody", {}).get("content", {})


class Http:
    name = "http"
    # Seconds that it waits for an answer.
    timeout = 30 * PATIENCE

    def __init__(self, suite):
        self.address = urllib.parse.urlsplit(suite.gateway).netloc
        self.suite = suite
        self.routes = {}
        for path, verbs in self.exchange("GET", "/openapi.json")[1]["paths"].items():
            for verb, operation in verbs.items():
                method = operation["operationId"].replace("_", "/")
                self.routes[method] = (verb.upper(), path)

    def sign_in(self, user):
        fields = {"username": user["username"], "password": user["password"]}
        return self.call("SessionService/CreateSession", fields)["token"]

    def call(self, method, fields, session=None):
        verb, path, body = self.request(method, fields)
        code, answer = self.exchange(verb, path, body, session)
        if code == 200:
            return answer
        raise Refused(rule_of(answer), code, json.dumps(answer))

    def request(self, method, fields):
        """Verb, path and body of the call."""
        verb, path = self.routes[method]
        fields = dict(fields)

        def bind(variable):
            first, *rest = variable[1].split("_")
            value = fields.pop(first + "".join(word.title() for word in rest), "")
            return urllib.parse.quote(str(value), safe="")

        path = re.sub(r"\{(\w+)\}", bind, path)
        if verb in ("GET", "DELETE"):
            return verb, path + ("?" + urllib.parse.urlencode(fields, True) if fields else ""), None
        return verb, path, fields

    def exchange(self, verb, path, body=None, session=None):
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self.send(verb, path, data, headers)

    def send(self, verb, path, data, headers):
        """Status and answer to these very bytes."""
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        if data is not None:
            headers = {"Content-Type": "application/json", **headers}
        try:
            connection.request(verb, path, data, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or "{}")
        finally:
            connection.close()


class NativeGrpc:
    """A session is the directory where hechactl keeps it."""

    name = "grpc"

    def __init__(self, suite):
        self.suite = suite
        # Without a session hechactl asks who calls; this one is nobody's.
        self.nobody = suite.home / "nobody"
        (self.nobody / "hechactl").mkdir(parents=True)
        (self.nobody / "hechactl" / "session").write_text(f"{suite.grpc} nobody\n")

    def sign_in(self, user):
        state = self.suite.home / "sessions" / user["username"]
        state.mkdir(parents=True, exist_ok=True)
        self._run("login", f"--user={user['username']}", state=state, password=user["password"])
        return state

    def call(self, method, fields, session=None):
        text = json.dumps(fields, ensure_ascii=False)
        return json.loads(self._run("call", method, text, state=session) or "{}")

    def _run(self, *arguments, state, password=""):
        done = self.suite.ctl(*arguments, state=state or self.nobody, password=password)
        if done.returncode == 0:
            return done.stdout
        message = done.stderr.strip().rpartition("hechactl: ")[2]
        if not message:
            raise RuntimeError(f"hechactl {' '.join(arguments)} ended with {done.returncode}")
        raise Refused(message.split(" ")[0], None, done.stderr)
