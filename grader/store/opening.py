"""A file → the store that it is: its version, a copy of it, or one at rest that is only read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from grader.errors import StoreError
from grader.feedback import one_line
from grader.store.files import MOVE_AWAY, create_private, explained, require_own
from grader.store.tables import OLDEST, VERSION

APPLICATION_ID = 0x67726164
BESIDE = ("", "-wal", "-shm", "-journal")
_WRITTEN = ("-wal", "-journal")
_TRIES, _BETWEEN_S = 20, 0.25


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """Return the store's version, 0 for an empty file; refuse a damaged one, or another's."""
    asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    kind, version, tables = (db.execute(query).fetchone()[0] for query in asked)
    if not kind and not version and not tables:
        return 0
    if kind != APPLICATION_ID:
        raise StoreError(f"{path} is not a store of this grader", MOVE_AWAY)
    if not OLDEST <= version <= VERSION:
        age = "a newer" if version > VERSION else "an older"
        anew = "name another folder, and the class is graded anew: --out DIR"
        raise StoreError(
            f"{path} was written by {age} grader (store version {version}, here {VERSION})",
            f"install {_writer(db)}; or {anew}" if version > VERSION else anew,
        )
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StoreError(f"{path} is damaged", MOVE_AWAY)
    return int(version)


def _writer(db: sqlite3.Connection) -> str:
    """Name the grader that a store says last judged: a later one's tables may be anything."""
    with suppress(sqlite3.Error):
        rows = db.execute("SELECT value FROM environment WHERE name = 'grader'").fetchall()
        if rows and isinstance(rows[0][0], str):
            return f"nngrader {one_line(rows[0][0], 40)}, or a later one"
    return "a newer nngrader"


def keep_as_it_was(db: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy an open store of an earlier version to a file beside it; return that file's path.

    It is there whole, or not at all, and what was kept so before stays.
    """
    names = (f"{path.stem}.version-{version}{each}{path.suffix}" for each in _numbered())
    kept = next(each for each in map(path.with_name, names) if not each.exists())
    part = kept.with_name(f".{kept.name}.part")
    part.unlink(missing_ok=True)
    create_private(part)
    try:
        with closing(sqlite3.connect(part)) as copy:
            db.backup(copy)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(kept)
    finally:
        part.unlink(missing_ok=True)
    return kept


def _numbered() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def open_at_rest(path: Path) -> sqlite3.Connection:
    """Open a store that nobody writes, to read it: neither it nor anything beside it is changed.

    Raises `StoreError` where it was not closed, or is of another version than this grader's.
    """
    if not path.is_file():
        raise StoreError(f"there is no {path}")
    for beside in BESIDE:
        require_own(path.with_name(path.name + beside))
    if any(path.with_name(path.name + each).exists() for each in _WRITTEN):
        raise StoreError(f"{path} is being written, or was left half-written")
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        if (version := version_of(db, path)) != VERSION:
            was = f"(store version {version}, here {VERSION})" if version else "(it is empty)"
            raise StoreError(f"{path} is not a store of this grader's version {was}")
    except BaseException:
        db.close()
        raise
    return db


def copy_store(path: Path, to: Path) -> None:
    """Copy a store as it is, with what its log holds; many may do so at once, without a lock.

    Raises `StoreError` where there is none, or where it is written all the while.
    """
    for beside in BESIDE:
        require_own(path.with_name(path.name + beside))
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_BETWEEN_S)
        with explained(path):
            before = _state(path)
            for each in ("", *_WRITTEN):
                source, target = (one.with_name(one.name + each) for one in (path, to))
                target.unlink(missing_ok=True)
                if each == "" or source.exists():
                    create_private(target)
                    try:
                        shutil.copyfile(source, target)
                    except FileNotFoundError:
                        if not each:
                            raise
            if _state(path) == before:
                return
    raise StoreError(f"{path} is written by another run", "wait for it to end, then run again")


def _state(path: Path) -> list[tuple[int, int]]:
    """Return what differs as soon as a store is written."""
    files = [path.with_name(path.name + each) for each in ("", *_WRITTEN)]
    found = [each.stat() for each in files if each.exists()]
    return [(each.st_mtime_ns, each.st_size) for each in found]
