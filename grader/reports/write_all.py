"""Results → the files of a class: results.json, grades.csv, and a feedback file a student.

Feedback of those who are no longer graded is removed. Nothing that somebody else wrote is touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader.judging import Result
from grader.reports import grades_csv, results_json
from grader.reports.order import by_student
from grader.reports.student_feedback import feedback
from grader.sandbox.verdict import Verdict
from grader.store import remove, write_whole

LONGEST_FILE_NAME = 200
PRIVATE = ("secret", "tried")  # the store's own
NO_RECORD = "protection L1: NOT SANDBOXED, no grade of record\n"


def remove_feedback(students: Iterable[str], out: Path) -> None:
    """Remove the feedback of students whom the store knows and the class no longer has.

    Remove it before the others' is written: to some disks Ada.txt and ada.txt are one file.
    """
    for student in students:
        remove(out / "feedback" / _file_name(student))


def write_reports(results: Sequence[Result], described: Mapping[str, str], out: Path) -> None:
    """Write results.json, grades.csv and each student's feedback.

    The latter ends with what names the grade, so that it can be judged again: see `replay`.
    """
    public = {name: value for name, value in described.items() if name not in PRIVATE}
    write_whole(out / "results.json", results_json.render(results, public))
    write_whole(out / "grades.csv", grades_csv.render(results, public))
    level = described.get("protection", "")
    warning = [NO_RECORD] if level == "L1" else []
    for student, own in by_student(results).items():
        named = f"attempt {own[0].attempt}, submission {own[0].digest[:12]}, protection {level}"
        replayed = f"{named}: your instructor can have this judged again, bit for bit\n"
        last = [] if own[0].verdict == Verdict.NOT_GRADED else [replayed]
        text = "\n".join([*warning, *(feedback(each).plain for each in own), *last])
        write_whole(out / "feedback" / _file_name(student), text)


def _file_name(student: str) -> str:
    """Name a student's file; a name that is too long for a file's is cut, and stays its own."""
    if len(student.encode()) > LONGEST_FILE_NAME:
        return f"{student[:40]}-{hashlib.sha256(student.encode()).hexdigest()[:16]}.txt"
    return f"{student}.txt"
