"""A suite of its own for the journeys: six processes and their database, started by the launcher.

The launcher is the one that people use, so a journey tests it too. The programs are taken as
they are built; nothing is installed.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("HECHA_BUILD", ROOT / "build")).resolve()
# How many times as long everything may take: more where the programs watch themselves.
PATIENCE = int(os.environ.get("HECHA_PATIENCE", "1"))


def until(condition, what, seconds=20):
    """Waits for what `condition` returns to be true, and returns it."""
    seconds *= PATIENCE
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.03)


class Suite:
    """Starts when it is made; `stop` leaves neither process nor file."""

    def __init__(self, **environment):
        self.environment = environment
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="hecha-journeys."))
        self.var = self.home / "var"
        try:
            self.launch("up")
            self._read()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        daemons = self._daemons()
        self.launch("down")
        left = [pid for pid, started in daemons if start_time(pid) == started]
        shutil.rmtree(self.home)
        if left:
            raise AssertionError(f"still running after `hecha down`: {left}")

    def pid(self, name):
        """Of process NAME, or of the database, "db"; nothing if it does not run."""
        file = self.var / "run" / f"{name}.pid"
        if not file.exists():
            return None
        pid, started = file.read_text().split()
        return int(pid) if start_time(pid) == started else None

    @property
    def database_socket(self):
        return self.var / "run" / "db.sock"

    def query(self, sql):
        """The database's answer to its administrator."""
        done = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.database_socket}", "--batch",
             "--skip-column-names", f"--execute={sql}"],
            capture_output=True, text=True, timeout=60 * PATIENCE, check=True)
        return done.stdout.strip()

    def quiet(self):
        """Waits until every event has arrived where it belongs, and every lead was compared."""
        names = [name for name in self.metrics if name != "gateway"]
        queues = ["intake.match_queue", *(f"{name}.delivery" for name in names)]
        counts = " + ".join(f"(SELECT COUNT(*) FROM hecha_{queue})" for queue in queues)
        until(lambda: self.query(f"SELECT {counts}") == "0", "nothing waits", 60)

    def kill(self, name):
        """Process NAME ends at once, as in a crash."""
        if pid := self.pid(name):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not self.pid(name), f"{name} ends")

    def restart(self, name, flags):
        """Starts process NAME anew with more flags, as after a crash."""
        self.kill(name)
        self.launch("up", **{f"HECHA_{name.upper()}_FLAGS": flags})
        self._read()

    @contextlib.contextmanager
    def paused(self, name):
        """Process NAME answers nobody meanwhile."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: stands_still(pid), f"{name} stands still")
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def user(self, username):
        return next(user for user in self.users if user["username"] == username)

    def ctl(self, *arguments, state, password="", **environment):
        """Runs hechactl. `state` is the directory that holds its session."""
        own = {"XDG_STATE_HOME": str(state), "HECHA_PASSWORD": password, **environment}
        return subprocess.run(
            self._ctl(arguments),
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60 * PATIENCE,
        )

    def start_ctl(self, *arguments, password):
        """Starts hechactl, and leaves it running."""
        return subprocess.Popen(
            self._ctl(arguments),
            env={**os.environ, "HECHA_PASSWORD": password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _ctl(self, arguments):
        return [BUILD / "bin" / "hechactl", *arguments, f"--demo={self.var / 'demo.json'}"]

    def launch(self, verb, *arguments, **environment):
        """Runs `hecha VERB`, and returns what it prints."""
        done = self.run(verb, *arguments, **environment)
        if done.returncode != 0:
            raise AssertionError(f"hecha {verb} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def run(self, verb, *arguments, **environment):
        """Runs `hecha VERB`, which may fail."""
        return subprocess.run(
            [ROOT / "hecha", verb, *arguments],
            env={
                **os.environ,
                "HECHA_VAR": str(self.var),
                "HECHA_BUILD": str(BUILD),
                "HECHA_SKIP_BUILD": "1",
                "HECHA_SKIP_PACKAGES": "1",
                **self.environment,
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300 * PATIENCE,
        )

    def _read(self):
        with open(self.var / "demo.json", encoding="utf-8") as file:
            demo = json.load(file)
        self.gateway, self.grpc, self.users = demo["gateway"], demo["grpc"], demo["users"]
        self.metrics = demo["metrics"]

    def _daemons(self):
        """Process ids, each with its start time."""
        return [file.read_text().split() for file in (self.var / "run").glob("*.pid")
                if file.name != "mariadbd.pid"]


def stands_still(pid):
    """Whether every thread of the process is stopped, or none is left: SIGSTOP lets them run on
    until each of them notices."""
    def state(thread):
        with contextlib.suppress(OSError):
            return (thread / "stat").read_text().rpartition(") ")[2][0]
        return "T"

    return all(state(thread) in "TZX" for thread in pathlib.Path(f"/proc/{pid}/task").glob("*"))


def start_time(pid):
    """As the kernel says it; nothing once the process has ended, even if nobody took note."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return None
    state, *_, started = stat.rpartition(") ")[2].split()[:20]
    return None if state == "Z" else started
