"""The submissions that are graded: right ones, so that every contestant does all of the work.

In go the course's folder and the example class; out come `Submission`s with full marks in every
exercise, the reference solutions among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.course.model import Course
from grader.submission import Cell, Submission, Work, read_submission, survey


def subjects(course: Course, examples: Path) -> list[Submission]:
    """Give the reference as a submission, and the right ones of the class in ``examples``."""
    names = [exercise.name for exercise in course.exercises]
    expected = examples / "expected.json"
    right: set[str] = set()
    if expected.is_file():
        right = with_full_marks(json.loads(expected.read_text(encoding="utf-8")), names)
    found = survey(examples / "class", names).entries if right else ()
    read = [read_submission(entry, names) for entry in found if entry.student in right]
    whole = [each for each in read if not each.siblings]  # a notebook cannot bring a module
    return [reference(course.root, names), *whole]


def reference(root: Path, names: Sequence[str]) -> Submission:
    """Give the reference solutions as if a student had handed them in."""
    return Submission("reference", tuple(_reference_work(root, name) for name in names))


def _reference_work(root: Path, name: str) -> Work:
    file = f"{name}.py"
    source = (root / "solutions" / name / file).read_text(encoding="utf-8")
    return Work(name, file, (Cell(file, source),))


def with_full_marks(
    expected: Mapping[str, Mapping[str, Any]], exercises: Sequence[str]
) -> set[str]:
    """Name the students who fail no part of any of the exercises."""
    return {
        student
        for student, results in expected.items()
        if all(_is_right(results.get(name, {})) for name in exercises)
    }


def _is_right(result: Mapping[str, Any]) -> bool:
    return result.get("verdict") == "graded" and result.get("failed_parts") == []


def write_modules(submission: Submission, folder: Path) -> Path:
    """Write a submission as one module an exercise, for those who grade files; give its folder."""
    home = folder / submission.student
    home.mkdir(parents=True, exist_ok=True)
    for work in submission.works:
        (home / f"{work.exercise}.py").write_text(source_of(work), encoding="utf-8")
    return home


def source_of(work: Work) -> str:
    """Give all of a work's cells as one text."""
    return "\n\n".join(cell.source for cell in work.cells) + "\n"
