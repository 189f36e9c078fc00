"""The disk may refuse: what then is said, and files that are written whole or not at all.

A StoreError names the file, the cause and the remedy. What is private is for this user alone, under
any umask: folders 0700, files 0600.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import StoreError

MOVE_AWAY = "nothing was changed; move the file away and grade again, or use another: --out DIR"
_HELD = "wait for it to end, or close the program that has the file open, then run again"
_NO_ROOM = "make room on this disk and run the same command again"
_ALL_KEPT = f"{_NO_ROOM}: what was graded is kept"
_CLOSE = "close programs that have it open, or"
_MOVE = "move it away, or name a folder"
_MAKE_WRITABLE = "make its folder one that you may write to"
_NO_WRITING = f"{_CLOSE} use a folder you may write to: --out DIR"

_SQLITE = {
    sqlite3.SQLITE_BUSY: ("another run holds it", _HELD),
    sqlite3.SQLITE_LOCKED: ("another run holds it", _HELD),
    sqlite3.SQLITE_FULL: ("the disk is full", _ALL_KEPT),
    sqlite3.SQLITE_READONLY: ("it cannot be written", _NO_WRITING),
    sqlite3.SQLITE_PERM: ("it cannot be written", _NO_WRITING),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", _NO_WRITING),
    sqlite3.SQLITE_NOTADB: ("it is not a store of this grader", MOVE_AWAY),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", MOVE_AWAY),
    sqlite3.SQLITE_IOERR: ("the disk refused", "look at the disk, then run the same command again"),
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def explained(path: Path, elsewhere: str = "") -> Iterator[None]:
    """Turn what the disk and SQLite say into a StoreError that names the file and the remedy.

    ``elsewhere`` is what the command takes to write in another place, such as ``--out DIR``.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            raise
        problem, remedy = _SQLITE.get(code & 0xFF, ("SQLite refused", MOVE_AWAY))
        raise StoreError(f"{path}: {problem} ({error})", remedy) from error
    except OSError as error:
        if in_the_way := next((each for each in path.parents if each.is_file()), None):
            new = f"name a folder, which may be a new one: {elsewhere}" if elsewhere else _MOVE
            raise StoreError(f"{in_the_way} is a file, not a folder", new) from error
        full = error.errno in _FULL
        problem = "the disk is full" if full else "it cannot be written"
        writable = f"use a folder you may write to: {elsewhere}" if elsewhere else _MAKE_WRITABLE
        remedy = _NO_ROOM if full else f"{_CLOSE} {writable}"
        raise StoreError(f"{path}: {problem} ({error.strerror})", remedy) from error


def write_whole(
    path: str | Path, content: str | bytes, elsewhere: str = "", *, private: bool = False
) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    It may be read by whom it could be read before, a new one by whom the umask lets, and one that
    is ``private`` by this user alone, who alone may look into the folder, if that is new.

    Raises `StoreError`; ``elsewhere`` is as in `explained`.
    """
    path = Path(path)
    beside = _beside(path)
    with explained(path, elsewhere):
        make_folder(path.parent, private=private)
        mode = None if private else _mode_of(path)
        try:
            beside.unlink(missing_ok=True)
            with open(_new(beside, private=private), "wb") as file:
                if mode is not None:
                    beside.chmod(mode)
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:  # a full disk, and Ctrl-C
            beside.unlink(missing_ok=True)
            raise


def make_folder(folder: Path, *, private: bool) -> None:
    """Make a folder and those around it, where there are none; what is there stays as it is.

    A ``private`` one is for this user alone, and so are those around it that are made.
    """
    mode = stat.S_IRWXU if private else 0o777
    missing = [each for each in folder.parents if not each.exists()]
    for each in (*reversed(missing), folder):
        each.mkdir(mode=mode, exist_ok=True)


def create_private(path: Path) -> None:
    """Create an empty file for this user alone, if there is none of this name."""
    with suppress(FileExistsError):
        os.close(_new(path, private=True))


def require_own(path: Path) -> None:
    """Refuse a file that another user of this machine made, or may change; hide it from them.

    Raises `StoreError`. Windows has no such owners.
    """
    if os.name != "posix":
        return
    try:
        found = [path.lstat(), path.stat()]
    except FileNotFoundError:
        return
    if any(each.st_uid != os.geteuid() for each in found):
        raise StoreError(
            f"{path} belongs to another user of this machine, who may have put anything into it",
            f"use a folder of your own: --out DIR; if it is yours: sudo chown $(id -u) {path}",
        )
    mode = stat.S_IMODE(found[1].st_mode)
    if mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not _is_own_group(found[1])):
        raise StoreError(
            f"other users of this machine may write to {path}, and may have",
            f"if what it says is right: chmod 600 {path}; else use another folder: --out DIR",
        )
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and stat.S_ISREG(found[1].st_mode):  # an older one's
        path.chmod(mode & stat.S_IRWXU)


def _is_own_group(status: os.stat_result) -> bool:
    """Return whether a file's group is its owner's alone, as many systems make one for each."""
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(status.st_uid).pw_name, grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    return group.gr_name == user and {*group.gr_mem} <= {user}


def is_open_to_others(folder: Path) -> bool:
    """Return whether other users of this machine may look into a folder."""
    return os.name == "posix" and bool(folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _new(path: Path, *, private: bool) -> int:
    """Create a file that is not there yet, as a link neither, and open it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR if private else 0o666)


def _mode_of(path: Path) -> int | None:
    """Return who may read and write an ordinary file; None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
