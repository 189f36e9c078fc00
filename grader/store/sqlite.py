"""Results on disk, in SQLite: a submission is committed whole, or not at all.

A result is kept with a Key, the digests of what it was made from, so that an unchanged work is not
graded twice, even after a crash. What a student ever handed in is kept, every grade that ever was,
and what a person decided; one attempt of each exercise counts.

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
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from grader.errors import StoreError
from grader.feedback import encodable
from grader.judging import Result, held
from grader.store.attempts import Attempt
from grader.store.files import (
    MOVE_AWAY,
    create_private,
    explained,
    make_folder,
    require_own,
)
from grader.store.fingerprints import Key
from grader.store.journal import JournalEntry, Kind
from grader.store.network_drives import network_drive
from grader.store.opening import APPLICATION_ID, BESIDE, keep_as_it_was, open_at_rest, version_of
from grader.store.packing import column, name, pack_result, unpack_result
from grader.store.tables import (
    ADD_ATTEMPT,
    ADD_ENTRY,
    ADD_FAILURE,
    ADD_NOTE,
    ADD_ORIGIN,
    ADD_REPORTED,
    ADD_WORK,
    VERSION,
    add_columns,
    create,
    upgrade,
)
from grader.submission import Origin

PATIENCE_S = 0.5
"""How long to wait for a lock: long enough for a reader that passes, too short for a run."""
UPGRADED = (
    "{} was written by an earlier grader (store version {}); it is of version {} now, with all "
    "that it held; as it was, it is kept in {}"
)


class Store:
    """The grades of a class, held by this run alone from here to ``close()``.

    ``saved`` counts the submissions that it has committed; ``network_drive`` names the file system
    of another machine on which it lies, if it does. ``upgraded`` says of a store that an earlier
    grader wrote what became of it, for a person to read; else it is empty. One that is ``at_rest``
    is read alone, and several may read it.
    """

    def __init__(self, path: str | Path, *, at_rest: bool = False) -> None:
        self.path = Path(path)
        self.saved = 0
        self.network_drive = ""
        self.upgraded = ""
        self._owner = os.getpid()
        if at_rest:
            with explained(self.path):
                self._db = open_at_rest(self.path)
            return
        with explained(self.path, "--out DIR"):
            make_folder(self.path.parent, private=True)
            _refuse_read_only(self.path)
            for beside in BESIDE:  # SQLite believes what it finds there, too
                require_own(self.path.with_name(self.path.name + beside))
            create_private(self.path)
            self.network_drive = network_drive(self.path.parent)
            journal = "DELETE" if self.network_drive else "WAL"
            self._db, self.upgraded = _open(self.path, journal)

    def save(
        self,
        student: str,
        attempts: Sequence[Attempt],
        works: Iterable[tuple[str, bytes]] = (),
        why: str = "",
    ) -> None:
        """Keep what came of a student's works, and the works by their digests, at once.

        An attempt that counts takes the place of its exercise's grade; ``why`` is said of it then.
        """
        if any(each.result.student != student for each in attempts):
            raise ValueError(f"results of another student among those of {student!r}")
        saved = self.saved + 1
        with explained(self.path), _transaction(self._db, lambda: setattr(self, "saved", saved)):
            self._db.executemany(ADD_WORK, works)
            for each in attempts:
                self._add(each, why)
                self._forget_failure(student, each.result.exercise)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Keep all that is written in the block, or nothing of it."""
        with explained(self.path), _transaction(self._db):
            yield

    def state(self) -> tuple[tuple[object, ...], ...]:
        """Return what differs as soon as any attempt or decision is kept, or counts."""
        rows = "SELECT id, counts, judged, since FROM attempts ORDER BY id"
        with explained(self.path):
            decided = self._db.execute("SELECT max(number) FROM journal").fetchall()
            return (*decided, *self._db.execute(rows).fetchall())

    def take(self, *attempts: Attempt, why: str = "") -> None:
        """Let works that were judged before be their exercises' grades, all of them or none."""
        with explained(self.path), _transaction(self._db):
            for each in attempts:
                self._add(replace(each, counts=True), why)

    def _add(self, attempt: Attempt, why: str) -> None:
        """Add a row in the place of the same one that never was a grade, or of that of no work."""
        result, key = attempt.result, attempt.key
        pair, digest = (column(result.student), result.exercise), result.digest
        mine = "student = ? AND exercise = ?"
        if attempt.counts:
            self._db.execute(f"UPDATE attempts SET counts = FALSE WHERE {mine}", pair)
        judged = attempt.judged and attempt.judged.isoformat()
        replaced = f"DELETE FROM attempts WHERE {mine} AND NOT counts AND (digest = '' OR "
        same = "since IS NULL AND digest = ? AND judged IS ?)"
        self._db.execute(replaced + same, (*pair, digest, judged))
        number = result.attempt if digest else 0
        made_from = (number, digest, key.submission, key.course, key.grader)
        since = _now() if attempt.counts else None
        row = (*pair, *made_from, judged, attempt.counts, pack_result(result), since, why or None)
        self._db.execute(ADD_ATTEMPT, (*row, attempt.cpu_seconds))

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
        pair = (column(student), exercise)
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
            return [unpack_result(packed, self.path) for (packed,) in self._db.execute(query)]

    def pairs(self) -> list[tuple[str, str]]:
        """Return the students and exercises of which anything is kept."""
        with explained(self.path):
            rows = self._db.execute("SELECT DISTINCT student, exercise FROM attempts ORDER BY id")
            return [(name(student), exercise) for student, exercise in rows]

    def outdone(self) -> list[Result]:
        """Return the works that were judged after another one became the grade, and stayed."""
        query = (
            "SELECT other.result FROM attempts AS other JOIN attempts AS grade "
            "USING (student, exercise) WHERE grade.counts AND NOT other.counts "
            "AND other.id > grade.id AND other.digest != grade.digest AND other.id = "
            "(SELECT max(id) FROM attempts AS same WHERE same.student = other.student "
            "AND same.exercise = other.exercise AND same.digest = other.digest) ORDER BY other.id"
        )
        with explained(self.path):
            return [unpack_result(packed, self.path) for (packed,) in self._db.execute(query)]

    def load_attempts(self) -> list[Attempt]:
        """Return all that is kept of everybody, in the order in which it was kept."""
        return self._read(f"{_ATTEMPTS} ORDER BY id")

    def record_failure(self, student: str, exercises: Iterable[str], problem: str) -> None:
        """Keep that the grader failed over a student's works, until one is saved or found."""
        rows = [(column(student), each, encodable(problem), _now()) for each in exercises]
        with explained(self.path), _transaction(self._db):
            self._db.executemany(ADD_FAILURE, rows)

    def failures(self) -> dict[tuple[str, str], str]:
        """Return over which works the grader failed, and has not judged any since, and why."""
        with explained(self.path):
            rows = self._db.execute("SELECT student, exercise, problem FROM failures")
            return {(name(student), exercise): why for student, exercise, why in rows}

    def forget_failure(self, student: str, exercise: str) -> None:
        """Say that a student's work of an exercise is one that is judged."""
        with explained(self.path), _transaction(self._db):
            self._forget_failure(student, exercise)

    def _forget_failure(self, student: str, exercise: str) -> None:
        query = "DELETE FROM failures WHERE student = ? AND exercise = ?"
        self._db.execute(query, (column(student), exercise))

    def record_notes(self, notes: Iterable[Sequence[str]]) -> None:
        """Replace what the last run said: of each note its kind, text, student, exercise, part."""
        rows = [tuple(map(column, each)) for each in notes]
        with explained(self.path), _transaction(self._db):
            self._db.execute("DELETE FROM notes")
            self._db.executemany(ADD_NOTE, rows)

    def notes(self) -> list[tuple[str, ...]]:
        """Return what the last run said, in order."""
        query = "SELECT kind, text, student, exercise, part FROM notes ORDER BY place"
        with explained(self.path):
            return [tuple(map(name, each)) for each in self._db.execute(query)]

    def write_journal(self, *entries: JournalEntry) -> list[int]:
        """Add what was decided, all of it or nothing, as of now; return the entries' numbers."""
        numbers = []
        with explained(self.path), _transaction(self._db):
            for each in entries:
                names = (column(each.student), each.exercise, each.part, json.dumps(each.value))
                row = (_now(), encodable(each.who), each.kind, *names, encodable(each.reason))
                numbers.append(self._db.execute(ADD_ENTRY, row).lastrowid or 0)
        return numbers

    def journal(self) -> list[JournalEntry]:
        """Return what was ever decided, in order."""
        query = (
            "SELECT kind, student, exercise, part, value, reason, who, at, number FROM journal "
            "ORDER BY number"
        )
        with explained(self.path):
            rows = self._db.execute(query).fetchall()
        return [
            JournalEntry(
                Kind(kind), name(student), exercise, part, json.loads(value), reason, who,
                datetime.fromisoformat(at), number,
            )
            for kind, student, exercise, part, value, reason, who, at, number in rows
        ]  # fmt: skip

    def record_origin(self, student: str, exercises: Iterable[str], origin: Origin) -> None:
        """Keep under which name, and when, a platform gave a student's works."""
        packed = json.dumps(asdict(origin), default=datetime.isoformat)
        keys = [(column(student), each, origin.platform) for each in exercises]
        with explained(self.path), _transaction(self._db):
            rows = [(*key, column(origin.label), packed) for key in keys]
            self._db.executemany(ADD_ORIGIN, rows)

    def origins(self) -> dict[tuple[str, str], list[Origin]]:
        """Return where works came from, by student and exercise, the last download's last."""
        found: dict[tuple[str, str], list[Origin]] = {}
        query = "SELECT student, exercise, origin FROM origins ORDER BY rowid"
        with explained(self.path):
            rows = self._db.execute(query).fetchall()
        for student, exercise, packed in rows:
            fields = json.loads(packed)
            handed_in = fields["handed_in"] and datetime.fromisoformat(fields["handed_in"])
            read = {"handed_in": handed_in, "members": tuple(fields["members"])}
            origin = Origin(**{**fields, **read})
            found.setdefault((name(student), exercise), []).append(origin)
        return found

    def record_reported(self, grades: Iterable[Result]) -> None:
        """Keep what the reports say now, and nothing of what they said before."""
        rows = list(map(_reported, grades))
        with explained(self.path), _transaction(self._db):
            self._db.execute("DELETE FROM reported")
            self._db.executemany(ADD_REPORTED, rows)

    def update_reported(self, grades: Iterable[Result]) -> None:
        """Keep what the next reports will say of grades that the last ones had; of others, no."""
        known = self.reported()
        rows = [_reported(each) for each in grades if (each.student, each.exercise) in known]
        with explained(self.path), _transaction(self._db):
            self._db.executemany(ADD_REPORTED, rows)

    def reported_results(self) -> dict[tuple[str, str], Result]:
        """Return the grades of the last reports, where more is kept of them than the points."""
        query = "SELECT student, exercise, result FROM reported WHERE result IS NOT NULL"
        with explained(self.path):
            rows = self._db.execute(query).fetchall()
        return {(name(who), each): unpack_result(packed, self.path) for who, each, packed in rows}

    def reported(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return what the last reports said: score and held points, by student and exercise."""
        with explained(self.path):
            rows = self._db.execute("SELECT student, exercise, score, held FROM reported")
            return {(name(student), each): (score, held) for student, each, score, held in rows}

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
        query = f"{_ATTEMPTS} WHERE {condition} ORDER BY id DESC"
        return self._read(query, column(student), *values)

    def _read(self, query: str, *values: str) -> list[Attempt]:
        with explained(self.path):
            rows = self._db.execute(query, values).fetchall()
        return [
            Attempt(
                unpack_result(result, self.path), Key(*key), _moment(judged), bool(counts),
                _moment(since), why or "", seconds,
            )
            for result, judged, counts, since, why, seconds, *key in rows
        ]  # fmt: skip


_ATTEMPTS = (
    "SELECT result, judged, counts, since, why, cpu_seconds, submission, course, grader "
    "FROM attempts"
)


def _reported(grade: Result) -> tuple[object, ...]:
    packed = pack_result(grade)
    return column(grade.student), grade.exercise, grade.score, held(grade), packed


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _refuse_read_only(path: Path) -> None:
    """Ask before SQLite does, which would open the file for reading and fail at the lock."""
    effective = os.access in os.supports_effective_ids
    if path.exists() and not os.access(path, os.W_OK, effective_ids=effective):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _open(path: Path, journal: str) -> tuple[sqlite3.Connection, str]:
    """Open and lock a store, or make one; a file that is none is not touched.

    One of an earlier version is kept beside it as it was, and then upgraded, all at once; a word
    of that is returned.
    """
    upgraded, kept = "", None
    db = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA synchronous=FULL")
        with _transaction(db):
            version = version_of(db, path)
        if version not in (0, VERSION):  # outside of a transaction, under the lock that stays
            kept = keep_as_it_was(db, path, version)
            upgraded = UPGRADED.format(path, version, VERSION, kept)
        with _transaction(db):
            if version != VERSION:
                upgrade(db, version) if version else create(db)
                db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                db.execute(f"PRAGMA user_version={VERSION}")
            add_columns(db)
        kept = None
        db.execute(f"PRAGMA journal_mode={journal}")
    except BaseException as error:
        db.close()
        if kept is not None:  # nothing has become of the store: it needs no copy
            kept.unlink(missing_ok=True)
        if isinstance(error, (ValueError, TypeError, KeyError)):  # of the upgrade
            raise StoreError(f"{path} is damaged: a row holds no result", MOVE_AWAY) from error
        raise
    return db, upgraded


@contextmanager
def _transaction(
    db: sqlite3.Connection, committed: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """All of it, or nothing, also when the disk is full and on Ctrl-C; inside another, its part."""
    if db.in_transaction:
        yield
        committed()
        return
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
