"""A limit that the kernel keeps: whoever wants more memory than a group may have is killed. Needs
the administrator's right to make a control group, of either version."""

import contextlib
import pathlib
import os

GROUPS = pathlib.Path("/sys/fs/cgroup")


class Group:
    """One in which a process gets `room` bytes beside what it has already. `close` lets it out."""

    def __init__(self, pid, room):
        self.pid = pid
        parent, limit = _place()
        self.parent, self.directory = parent, parent / f"hecha-{os.getpid()}-{pid}"
        self.directory.mkdir()
        (self.directory / limit).write_text(str(room))
        (self.directory / "cgroup.procs").write_text(str(pid))

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            (self.parent / "cgroup.procs").write_text(str(self.pid))
        self.directory.rmdir()


def _place():
    """Where groups are made, and the file that holds a group's limit."""
    first = GROUPS / "memory"
    return (first, "memory.limit_in_bytes") if first.is_dir() else (GROUPS, "memory.max")


def may_limit():
    parent, limit = _place()
    probe = parent / f"hecha-{os.getpid()}-probe"
    try:
        probe.mkdir()
    except OSError:
        return False
    try:
        return (probe / limit).exists()
    finally:
        probe.rmdir()
