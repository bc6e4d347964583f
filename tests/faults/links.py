"""The network between the processes of a suite: each way from one to another is a link of the
proxy, and so is each way to the database."""

import json
import pathlib
import subprocess
import sys

PROXY = pathlib.Path(__file__).with_name("proxy.py")


class Links:
    """Starts the proxy; `close` ends it."""

    def __init__(self):
        self.proxy = subprocess.Popen([sys.executable, PROXY], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.ports = {}

    def close(self):
        self.proxy.stdin.close()
        self.proxy.wait(10)

    def open(self, link, to):
        """The port that leads to port `to`."""
        self.ports[link] = self._order(link, to=to)["port"]
        return self.ports[link]

    def turn(self, link, **weather):
        """Fair weather if none is named; see proxy.Weather."""
        self._order(link, **weather)

    def act(self, link, what):
        """Does `what` to every connection of the link: "reset" or "forget"."""
        self._order(link, act=what)

    def met(self, link):
        """How much of its traffic met the last foul weather or act."""
        return self._order(link, ask=True)["met"]

    def busy(self):
        """The links that carried anything."""
        return {link for link in self.ports if self._order(link, ask=True)["carried"]}

    def _order(self, link, **order):
        self.proxy.stdin.write(json.dumps({"link": link, **order}) + "\n")
        self.proxy.stdin.flush()
        return json.loads(self.proxy.stdout.readline())
