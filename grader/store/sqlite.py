"""Results on disk, in SQLite: a submission is committed whole, or not at all.

Results are kept under a Key, the digests of what they were made from, so that an unchanged
submission is not graded twice, even after a crash.

One run at a time holds a store, by SQLite's own exclusive lock. The kernel frees it when the
process ends, however it ends, and forked children do not inherit it; a lock file would do neither.
Commits are synced to the disk (``synchronous=FULL``): a few milliseconds against the seconds that
a submission takes to grade.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from grader.errors import StoreError
from grader.feedback import Explanation, encodable
from grader.judging import Check, Outcome, PartScore, Result, has_unjudged
from grader.sandbox.verdict import Verdict
from grader.store.files import MOVE_AWAY, explained
from grader.store.fingerprints import Key

VERSION = 3
APPLICATION_ID = 0x67726164
PATIENCE_S = 0.5
"""How long to wait for a lock: long enough for a reader that passes, too short for a run."""

_TABLES = (
    """CREATE TABLE results (
        student TEXT NOT NULL, exercise TEXT NOT NULL, position INTEGER NOT NULL,
        submission TEXT NOT NULL, course TEXT NOT NULL, grader TEXT NOT NULL,
        result TEXT NOT NULL, PRIMARY KEY (student, exercise))""",
    "CREATE TABLE environment (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE works (
        student TEXT PRIMARY KEY, submission TEXT NOT NULL, attempt INTEGER NOT NULL,
        packed BLOB NOT NULL)""",
)


@dataclass(frozen=True)
class Kept:
    """What was judged last of a student: its digest, the attempt, and the whole work."""

    submission: str
    attempt: int
    packed: bytes


class Store:
    """The results of a class, held by this run alone from here to ``close()``.

    ``saved`` counts the submissions that it has committed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.saved = 0
        self._owner = os.getpid()
        with explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_read_only(self.path)
            self._db = _open(self.path)

    def save(
        self,
        student: str,
        results: Sequence[Result],
        key: Key,
        attempt: int = 1,
        packed: bytes = b"",
    ) -> None:
        """Replace all that is known of a student by these results, in course order, at once.

        ``packed`` is the work itself, of which this is the ``attempt``-th.
        """
        if any(result.student != student for result in results):
            raise ValueError(f"results of another student among those of {student!r}")
        name = _column(student)
        rows = [
            (name, each.exercise, place, key.submission, key.course, key.grader, _pack(each))
            for place, each in enumerate(results)
        ]
        with explained(self.path), _transaction(self._db):
            self._db.execute("DELETE FROM results WHERE student = ?", (name,))
            self._db.executemany("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            work = (name, key.submission, attempt, packed)
            self._db.execute("INSERT OR REPLACE INTO works VALUES (?, ?, ?, ?)", work)
        self.saved += 1

    def graded(self, student: str, key: Key) -> list[Result] | None:
        """Return a student's results if they were made from exactly this, else None."""
        keys, results = self._of(student)
        return results if keys == {key} else None

    def held(self, student: str, key: Key) -> list[Result] | None:
        """Return results of this submission and course that wait for checks not judged so far.

        The grader's digest may differ: it is another machine, with a GPU, that fills them in.
        """
        results = self.of_work(student, key)
        return results if results is not None and any(map(has_unjudged, results)) else None

    def of_work(self, student: str, key: Key) -> list[Result] | None:
        """Return the results of this submission and course, no matter which machine made them."""
        keys, results = self._of(student)
        same = {(each.submission, each.course) for each in keys} == {(key.submission, key.course)}
        return results if same else None

    def attempt(self, student: str, submission: str) -> int:
        """Return the attempt's number: how many different works the student has handed in."""
        kept = self.kept(student)
        if kept is None:
            return 1
        return kept.attempt if kept.submission == submission else kept.attempt + 1

    def kept(self, student: str) -> Kept | None:
        """Return what was judged last of a student, if anything was."""
        query = "SELECT submission, attempt, packed FROM works WHERE student = ?"
        with explained(self.path):
            row = self._db.execute(query, (_column(student),)).fetchone()
        return None if row is None else Kept(*row)

    def load_all(self) -> list[Result]:
        """Return every result, sorted by student and then in course order."""
        with explained(self.path):
            rows = self._db.execute("SELECT result FROM results ORDER BY student, position")
            return [_unpack(packed, self.path) for (packed,) in rows]

    def record_environment(self, environment: Mapping[str, str]) -> None:
        """Replace what is known of the machine that grades."""
        rows = [(encodable(name), encodable(value)) for name, value in environment.items()]
        with explained(self.path), _transaction(self._db):
            self._db.execute("DELETE FROM environment")
            self._db.executemany("INSERT INTO environment VALUES (?, ?)", rows)

    def keys(self, student: str) -> set[Key]:
        """Return what a student's results were made from."""
        return self._of(student)[0]

    def environment(self) -> dict[str, str]:
        """Return what was last recorded, sorted by name."""
        with explained(self.path):
            return dict(self._db.execute("SELECT name, value FROM environment ORDER BY name"))

    def close(self) -> None:
        """Free the store. A forked child's copy is left alone: it is the parent's to close."""
        if os.getpid() == self._owner:
            with explained(self.path):
                self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _of(self, student: str) -> tuple[set[Key], list[Result]]:
        query = (
            "SELECT submission, course, grader, result FROM results "
            "WHERE student = ? ORDER BY position"
        )
        with explained(self.path):
            rows = self._db.execute(query, (_column(student),)).fetchall()
            return {Key(*row[:3]) for row in rows}, [_unpack(row[3], self.path) for row in rows]


def _column(name: str) -> str:
    r"""Spell a name in UTF-8, each differently: one that is not UTF-8 has ``\udc80`` in it."""
    return name.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode("utf-8")


def _pack(result: Result) -> str:
    return json.dumps(asdict(result), allow_nan=False, default=datetime.isoformat)


def _unpack(packed: str, path: Path) -> Result:
    try:
        fields: dict[str, Any] = json.loads(packed)
        handed_in = fields["handed_in"] and datetime.fromisoformat(fields["handed_in"])
        read = {
            "verdict": Verdict(fields["verdict"]),
            "parts": tuple(PartScore(**part) for part in fields["parts"]),
            "checks": tuple(map(_check, fields["checks"])),
            "reason": _explanation(fields["reason"]),
            "handed_in": handed_in,
        }
        return Result(**{**fields, **read})
    except (ValueError, TypeError, KeyError) as error:
        message = f"{path} is damaged: a row holds no result ({error})"
        raise StoreError(message, MOVE_AWAY) from error


def _check(fields: dict[str, Any]) -> Check:
    read = {
        "outcome": Outcome(fields["outcome"]),
        "explanation": _explanation(fields["explanation"]),
        "stand_ins": tuple(fields["stand_ins"]),
    }
    return Check(**{**fields, **read})


def _explanation(fields: dict[str, str] | None) -> Explanation | None:
    return Explanation(**fields) if fields is not None else None


def _refuse_read_only(path: Path) -> None:
    """Ask before SQLite does, which would open the file for reading and fail at the lock."""
    effective = os.access in os.supports_effective_ids
    if path.exists() and not os.access(path, os.W_OK, effective_ids=effective):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _open(path: Path) -> sqlite3.Connection:
    """Open and lock a store, or make one; a file that is none is not touched."""
    db = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA synchronous=FULL")
        with _transaction(db):
            if not _version(db, path):
                for table in _TABLES:
                    db.execute(table)
                db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("PRAGMA journal_mode=WAL")
    except BaseException:
        db.close()
        raise
    return db


def _version(db: sqlite3.Connection, path: Path) -> int:
    """Return the store's version, 0 for an empty file; refuse a damaged one, or another's."""
    asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    kind, version, tables = (db.execute(query).fetchone()[0] for query in asked)
    if not kind and not version and not tables:
        return 0
    if kind != APPLICATION_ID:
        raise StoreError(f"{path} is not a store of this grader", MOVE_AWAY)
    if version != VERSION:
        newer = version > VERSION
        age, update = ("a newer", "update the grader, or ") if newer else ("an older", "")
        raise StoreError(
            f"{path} was written by {age} grader (store version {version}, here {VERSION})",
            f"{update}name another folder, and the class is graded anew: --out DIR",
        )
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StoreError(f"{path} is damaged", MOVE_AWAY)
    return int(version)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it, or nothing: also when the disk is full, and on Ctrl-C."""
    db.execute("BEGIN EXCLUSIVE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
