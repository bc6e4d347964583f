"""A suite that can be broken: its processes reach each other and the database through the proxy,
and each of them, and the database, can be killed, stopped, starved and set to another time."""

import contextlib
import os
import resource
import signal
import subprocess
import sys

import disk
import memory
from links import Links
from suite import BUILD, Suite, start_time, until

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
PROCESSES = (*SERVICES, "gateway")
PATIENCE = 60
# What an empty database takes, and room for what a test adds.
DISK_BYTES = 1 << 30
# What a process that is cramped may still have: so little that the next call takes it.
ROOM_BYTES = 256 << 10
# Who calls whom while people do what history/people.py has them do, and everybody the database.
CALLS = {
    "client": ("gateway",),
    "gateway": SERVICES,
    "intake": ("verification", "consultation", "supervision", "accountability"),
    "verification": ("intake", "verification", "supervision", "accountability"),
    "consultation": ("intake", "verification", "supervision", "accountability"),
    "supervision": ("accountability",),
    "accountability": ("supervision", "accountability"),
}


class Rig(Suite):
    """Processes are started by the rig, so that they dial the proxy; `stop` leaves nothing."""

    databases = ("db",)
    # A small one for the database, where it may be mounted.
    disk = None

    def __init__(self):
        os.environ.update(ports_of_its_own())
        self.links = Links()
        super().__init__()
        try:
            self._lay_links()
            for name in (*PROCESSES, "db"):
                self.terminate(name)
            for name in PROCESSES:
                self.move_clock(name, 0)
            self._open_links("db", self.lay_database())
            self.mend()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.disk:
            self.launch("down")
            self.disk.release()
        super().stop()
        self.links.close()

    @property
    def used_links(self):
        return sorted([f"{name}>{to}" for name in CALLS for to in CALLS[name]] +
                      [f"{name}>db" for name in PROCESSES])

    def _lay_links(self):
        for name in PROCESSES:
            self._open_links(name, self.port(name))
        entrance = self.links.open("client>gateway", self.port("http"))
        self.gateway = f"http://127.0.0.1:{entrance}"

    def _open_links(self, to, port):
        for name in PROCESSES:
            self.links.open(f"{name}>{to}", port)

    def port(self, name):
        """The one that the launcher chose."""
        lines = (self.var / "ports").read_text().split()
        return next(int(port) for each, port in (line.split("=") for line in lines) if each == name)

    def lay_database(self):
        """Makes the database ready for what is to come, while nobody uses it; returns its port."""
        if disk.may_mount():
            try:
                self.disk = disk.Disk(self.var / "db", DISK_BYTES)
            except subprocess.CalledProcessError as error:
                print(f"no small disk can be had here: {error.stderr.decode().strip()}", flush=True)
        return self.port("database")

    def start(self, name, *flags):
        """Process NAME, or the database; does not wait until it is ready."""
        self.spawn(name, [*self.command(name), *flags])

    def command(self, name):
        """As .hecha/database.sh and .hecha/suite.sh start it, but for whom it dials."""
        if name == "db":
            return ["/usr/sbin/mariadbd", f"--defaults-file={self.var}/etc/db.cnf",
                    *(["--user=root"] if os.geteuid() == 0 else [])]
        ports = self.links.ports
        peers = ",".join(f"{peer}=127.0.0.1:{ports[f'{name}>{peer}']}" for peer in PROCESSES)
        return [
            BUILD / "bin" / f"hecha-{name}", "serve", f"--flagfile={self.var}/etc/{name}.flags",
            f"--db_user=hecha_{name}", f"--db_password_file={self.var}/secrets/db_{name}",
            f"--peer={peers}", "--db_socket=", f"--db_port={ports[f'{name}>db']}",
            f"--clock_offset_file={self._clock(name)}",
        ]

    def spawn(self, name, command):
        """Starts the command as the daemon NAME."""
        with open(self.var / "log" / f"{name}.log", "ab") as log:
            pid = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env={**os.environ, **self.environment_of(name)},
                                   start_new_session=True).pid
        (self.var / "run" / f"{name}.pid").write_text(f"{pid} {start_time(pid)}\n")

    def environment_of(self, name):
        """What process NAME is told beyond this program's own environment."""
        return {}

    def terminate(self, name):
        """Asks process NAME to leave, and waits until it has."""
        if pid := self.pid(name):
            os.kill(pid, signal.SIGTERM)
        until(lambda: not self.pid(name), f"{name} ends", PATIENCE)

    @contextlib.contextmanager
    def starved(self, name):
        """Process NAME gets no more memory than it has."""
        pid = self.pid(name)
        with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
            size = int(statm.read().split()[0]) * resource.getpagesize()
        _, most = resource.prlimit(pid, resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_AS, (most, most))

    @staticmethod
    def may_cramp():
        return memory.may_limit()

    @contextlib.contextmanager
    def cramped(self, name):
        """The kernel kills process NAME as soon as it wants more memory."""
        group = memory.Group(self.pid(name), ROOM_BYTES)
        try:
            yield
        finally:
            group.close()

    def _clock(self, name):
        return self.var / "run" / f"{name}.clock"

    def move_clock(self, name, hours):
        """The clock of process NAME is so many hours off, from now on; it runs on meanwhile."""
        self._clock(name).touch()
        # In place: the process has it mapped.
        with open(self._clock(name), "r+b") as clock:
            clock.write((hours * 3_600_000_000).to_bytes(8, sys.byteorder, signed=True))

    def mend(self):
        """Fair weather, everything runs that should, and is ready."""
        for link in self.links.ports:
            self.links.turn(link)
        self.mend_database()
        until(self._all_healthy, "every process is ready", PATIENCE)

    def mend_database(self):
        self.revive("db")
        until(lambda: self.query("SELECT 1"), "the database answers", PATIENCE)

    def revive(self, name):
        """Starts it if it does not run."""
        if not self.pid(name):
            self.start(name)

    def _all_healthy(self):
        """A process that gave up is started again, as whoever watches over it would."""
        for name in PROCESSES:
            self.revive(name)
        return self.is_healthy()

    def is_healthy(self):
        return self.run("status").returncode == 0

    def quiet(self):
        """Waits until every event has arrived where it belongs."""
        until(lambda: self.pending() == 0, "every event is delivered", 2 * PATIENCE)

    def pending(self):
        counts = " + ".join(f"(SELECT COUNT(*) FROM hecha_{name}.delivery)" for name in PROCESSES)
        return int(self.query(f"SELECT {counts}") or -1)

    def query(self, sql):
        """The database's answer to its administrator; nothing if it does not answer."""
        done = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.database_socket}",
             "--batch", "--skip-column-names", f"--execute={sql}"],
            capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout.strip() if done.returncode == 0 else ""

    @property
    def database_socket(self):
        return self.var / "run" / "db.sock"


def ports_of_its_own():
    """For the launcher. While a process is down, another suite that starts must not take its port."""
    names = [*PROCESSES, *(f"{name}_METRICS" for name in PROCESSES), "HTTP", "GRPC", "DATABASE"]
    first = 10_000 + os.getpid() % 1000 * 20
    return {f"HECHA_{name.upper()}_PORT": str(port) for port, name in enumerate(names, first)}
