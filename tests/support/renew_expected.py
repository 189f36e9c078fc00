"""Renew the scores in examples/expected.json after points or weights have changed.

    python -m tests.support.renew_expected

Only scores are rewritten: which parts fail, the verdict and the reason are decided by a person,
from the mistake that was made. Where the grader sees it otherwise, nothing is written.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from grader.commands.grade import GradedClass, GradeOptions, grade_class
from grader.course.model import load_course
from grader.judging.results import Outcome as Of
from grader.judging.results import Result

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "examples" / "class"
EXPECTED = ROOT / "examples" / "expected.json"
SCORES = ("score", "max_score")
NOT_SUBMITTED = "not submitted"


def expected() -> dict[str, dict[str, Any]]:
    """Give what each student must get, by student and exercise."""
    return json.loads(EXPECTED.read_text(encoding="utf-8"))


def graded(
    out: Path, jobs: int, folder: Path = CLASS, exercises: Sequence[str] = ()
) -> GradedClass:
    """Grade the example class, or a part of it, into a folder; all exercises, or these."""
    options = GradeOptions(folder, out, jobs, exercises=exercises)
    return grade_class(load_course(ROOT, exactly=True), options)


def found(results: Iterable[Result]) -> dict[str, dict[str, Any]]:
    """Give what each student got for what was handed in, in the words of expected.json."""
    students: dict[str, dict[str, Any]] = {}
    for result in results:
        exercises = students.setdefault(result.student, {})
        if result.verdict != NOT_SUBMITTED:
            failed = {check.part for check in result.checks if check.outcome is Of.FAILED}
            exercises[result.exercise] = {
                "score": result.score,
                "max_score": result.max_score,
                "verdict": result.ending,
                "failed_parts": [part.part for part in result.parts if part.part in failed],
            }
    return students


def without(students: dict[str, dict[str, Any]], *words: str) -> dict[str, dict[str, Any]]:
    """Give the same without some of the words that are said of each exercise."""
    return {
        student: {
            exercise: {word: value for word, value in said.items() if word not in words}
            for exercise, said in exercises.items()
        }
        for student, exercises in students.items()
    }


def differences(wanted: dict[str, dict[str, Any]], got: dict[str, dict[str, Any]]) -> list[str]:
    """Name each exercise of which two things are said."""
    pairs = {(s, e) for both in (wanted, got) for s, exercises in both.items() for e in exercises}
    said = [(s, e, wanted.get(s, {}).get(e), got.get(s, {}).get(e)) for s, e in sorted(pairs)]
    return [
        f"{student}, {exercise}: wanted {mine}, got {theirs}"
        for student, exercise, mine, theirs in said
        if mine != theirs
    ]


def renew(got: dict[str, dict[str, Any]]) -> list[str]:
    """Write the new scores, or give the reasons not to."""
    wanted = expected()
    wrong = differences(without(wanted, *SCORES, "why"), without(got, *SCORES))
    if not wrong:
        new = {
            student: {
                name: got[student][name] | {"why": said["why"]} for name, said in each.items()
            }
            for student, each in wanted.items()
        }
        text = json.dumps(new, indent=2, ensure_ascii=False)
        EXPECTED.write_text(text + "\n", encoding="utf-8")
    return wrong


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        refused = renew(found(graded(Path(folder), jobs=2).results))
    sys.exit("\n".join(["nothing was written:", *refused]) if refused else 0)
