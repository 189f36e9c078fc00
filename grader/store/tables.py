"""The store's tables, and how those of earlier versions become them.

A work is kept once, under the digest of all that it was judged from. What came of it stands in
``attempts``: there, ``digest`` is of its code alone and ``number`` says which of the student's
different codes it is; "" and 0 where nothing was handed in. A row that ever was a grade stays, with
the moment ``since`` when it was one and ``why``; ``counts`` marks the one that is the grade, and
``cpu_seconds`` says what judging it cost.
``journal`` holds what a person decided, and nothing in it is ever changed. ``origins`` says under
which names, and when, a platform gave the works, ``reported`` what the last reports said (where
version 5 wrote it, the points alone), ``failures`` over which works the grader failed since, and
``notes`` what the last run had to say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from grader.sandbox.verdict import Verdict
from grader.submission import pack, unpack

VERSION = 6
OLDEST = 1
"""Stores of this version and later ones are taken over."""

_JOURNAL = """CREATE TABLE journal (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,
    student TEXT NOT NULL, exercise TEXT NOT NULL, part TEXT NOT NULL, value TEXT NOT NULL,
    reason TEXT NOT NULL)"""
_ORIGINS = """CREATE TABLE origins (
    student TEXT NOT NULL, exercise TEXT NOT NULL, platform TEXT NOT NULL, label TEXT NOT NULL,
    origin TEXT NOT NULL, PRIMARY KEY (student, exercise, platform, label))"""
_REPORTED = """CREATE TABLE reported (
    student TEXT NOT NULL, exercise TEXT NOT NULL, score REAL NOT NULL, held REAL NOT NULL,
    result TEXT, PRIMARY KEY (student, exercise))"""
_FAILURES = """CREATE TABLE failures (
    student TEXT NOT NULL, exercise TEXT NOT NULL, problem TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (student, exercise))"""
_NOTES = """CREATE TABLE notes (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, text TEXT NOT NULL,
    student TEXT NOT NULL, exercise TEXT NOT NULL, part TEXT NOT NULL)"""
_NO_WORKS = """CREATE TABLE works (
    student TEXT PRIMARY KEY, submission TEXT NOT NULL, attempt INTEGER NOT NULL,
    packed BLOB NOT NULL)"""
"""As version 2 had it: version 1 kept no works."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS environment (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE works (submission TEXT PRIMARY KEY, packed BLOB NOT NULL)",
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL,
        number INTEGER NOT NULL, digest TEXT NOT NULL,
        submission TEXT NOT NULL, course TEXT NOT NULL, grader TEXT NOT NULL,
        judged TEXT, counts INTEGER NOT NULL, result TEXT NOT NULL, since TEXT, why TEXT,
        cpu_seconds REAL)""",
    "CREATE INDEX of_student ON attempts (student, exercise, digest)",
    "CREATE UNIQUE INDEX grades ON attempts (student, exercise) WHERE counts",
    _JOURNAL,
    _ORIGINS,
    _REPORTED,
    _FAILURES,
    _NOTES,
)
_ADDED = (("reported", "result", "TEXT"), ("attempts", "cpu_seconds", "REAL"))
ADD_WORK = "INSERT OR IGNORE INTO works VALUES (?, ?)"
ADD_ATTEMPT = "INSERT INTO attempts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_ENTRY = "INSERT INTO journal VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_REPORTED = "INSERT OR REPLACE INTO reported VALUES (?, ?, ?, ?, ?)"
ADD_FAILURE = "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)"
ADD_NOTE = "INSERT INTO notes VALUES (NULL, ?, ?, ?, ?, ?)"
ADD_ORIGIN = "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?)"


def create(db: sqlite3.Connection) -> None:
    """Make the tables."""
    for table in _TABLES:
        db.execute(table)


def upgrade(db: sqlite3.Connection, version: int) -> None:
    """Turn the tables of an earlier version into these.

    Raises `ValueError`, `TypeError` or `KeyError` for a row that holds no result.
    """
    if version == 1:
        db.execute(_NO_WORKS)
    if version < 3:
        _upgrade_messages(db)
    if version <= 3:
        _upgrade_works(db)
    elif version == 4:
        for column in ("since", "why"):
            db.execute(f"ALTER TABLE attempts ADD COLUMN {column} TEXT")
        db.execute("UPDATE attempts SET since = judged WHERE counts")
        for table in (_JOURNAL, _ORIGINS, _REPORTED):
            db.execute(table)
    if version < 5:
        _upgrade_results(db)
    if version > 3:
        for table in (_FAILURES, _NOTES):
            db.execute(table)


def add_columns(db: sqlite3.Connection) -> None:
    """Add the columns that an earlier grader's tables lack; in its rows they are empty."""
    for table, name, kind in _ADDED:
        if name not in [row[1] for row in db.execute(f"PRAGMA table_info({table})")]:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")


def _upgrade_results(db: sqlite3.Connection) -> None:
    """Take grades as reported, and then return the points taken off for lateness."""
    rows = db.execute("SELECT id, student, exercise, counts, result FROM attempts").fetchall()
    for number, student, exercise, counts, result in rows:
        fields = json.loads(result)
        if counts:
            held = sum(round(100 * part["held"]) for part in fields["parts"]) / 100
            db.execute(ADD_REPORTED, (student, exercise, fields["score"], held, result))
        if fields["late_percent"]:
            row = json.dumps(_on_time(fields)), number
            db.execute("UPDATE attempts SET result = ? WHERE id = ?", row)


def _upgrade_messages(db: sqlite3.Connection) -> None:
    """Make of a check's message, one text up to version 2, the problem of an explanation.

    Version 1 had the signal of a crash in the verdict: ``crashed (SIGSEGV)``.
    """
    rows = db.execute("SELECT rowid, result FROM results").fetchall()
    for row, result in rows:
        fields = json.loads(result)
        for check in fields["checks"]:
            message = check.pop("message")
            check["explanation"] = {"problem": message} if message else None
            check["stand_ins"] = []
        fields["verdict"], _, signal = fields["verdict"].partition(" (")
        fields["signal"] = signal.rstrip(")") or fields.get("signal", "")
        changed = json.dumps({"reason": None, "handed_in": None} | fields)
        db.execute("UPDATE results SET result = ? WHERE rowid = ?", (changed, row))


def _upgrade_works(db: sqlite3.Connection) -> None:
    """Make of version 3, one work a student, a work of what each exercise was judged from.

    An attempt's number stays, since inputs are drawn by it. Of a work that was not kept the grade
    stays, and it cannot be judged again.
    """
    rows = db.execute(
        "SELECT student, exercise, course, grader, result, submission, attempt, packed "
        "FROM results LEFT JOIN works USING (student, submission) ORDER BY student, position"
    ).fetchall()
    db.execute("DROP TABLE results")
    db.execute("DROP TABLE works")
    create(db)
    for student, exercise, course, grader, result, *kept in rows:
        fields = json.loads(result)
        number, digest, submission, packed = _work_of(exercise, *kept)
        if not packed and fields["verdict"] == Verdict.NOT_SUBMITTED:
            number, digest = 0, ""
        db.execute(ADD_WORK, (submission, packed))
        fields |= {"digest": digest, "attempt": max(number, 1)}
        row = (student, exercise, number, digest, submission, course, grader, None, True)
        db.execute(ADD_ATTEMPT, (*row, json.dumps(fields), None, None, None))


def _on_time(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result as it is judged now, without a deduction and the sentence that says it."""
    notes = fields["note"].split("; ")
    note = "; ".join(each for each in notes if not each.endswith(" % deducted"))
    return {**fields, "late_percent": 0.0, "note": note}


def _work_of(
    exercise: str, submission: str, attempt: int | None, packed: bytes | None
) -> tuple[int, str, str, bytes]:
    """Return an exercise's number, digests and work out of a whole submission's.

    What cannot be unpacked stays as it is.
    """
    if attempt is None or packed is None:
        return 1, submission, submission, b""
    try:
        work = unpack(packed, "", {}).only(exercise)
    except ValueError:
        return attempt, submission, submission, packed
    digest = work.code_digest
    return attempt if digest else 0, digest, work.digest, pack(work)
