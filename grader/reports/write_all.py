"""Results and notes → the files of a class: one of each kind, and a feedback file a student."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader.errors import StoreError
from grader.feedback import encodable
from grader.judging import Result
from grader.reports import class_page, grades_csv, notes_csv, results_json
from grader.reports.notes import Note
from grader.reports.order import by_student
from grader.reports.signature import UNKNOWN, signature
from grader.reports.slowest import Cost, costs, slowest
from grader.reports.student_feedback import feedback
from grader.reports.student_page import student_page
from grader.store import KeptPicture, Key, Pictures, write_whole
from grader.submission import Submission, unpack

if TYPE_CHECKING:
    from grader.store import Attempt

LONGEST_FILE_NAME = 200
BOM = "\ufeff"
"""By it Excel knows that a table is UTF-8: without it, Ünal is Ãœnal there."""
PRIVATE = ("secret", "tried", "shard")  # the store's own
REPLAYED = "your instructor can have each of these judged again, bit for bit\n"
NO_RECORD = "protection L1: NOT SANDBOXED, no grade of record\n"


class Works(Protocol):
    """Where works are kept, and how each was judged, what was judged last first."""

    def attempts(self, student: str, exercise: str) -> list[Attempt]:
        """Return all that is kept of a student's exercise."""

    def work(self, submission: str) -> bytes:
        """Return a work, packed, by its digest."""


def write_reports(
    results: Sequence[Result],
    described: Mapping[str, str],
    out: Path,
    notes: Sequence[Note] | None = None,
    works: Works | None = None,
    pictures: Pictures | None = None,
) -> None:
    """Write results.json, grades.csv, notes.csv, class.html and each student's feedback.

    Without ``notes`` notes.csv stays as the last run of grade wrote it. The text ends with what
    names the grades, so that they can be judged again: see `replay`. From the ``works`` the page
    has the student's sources and earlier attempts, and of them the ``pictures`` that are kept, and
    the class's what judging cost.
    """
    public = public_part(described)
    _write(out / "results.json", results_json.render(results, public))
    _write(out / "grades.csv", BOM + grades_csv.render(results, public))
    if notes is not None:
        _write(out / "notes.csv", BOM + notes_csv.render(notes, public))
    level = described.get("protection", "")
    warning = [NO_RECORD] if level == "L1" else []
    spent: list[Cost] = []
    for student, own in by_student(results).items():
        named = [
            f"{each.exercise}: attempt {each.attempt}, submission {each.digest[:12]}, "
            f"protection {level}\n"
            for each in own
            if each.digest
        ]
        signed = f"graded by {signature(public)}\n" if signature(public) else ""
        last = ["".join([*named, REPLAYED if named else "", signed])] if named or signed else []
        text = "\n".join([*warning, *(feedback(each).plain for each in own), *last])
        _write(out / "feedback" / f"{feedback_stem(student)}.txt", text)
        history = {each.exercise: _attempts(each, works) for each in own}
        for each in own:
            spent += costs(each, history[each.exercise])
        drawn = _pictures(own, history, pictures) if pictures else {}
        page = student_page(own, _sources(own, history, works), history, public, drawn)
        _write(out / "feedback" / f"{feedback_stem(student)}.html", page)
    _write(out / "class.html", class_page.render(results, public, notes or (), slowest(spent)))


def _attempts(result: Result, works: Works | None) -> list[Attempt]:
    return works.attempts(result.student, result.exercise) if works and result.digest else []


def _sources(
    own: Sequence[Result], history: Mapping[str, Sequence[Attempt]], works: Works | None
) -> dict[str, Submission]:
    """Return what was judged, by exercise; what is damaged is left to `replay` to say."""
    found = {}
    for result in own:
        attempts = history[result.exercise]
        keys = [each.key for each in attempts if each.result.digest == result.digest]
        work = _work(keys[0], result.student, works) if keys and works else None
        if work:
            found[result.exercise] = work
    return found


def _pictures(
    own: Sequence[Result], history: Mapping[str, Sequence[Attempt]], pictures: Pictures
) -> dict[str, tuple[KeptPicture, KeptPicture | None]]:
    """Return by exercise the picture of what was judged, and the reference's if students see it."""
    found = {}
    for result in own:
        exercise = result.exercise
        mine = [each for each in history[exercise] if each.result.digest == result.digest]
        drawn = [pictures.of(exercise, each.key.submission) for each in mine]
        theirs = next((each for each in drawn if each), None)
        if theirs:
            shown = pictures.is_in_the_lesson(exercise)
            found[exercise] = theirs, pictures.of(exercise) if shown else None
    return found


def _work(key: Key, student: str, works: Works) -> Submission | None:
    try:
        return unpack(works.work(key.submission), student, {})
    except ValueError:
        return None


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text, "--out DIR", private=True)
    except StoreError as error:
        raise StoreError(error.message, f"{error.remedy}; what was graded is kept") from error


def public_part(described: Mapping[str, str]) -> dict[str, str]:
    """Return what everybody may read of what a store knows of the machine and the class.

    An earlier grader did not write down its version.
    """
    public = {name: value for name, value in described.items() if name not in PRIVATE}
    return {"grader": UNKNOWN, **public} if public else public


def feedback_stem(student: str) -> str:
    """Name a student's file: one in its folder, whatever a roster or a store calls the student.

    A name that is too long for a file's is cut, and stays its own.
    """
    student = encodable(student).replace("/", "\\x2f").replace("\0", "\\x00")
    if len(student.encode()) > LONGEST_FILE_NAME:
        return f"{student[:40]}-{hashlib.sha256(student.encode()).hexdigest()[:16]}"
    return student
