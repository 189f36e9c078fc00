"""The store's tables, and how those of version 3 become them.

A work is kept once, under the digest of all that it was judged from. What came of it stands in
``attempts``: there, ``digest`` is of its code alone and ``number`` says which of the student's
different codes it is; "" and 0 where nothing was handed in. At most two rows are of one code: how
it was judged last, and how it was judged when it became the grade (``counts``).
"""

from __future__ import annotations

import json
import sqlite3

from grader.submission import pack, unpack

VERSION = 4
OLDEST = 3
"""Stores of this version and later ones are taken over."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS environment (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE works (submission TEXT PRIMARY KEY, packed BLOB NOT NULL)",
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL,
        number INTEGER NOT NULL, digest TEXT NOT NULL,
        submission TEXT NOT NULL, course TEXT NOT NULL, grader TEXT NOT NULL,
        judged TEXT, counts INTEGER NOT NULL, result TEXT NOT NULL)""",
    "CREATE INDEX of_student ON attempts (student, exercise, digest)",
    "CREATE UNIQUE INDEX grades ON attempts (student, exercise) WHERE counts",
)
ADD_WORK = "INSERT OR IGNORE INTO works VALUES (?, ?)"
ADD_ATTEMPT = "INSERT INTO attempts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def create(db: sqlite3.Connection) -> None:
    """Make the tables."""
    for table in _TABLES:
        db.execute(table)


def upgrade(db: sqlite3.Connection) -> None:
    """Turn version 3, one work a student, into this: what each exercise was judged from is a work.

    An attempt's number stays, since inputs are drawn by it. Raises `ValueError` or `TypeError` for
    a row that holds no result.
    """
    rows = db.execute(
        "SELECT student, exercise, course, grader, result, submission, attempt, packed "
        "FROM results JOIN works USING (student, submission) ORDER BY student, position"
    ).fetchall()
    db.execute("DROP TABLE results")
    db.execute("DROP TABLE works")
    create(db)
    for student, exercise, course, grader, result, *kept in rows:
        number, digest, submission, packed = _work_of(exercise, *kept)
        db.execute(ADD_WORK, (submission, packed))
        fields = json.loads(result) | {"digest": digest, "attempt": max(number, 1)}
        row = (student, exercise, number, digest, submission, course, grader, None, True)
        db.execute(ADD_ATTEMPT, (*row, json.dumps(fields)))


def _work_of(
    exercise: str, submission: str, attempt: int, packed: bytes
) -> tuple[int, str, str, bytes]:
    """Return an exercise's number, digests and work out of a whole submission's.

    What cannot be unpacked stays as it is.
    """
    try:
        work = unpack(packed, "", {}).only(exercise)
    except ValueError:
        return attempt, submission, submission, packed
    digest = work.code_digest
    return attempt if digest else 0, digest, work.digest, pack(work)
