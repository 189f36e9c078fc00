"""Results → the files of a class: results.json, grades.csv, and a feedback file a student."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import StoreError
from grader.judging import Result
from grader.reports import grades_csv, results_json
from grader.reports.order import by_student
from grader.reports.student_feedback import feedback
from grader.store import write_whole

LONGEST_FILE_NAME = 200
BOM = "\ufeff"
"""By it Excel knows that a table is UTF-8: without it, Ünal is Ãœnal there."""
PRIVATE = ("secret", "tried")  # the store's own
REPLAYED = "your instructor can have each of these judged again, bit for bit\n"
NO_RECORD = "protection L1: NOT SANDBOXED, no grade of record\n"


def write_reports(results: Sequence[Result], described: Mapping[str, str], out: Path) -> None:
    """Write results.json, grades.csv and each student's feedback.

    The latter ends with what names the grades, so that they can be judged again: see `replay`.
    """
    public = public_part(described)
    _write(out / "results.json", results_json.render(results, public))
    _write(out / "grades.csv", BOM + grades_csv.render(results, public))
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
        _write(out / "feedback" / _file_name(student), text)


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text, "--out DIR")
    except StoreError as error:
        raise StoreError(error.message, f"{error.remedy}; what was graded is kept") from error


def public_part(described: Mapping[str, str]) -> dict[str, str]:
    """Return what everybody may read of what a store knows of the machine and the class."""
    return {name: value for name, value in described.items() if name not in PRIVATE}


def _file_name(student: str) -> str:
    """Name a student's file; a name that is too long for a file's is cut, and stays its own."""
    if len(student.encode()) > LONGEST_FILE_NAME:
        return f"{student[:40]}-{hashlib.sha256(student.encode()).hexdigest()[:16]}.txt"
    return f"{student}.txt"
