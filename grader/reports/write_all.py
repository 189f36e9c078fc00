"""Results and notes → the files of a class: one of each kind, and a feedback file a student."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import StoreError
from grader.judging import Result
from grader.reports import class_page, grades_csv, notes_csv, results_json
from grader.reports.notes import Note
from grader.reports.order import by_student
from grader.reports.student_feedback import feedback
from grader.store import write_whole

LONGEST_FILE_NAME = 200
PRIVATE = ("secret", "tried")  # the store's own
REPLAYED = "your instructor can have each of these judged again, bit for bit\n"
NO_RECORD = "protection L1: NOT SANDBOXED, no grade of record\n"


def write_reports(
    results: Sequence[Result],
    described: Mapping[str, str],
    out: Path,
    notes: Sequence[Note] | None = None,
) -> None:
    """Write results.json, grades.csv, notes.csv, class.html and each student's feedback.

    Without ``notes`` notes.csv stays as the last run of grade wrote it.

    The latter ends with what names the grades, so that they can be judged again: see `replay`.
    """
    public = public_part(described)
    _write(out / "results.json", results_json.render(results, public))
    _write(out / "grades.csv", grades_csv.render(results, public))
    if notes is not None:
        _write(out / "notes.csv", notes_csv.render(notes))
    level = described.get("protection", "")
    warning = [NO_RECORD] if level == "L1" else []
    for student, own in by_student(results).items():
        named = [
            f"{each.exercise}: attempt {each.attempt}, submission {each.digest[:12]}, "
            f"protection {level}\n"
            for each in own
            if each.digest
        ]
        last = ["".join([*named, REPLAYED])] if named else []
        text = "\n".join([*warning, *(feedback(each).plain for each in own), *last])
        _write(out / "feedback" / f"{feedback_stem(student)}.txt", text)
    _write(out / "class.html", class_page.render(results, public, notes or ()))


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text, "--out DIR")
    except StoreError as error:
        raise StoreError(error.message, f"{error.remedy}; what was graded is kept") from error


def public_part(described: Mapping[str, str]) -> dict[str, str]:
    """Return what everybody may read of what a store knows of the machine and the class."""
    return {name: value for name, value in described.items() if name not in PRIVATE}


def feedback_stem(student: str) -> str:
    """Name a student's file; a name that is too long for a file's is cut, and stays its own."""
    if len(student.encode()) > LONGEST_FILE_NAME:
        return f"{student[:40]}-{hashlib.sha256(student.encode()).hexdigest()[:16]}"
    return student
