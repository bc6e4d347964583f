"""A suite that can be broken: its processes reach each other and the database through the proxy,
and each of them, and the database, can be killed, stopped, starved and set to another time."""

import contextlib
import os
import resource
import signal
import subprocess

import disk
from links import Links
from suite import BUILD, Suite, start_time, until

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
PROCESSES = (*SERVICES, "gateway")
PATIENCE = 60
# What an empty database takes, and room for what a test adds.
DISK_BYTES = 1 << 30


class Rig(Suite):
    """Processes are started by the rig, so that they dial the proxy; `stop` leaves nothing."""

    def __init__(self):
        super().__init__()
        self.disk = None
        self.links = Links()
        try:
            self._lay_links()
            for name in ("db", *PROCESSES):
                self.terminate(name)
            if disk.may_mount():
                self.disk = disk.Disk(self.var / "db", DISK_BYTES)
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

    def _lay_links(self):
        lines = (self.var / "ports").read_text().split()
        ports = {name: int(port) for name, port in (line.split("=") for line in lines)}
        for one in PROCESSES:
            for other in PROCESSES:
                self.links.open(f"{one}>{other}", ports[other])
            self.links.open(f"{one}>db", ports["database"])
        entrance = self.links.open("client>gateway", ports["http"])
        self.gateway = f"http://127.0.0.1:{entrance}"

    def start(self, name, *flags):
        """Process NAME, or the database; does not wait until it is ready."""
        self._spawn(name, self._database() if name == "db" else self._process(name) + list(flags))

    def _process(self, name):
        """As .hecha/suite.sh starts it, but for whom it dials."""
        ports = self.links.ports
        peers = ",".join(f"{peer}=127.0.0.1:{ports[f'{name}>{peer}']}" for peer in PROCESSES)
        return [
            BUILD / "bin" / f"hecha-{name}", "serve", f"--flagfile={self.var}/etc/{name}.flags",
            f"--db_user=hecha_{name}", f"--db_password_file={self.var}/secrets/db_{name}",
            f"--peer={peers}", "--db_socket=", f"--db_port={ports[f'{name}>db']}",
        ]

    def _database(self):
        """As .hecha/database.sh starts it."""
        return ["/usr/sbin/mariadbd", f"--defaults-file={self.var}/etc/db.cnf",
                *(["--user=root"] if os.geteuid() == 0 else [])]

    def _spawn(self, name, command):
        with open(self.var / "log" / f"{name}.log", "ab") as log:
            pid = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True).pid
        (self.var / "run" / f"{name}.pid").write_text(f"{pid} {start_time(pid)}\n")

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

    def mend(self):
        """Fair weather, everything runs that should, and is ready."""
        for link in self.links.ports:
            self.links.turn(link)
        self._raise("db")
        until(lambda: self.query("SELECT 1"), "the database answers", PATIENCE)
        until(self._all_healthy, "every process is ready", PATIENCE)

    def _all_healthy(self):
        """A process that gave up is started again, as whoever watches over it would."""
        for name in PROCESSES:
            self._raise(name)
        return self.is_healthy()

    def _raise(self, name):
        if not self.pid(name):
            self.start(name)

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
