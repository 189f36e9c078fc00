"""Results on disk, in SQLite: a submission is committed whole, or not at all.

A result is kept with a Key, the digests of what it was made from, so that an unchanged work is not
graded twice, even after a crash. What a student ever handed in is kept, and one attempt of each
exercise counts.

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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from grader.errors import StoreError
from grader.feedback import Explanation, encodable
from grader.judging import Check, Flag, Outcome, PartScore, Result, Standing
from grader.sandbox.verdict import Verdict
from grader.store.attempts import Attempt
from grader.store.files import MOVE_AWAY, explained
from grader.store.fingerprints import Key
from grader.store.tables import ADD_ATTEMPT, ADD_WORK, OLDEST, VERSION, create, upgrade

APPLICATION_ID = 0x67726164
PATIENCE_S = 0.5
"""How long to wait for a lock: long enough for a reader that passes, too short for a run."""


class Store:
    """The grades of a class, held by this run alone from here to ``close()``.

    ``saved`` counts the submissions that it has committed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.saved = 0
        self._owner = os.getpid()
        with explained(self.path, "--out DIR"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_read_only(self.path)
            self._db = _open(self.path)

    def save(
        self, student: str, attempts: Sequence[Attempt], works: Iterable[tuple[str, bytes]] = ()
    ) -> None:
        """Keep what came of a student's works, and the works by their digests, at once.

        An attempt that counts takes the place of its exercise's grade.
        """
        if any(each.result.student != student for each in attempts):
            raise ValueError(f"results of another student among those of {student!r}")
        saved = self.saved + 1
        with explained(self.path), _transaction(self._db, lambda: setattr(self, "saved", saved)):
            self._db.executemany(ADD_WORK, works)
            for each in attempts:
                self._add(each)

    def take(self, attempt: Attempt) -> None:
        """Let a work that was judged before be its exercise's grade."""
        with explained(self.path), _transaction(self._db):
            self._add(replace(attempt, counts=True))

    def _add(self, attempt: Attempt) -> None:
        """Add a row; those that it replaces are of the same code, or say that there was none."""
        result, key = attempt.result, attempt.key
        pair, digest = (_column(result.student), result.exercise), result.digest
        mine = "student = ? AND exercise = ?"
        if attempt.counts:
            self._db.execute(f"UPDATE attempts SET counts = FALSE WHERE {mine}", pair)
        replaced = f"DELETE FROM attempts WHERE {mine} AND digest IN (?, '') AND NOT counts"
        self._db.execute(replaced, (*pair, digest))
        number = result.attempt if digest else 0
        judged = attempt.judged and attempt.judged.isoformat()
        made_from = (number, digest, key.submission, key.course, key.grader)
        row = (*pair, *made_from, judged, attempt.counts, _pack(result))
        self._db.execute(ADD_ATTEMPT, row)

    def grade(self, student: str, exercise: str) -> Attempt | None:
        """Return what counts of a student's exercise, if anything was judged."""
        found = self._find("student = ? AND exercise = ? AND counts", student, exercise)
        return found[0] if found else None

    def latest(self, student: str, exercise: str, digest: str) -> Attempt | None:
        """Return how this code was judged last, if it was; "" finds that nothing was handed in."""
        found = self._find("student = ? AND exercise = ? AND digest = ?", student, exercise, digest)
        return found[0] if found else None

    def attempts(self, student: str, exercise: str) -> list[Attempt]:
        """Return all that is kept of a student's exercise, what was judged last first."""
        return self._find("student = ? AND exercise = ?", student, exercise)

    def number(self, student: str, exercise: str, digest: str) -> int:
        """Return which of a student's different codes this is, from 1."""
        query = (
            "SELECT number FROM attempts WHERE student = ? AND exercise = ? AND digest = ? "
            "UNION ALL SELECT coalesce(max(number), 0) + 1 FROM attempts "
            "WHERE student = ? AND exercise = ?"
        )
        pair = (_column(student), exercise)
        with explained(self.path):
            found = self._db.execute(query, (*pair, digest, *pair)).fetchone()[0]
        return int(found) or 1

    def work(self, submission: str) -> bytes:
        """Return a work, packed, by its digest; nothing where there is none."""
        query = "SELECT packed FROM works WHERE submission = ?"
        with explained(self.path):
            row = self._db.execute(query, (submission,)).fetchone()
        return row[0] if row else b""

    def load_all(self) -> list[Result]:
        """Return every grade, sorted by student and then as they were judged."""
        query = "SELECT result FROM attempts WHERE counts ORDER BY student, id"
        with explained(self.path):
            return [_unpack(packed, self.path) for (packed,) in self._db.execute(query)]

    def outdone(self) -> list[Result]:
        """Return the works that were judged after another one became the grade, and stayed."""
        query = (
            "SELECT other.result FROM attempts AS other JOIN attempts AS grade "
            "USING (student, exercise) WHERE grade.counts AND NOT other.counts "
            "AND other.id > grade.id AND other.digest != grade.digest ORDER BY other.id"
        )
        with explained(self.path):
            return [_unpack(packed, self.path) for (packed,) in self._db.execute(query)]

    def record_environment(self, environment: Mapping[str, str]) -> None:
        """Replace what is known of the machine that grades."""
        rows = [(encodable(name), encodable(value)) for name, value in environment.items()]
        with explained(self.path), _transaction(self._db):
            self._db.execute("DELETE FROM environment")
            self._db.executemany("INSERT INTO environment VALUES (?, ?)", rows)

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

    def _find(self, condition: str, student: str, *values: str) -> list[Attempt]:
        query = (
            "SELECT result, judged, counts, submission, course, grader FROM attempts "
            f"WHERE {condition} ORDER BY id DESC"
        )
        with explained(self.path):
            rows = self._db.execute(query, (_column(student), *values)).fetchall()
        return [
            Attempt(
                _unpack(result, self.path), Key(*key),
                judged and datetime.fromisoformat(judged), bool(counts),
            )
            for result, judged, counts, *key in rows
        ]  # fmt: skip


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
            "standing": Standing(fields.get("standing", Standing.JUDGED)),
            "flags": tuple(Flag(**each) for each in fields.get("flags", ())),
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
            version = _version(db, path)
            if version != VERSION:
                (upgrade if version else create)(db)
                db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("PRAGMA journal_mode=WAL")
    except BaseException as error:
        db.close()
        if isinstance(error, (ValueError, TypeError)):  # of the upgrade
            raise StoreError(f"{path} is damaged: a row holds no result", MOVE_AWAY) from error
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
    if not OLDEST <= version <= VERSION:
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
def _transaction(
    db: sqlite3.Connection, committed: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """All of it, or nothing: also when the disk is full, and on Ctrl-C."""
    db.execute("BEGIN EXCLUSIVE")
    try:
        yield
        db.execute("COMMIT")
        committed()
    except BaseException as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        elif not isinstance(error, sqlite3.Error):  # Ctrl-C came while the disk wrote
            committed()
        raise
