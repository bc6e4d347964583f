"""The rig on a Galera cluster: three nodes of MariaDB behind HAProxy, which leads everybody to the
same one of them as long as it is well."""

import os
import re
import shutil
import socket
import subprocess

from rig import PATIENCE, Rig
from suite import until

PROVIDER = "/usr/lib/galera/libgalera_smm.so"
NODES = ("db", "db-2", "db-3")
# As HAProxy asks. A node is in step, or none.
CHECK = """#!/bin/sh
timeout 2 mariadb --no-defaults --socket="{run}/$HAPROXY_SERVER_NAME.sock" --batch --skip-column-names \
  --execute="SHOW STATUS LIKE 'wsrep_local_state_comment'" | grep -q Synced
"""
HAPROXY = """
global
    external-check
    insecure-fork-wanted
defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout check 3s
listen database
    bind 127.0.0.1:{port}
    option external-check
    external-check path "/usr/bin:/bin"
    external-check command {check}
    default-server check inter 500ms fall 2 rise 2 on-marked-down shutdown-sessions
"""
SERVER = "    server {name} 127.0.0.1:{port} {role}\n"
# There is one at a time: who takes over where it fails hands back.
WRITER, STAND_IN = "on-marked-up shutdown-backup-sessions", "backup"


class Node:
    """One of them: the ports it listens on, and where its data lies."""

    def __init__(self, name, var):
        self.name, self.data = name, var / name
        self.socket = var / "run" / f"{name}.sock"
        self.port, self.group, self.transfer, self.catch_up = free_ports(4)


class GaleraRig(Rig):
    databases = NODES

    def lay_database(self):
        """The suite's own database becomes the first node, the others begin as copies of it."""
        self.nodes = {name: Node(name, self.var) for name in NODES}
        self.check = self.var / "etc" / "galera_check.sh"
        self.check.write_text(CHECK.format(run=self.var / "run"))
        self.check.chmod(0o700)
        # Once by itself, so that its data says of which cluster they are.
        self.found_cluster()
        self.terminate("db")
        super().lay_database()
        for name in NODES[1:]:
            shutil.copytree(self.nodes["db"].data, self.nodes[name].data)
        self.open_directories()
        self.found_cluster()
        self.mend_database()
        return self.lay_entrance()

    def found_cluster(self):
        self.spawn("db", [*self.node_command("db"), "--wsrep-new-cluster"])
        until(lambda: self.is_synced("db"), "the first node is there", PATIENCE)

    def open_directories(self):
        """Nodes that catch up meet by rsync, which, run by root, writes as nobody."""
        self.home.chmod(0o711)
        self.var.chmod(0o711)
        for node in self.nodes.values():
            node.data.chmod(0o777)

    def lay_entrance(self):
        (port,) = free_ports(1)
        config = self.var / "etc" / "haproxy.cfg"
        config.write_text(HAPROXY.format(port=port, check=self.check) + "".join(
            SERVER.format(name=name, port=node.port, role=WRITER if name == "db" else STAND_IN)
            for name, node in self.nodes.items()))
        self.spawn("haproxy", ["haproxy", "-db", "-f", config])
        return port

    def stop(self):
        for name in ("haproxy", *NODES):
            self.kill(name)
        super().stop()

    def mend_database(self):
        for name in NODES:
            self.revive(name)
        until(lambda: all(self.is_synced(name) for name in NODES), "three nodes are in step",
              PATIENCE)

    def command(self, name):
        if name not in NODES:
            return super().command(name)
        return [*self.node_command(name), f"--wsrep-start-position={self.position(name)}"]

    def node_command(self, name):
        node = self.nodes[name]
        group = ",".join(f"127.0.0.1:{each.group}" for each in self.nodes.values())
        provider = {
            "gmcast.listen_addr": f"tcp://127.0.0.1:{node.group}",
            "ist.recv_addr": f"127.0.0.1:{node.catch_up}",
            "gcache.size": "64M",
            # The gap of a failover; the default makes it 6 s.
            "evs.suspect_timeout": "PT3S",
            "evs.inactive_timeout": "PT10S",
        }
        return [
            *super().command("db"), f"--datadir={node.data}", f"--tmpdir={node.data}",
            f"--socket={node.socket}", f"--port={node.port}", f"--pid-file={node.data}/pid",
            f"--log-error={self.var}/log/{name}.log", "--innodb-buffer-pool-size=128M",
            "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2",
            "--wsrep-on=ON", f"--wsrep-provider={PROVIDER}", f"--wsrep-node-name={name}",
            f"--wsrep-cluster-address=gcomm://{group}", f"--wsrep-node-address=127.0.0.1:{node.group}",
            "--wsrep-sst-method=rsync", f"--wsrep-sst-receive-address=127.0.0.1:{node.transfer}",
            "--wsrep-provider-options=" + ";".join(f"{key}={value}" for key, value in provider.items()),
            # What one node acknowledged, the next one shows.
            "--wsrep-sync-wait=1",
        ]

    def position(self, name):
        """Where the node's own data ends, so that it need not be copied whole after a crash."""
        done = subprocess.run([*self.node_command(name), "--wsrep-recover", "--disable-log-error"],
                              capture_output=True, text=True, timeout=PATIENCE)
        found = re.findall(r"Recovered position: (\S+:-?\d+)", done.stdout + done.stderr)
        return found[-1] if found else "00000000-0000-0000-0000-000000000000:-1"

    def isolate(self, name, is_cut_off):
        """The node drops whatever others send it, and sends nothing, or no longer does so."""
        option = f"SET GLOBAL wsrep_provider_options = 'gmcast.isolate={int(is_cut_off)}'"
        subprocess.run(["mariadb", "--no-defaults", f"--socket={self.nodes[name].socket}",
                        f"--execute={option}"], check=True, capture_output=True, timeout=PATIENCE)

    def is_synced(self, name):
        environment = {**os.environ, "HAPROXY_SERVER_NAME": name}
        return subprocess.run(self.check, env=environment, capture_output=True).returncode == 0

    @property
    def database_socket(self):
        """Of a node that is in step."""
        return next((self.nodes[name].socket for name in NODES if self.is_synced(name)),
                    self.nodes["db"].socket)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
