"""The disk may refuse: what then is said, and files that are written whole or not at all.

A StoreError names the file, the cause and the remedy.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
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


def write_whole(path: str | Path, content: str | bytes, elsewhere: str = "") -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    Raises `StoreError`; ``elsewhere`` is as in `explained`.
    """
    path = Path(path)
    beside = _beside(path)
    with explained(path, elsewhere):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as file:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:  # a full disk, and Ctrl-C
            beside.unlink(missing_ok=True)
            raise


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
