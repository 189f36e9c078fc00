"""Counts the names in guests' folders, and ends a guest with more of them than it may have.

No rlimit counts files and folders, and somebody has to remove them. At L3 each guest's own file
system counts; elsewhere a helper of the zygote's looks into all folders, a few times a second.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import struct
import time
from contextlib import suppress
from itertools import islice

from grader.sandbox.guest.helper import Helper

MOST_NAMES = 10_000
TICK_SECONDS = 0.1
_PID = struct.Struct("=i")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLACE = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class NameCounter:
    """The helper that counts, as the zygote holds it; each guest's folder is named by its pid."""

    def __init__(self, work: str) -> None:
        self._ended: set[int] = set()
        self._hears, tells = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._helper = Helper(lambda: _count_for_ever(work, tells), {tells})
        os.close(tells)

    def has_ended(self, guest: int) -> bool:
        """Return whether a guest, which is dead, was ended for its names; asked once."""
        with suppress(BlockingIOError):
            said = os.read(self._hears, 1 << 12)
            self._ended.update(pid for (pid,) in _PID.iter_unpack(said))
        ended = guest in self._ended
        self._ended.discard(guest)
        return ended

    def close(self) -> None:
        """Count no more."""
        os.close(self._hears)
        self._helper.end()


def _count_for_ever(work: str, tells: int) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    told: set[str] = set()
    while True:
        guests = {name for name in os.listdir(work) if name.isdigit()}
        told &= guests  # a number comes again, with a folder of its own
        for guest in guests - told:
            if has_more_names(f"{work}/{guest}", MOST_NAMES):
                told.add(guest)
                with suppress(ProcessLookupError):
                    os.write(tells, _PID.pack(int(guest)))
                    os.kill(int(guest), signal.SIGKILL)
        time.sleep(TICK_SECONDS)


def has_more_names(folder: str, most: int) -> bool:
    """Return whether more than so many names lie below a folder, whether it is closed or not.

    Folders are open while those in them are counted: a tree that is deeper than this process may
    have open files has more. What changes meanwhile is counted or not.
    """
    counted = 0
    opened: list[_Level] = []
    try:
        opened.append(_Level(folder, None, most))
        while opened:
            counted += opened[-1].count
            opened[-1].count = 0
            if counted > most:
                return True
            if not opened[-1].folders:
                os.close(opened.pop().descriptor)
                continue
            try:
                opened.append(_Level(opened[-1].folders.pop(), opened[-1].descriptor, most))
            except OSError as error:  # it is gone, or another thing by now
                if error.errno == errno.EMFILE:
                    return True
        return False
    except OSError:
        return False
    finally:
        for level in opened:
            os.close(level.descriptor)


class _Level:
    """An open folder: how many names it holds, up to one too many, and those of its folders."""

    def __init__(self, name: str, within: int | None, most: int) -> None:
        self.count = 0
        self.folders: list[str] = []
        self.descriptor = _open(name, within)
        try:
            with os.scandir(self.descriptor) as entries:
                for self.count, entry in enumerate(islice(entries, most + 1), 1):
                    if entry.is_dir(follow_symlinks=False):
                        self.folders.append(entry.name)
        except OSError:
            os.close(self.descriptor)
            raise


def _open(name: str, within: int | None) -> int:
    """Open a folder, and one that is closed to its owner; its guest may live, and exchange it."""
    with suppress(PermissionError):
        return os.open(name, _FOLDER, dir_fd=within)
    place = os.open(name, _PLACE, dir_fd=within)
    try:
        os.chmod(f"/proc/self/fd/{place}", stat.S_IRWXU)
        return os.open(f"/proc/self/fd/{place}", _FOLDER & ~os.O_NOFOLLOW)
    finally:
        os.close(place)
