"""Tests of grading forty students from each platform's download: the grades of a plain folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.commands.grade import GradedClass, GradeOptions, grade_class
from grader.commands.new_course import new_course
from grader.course.model import Course, load_course
from grader.judging import Result
from grader.sandbox.interface import Sandbox
from tests.support.layouts import (
    LAYOUTS,
    SLOW,
    Works,
    folder,
    forty_of_the_examples,
    roster,
    zipped,
)
from tests.support.renew_expected import expected

NAMES = ("forward_propagation", "perceptron")
DATED = ("brightspace", "blackboard", "gradescope", "nbgrader")
UNDATED = ("moodle", "moodle before 4.1", "moodle flat", "canvas", "github")
RULES = """time_zone: Europe/Zurich
lateness: {percent_per_day: 10}
"""


@pytest.fixture(scope="module")
def works() -> Works:
    """Forty students with works of the example class."""
    return forty_of_the_examples(*NAMES)


@pytest.fixture
def course(tmp_path: Path, works: Works) -> Course:
    """Two exercises of this course, due before some of the forty handed in, and the roster."""
    made = new_course(tmp_path / "course", "nn", NAMES)
    path = made.root / "course.yml"
    text = path.read_text("utf-8")
    for name in NAMES:
        text = text.replace(f"name: {name}\n", f"name: {name}\n    deadline: 2026-09-24T12:00\n", 1)
    path.write_text(RULES + text, "utf-8")
    (made.root / "roster.csv").write_text(roster(works), "utf-8")
    return load_course(made.root, exactly=True)


def grades(graded: GradedClass) -> dict[tuple[str, str], object]:
    """All that a grade is: points of each part, verdict, when it came, and which attempt it is."""
    assert graded.failed == ()
    return {(each.student, each.exercise): _grade(each) for each in graded.results}


def _grade(result: Result) -> object:
    parts = [(each.part, each.score) for each in result.parts]
    return result.score, result.standing, result.handed_in, result.attempt, parts


def same(course: Course, works: Works, plain: Path, layouts: tuple[str, ...]) -> GradedClass:
    """Grade a plain folder; demand of each layout, as a zip too, the same and no new judging."""
    home = plain.parent
    first = grade_class(course, GradeOptions(plain, home / "results"))
    assert (first.submissions, first.resumed) == (40, 0)
    for layout in layouts:
        download = LAYOUTS[layout](home / layout, works)
        for given in (download, zipped(download)):
            again = grade_class(course, GradeOptions(given, home / "results"))
            assert (again.submissions, again.resumed, again.others) == (40, 40, 0), given.name
            assert grades(again) == grades(first), given.name
    return first


@pytest.mark.slow
def test_downloads_without_times(
    course: Course, works: Works, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """Each student has the grade of the plain folder, and nobody is judged a second time."""
    first = same(course, works, folder(tmp_path / "plain", works), UNDATED)

    scores = {each.score for each in first.results if each.digest}
    known = [own for student, own in expected().items() if student not in SLOW]
    assert scores == {own[name]["score"] for own in known for name in NAMES if name in own}


@pytest.mark.slow
def test_downloads_with_times(
    course: Course, works: Works, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """The late ones lose the same, whoever says that they are late: nbgrader or a platform."""
    first = same(course, works, LAYOUTS["nbgrader"](tmp_path / "plain", works), DATED)

    late = {each.student for each in first.results if each.digest and each.late_percent}
    assert late == {work.user for work in works if work.late}
