"""A small disk: a file system in a file, which can be filled up. Needs the administrator's right
to mount; `in_own_mounts` sees to it that no mount outlives the test."""

import contextlib
import os
import shutil
import subprocess
import sys

MINE = "HECHA_OWN_MOUNTS"


def may_mount():
    return MINE in os.environ


def in_own_mounts():
    """Starts this program again where it sees mounts of its own; goes on if it may not."""
    probe = ["unshare", "--mount", "true"]
    if may_mount() or subprocess.run(probe, capture_output=True).returncode != 0:
        return
    os.environ[MINE] = "1"
    os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


class Disk:
    """Holds `directory` from now on, which nobody may use meanwhile; `release` lets go of it.
    CalledProcessError where it cannot be mounted: the directory is as it was."""

    def __init__(self, directory, size):
        self.directory = directory
        image, contents = directory.with_suffix(".image"), directory.with_suffix(".contents")
        directory.rename(contents)
        directory.mkdir(mode=0o700)
        with open(image, "wb") as file:
            file.truncate(size)
        try:
            call("mkfs.ext4", "-q", "-m", "0", image)
            call("mount", "-o", "loop", image, directory)
        except subprocess.CalledProcessError:
            directory.rmdir()
            contents.rename(directory)
            image.unlink()
            raise
        shutil.copytree(contents, directory, dirs_exist_ok=True)
        shutil.rmtree(contents)

    def release(self):
        call("umount", self.directory)

    @contextlib.contextmanager
    def full(self):
        ballast = self.directory / "ballast"
        try:
            fill(ballast)
            yield
        finally:
            ballast.unlink()


def call(*command):
    subprocess.run(command, check=True, capture_output=True)


def fill(path):
    """Grows the file until there is no room for a page."""
    status = os.statvfs(path.parent)
    step, size = status.f_bavail * status.f_frsize, 0
    with open(path, "wb") as file:
        while step >= 4096:
            try:
                os.posix_fallocate(file.fileno(), size, step)
                size += step
            except OSError:
                step //= 2
