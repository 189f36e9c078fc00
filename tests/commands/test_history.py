"""Tests of history: which of a student's works is the grade, also in stores of earlier graders."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from grader.commands.grade import GradeOptions, grade_class
from grader.commands.history import history
from grader.course.model import Course, load_course
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import APPLICATION_ID
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WRONG_DIVISOR

Grade = Callable[[str], None]


@pytest.fixture
def grade(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Grade:
    """Grade a work of ada's into ``out``."""

    def run(source: str) -> None:
        folder = tmp_path / "class" / "ada"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rationals.py").write_text(source)
        loaded = load_course(course.root, exactly=True)
        grade_class(loaded, GradeOptions(folder.parent, tmp_path / "out"))

    return run


def works_of(course: Course, out: Path) -> list[tuple[str, bool]]:
    """Return what is said of ada's works in rationals, and whether it holds."""
    found = history(load_course(course.root, exactly=True), out, "ada")
    return [(each.what, each.holds) for each in found.events if each.exercise == "rationals"]


def test_the_work_that_the_course_chose_is_the_grade(
    course: Course, tmp_path: Path, grade: Grade
) -> None:
    """By best it is the better one, whichever came last."""
    text = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(f"attempts: {{counts: best}}\n{text}")
    grade(RATIONALS)
    grade(WRONG_DIVISOR)

    assert works_of(course, tmp_path / "out") == [
        ("attempt 1: 7.5 of 7.5, the grade", True),
        ("attempt 2: 5.5 of 7.5, does not count (attempts: best)", False),
    ]


def test_a_newer_work_that_lowers_nothing(course: Course, tmp_path: Path, grade: Grade) -> None:
    """By last the grade is the one that an instructor let stand; one that was replaced was it."""
    grade(WRONG_DIVISOR)
    grade(RATIONALS)
    grade(f"{WRONG_DIVISOR}\nx = 1\n")

    assert works_of(course, tmp_path / "out") == [
        ("attempt 1: 5.5 of 7.5, was the grade", False),
        ("attempt 2: 7.5 of 7.5, the grade", True),
        ("attempt 3: 5.5 of 7.5, does not count", False),
    ]


def test_a_grade_that_would_be_lower(course: Course, tmp_path: Path, grade: Grade) -> None:
    """It is shown as it was reported, with what it would be."""
    grade(RATIONALS)
    edit(course.root / "course.yml", "points: 3", "points: 2")

    found = history(load_course(course.root, exactly=True), tmp_path / "out", "ada")

    (own,) = [each for each in found.grades if each.exercise == "rationals"]
    assert (own.score, own.lower) == (7.5, (6.5, 0.0))


def test_a_store_of_version_3(course: Course, tmp_path: Path) -> None:
    """When its grades were judged nobody knows; they are the grades all the same."""
    written = Path(__file__).parents[1] / "store" / "version3.sql"
    with closing(sqlite3.connect(tmp_path / "results.sqlite")) as db:
        db.executescript(written.read_text(encoding="utf-8"))
        db.executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=3")

    assert works_of(course, tmp_path) == [("attempt 2: 7.5 of 7.5, the grade", True)]
    assert [each.at for each in history(course, tmp_path, "ada").events] == [None, None]


def test_a_store_of_version_4(course: Course, tmp_path: Path, grade: Grade) -> None:
    """It marked the grade alone: of its other works it is not said that they were never one."""
    grade(WRONG_DIVISOR)
    grade(RATIONALS)
    with closing(sqlite3.connect(tmp_path / "out" / "results.sqlite")) as db:
        later = ("journal", "origins", "reported", "failures", "notes")
        db.executescript("".join(f"DROP TABLE {each};" for each in later))
        db.executescript("".join(f"ALTER TABLE attempts DROP {each};" for each in ("since", "why")))
        db.execute("PRAGMA user_version=4")

    assert works_of(course, tmp_path / "out") == [
        ("attempt 1: 5.5 of 7.5, does not count", False),
        ("attempt 2: 7.5 of 7.5, the grade", True),
    ]
