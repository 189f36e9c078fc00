"""Tests of the judgements on names: what a person has said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.audit.names import load_judgements
from grader.authoring.audit.variants import Kind, mistaken
from grader.course.model import Course, load_course
from grader.course.references import load_references
from grader.errors import CourseError

ROOT = Path(__file__).parents[3]


def test_none_and_some(course: Course) -> None:
    """Where there is no file nothing is judged yet."""
    assert load_judgements(course) == {}
    path = course.root / "validity" / "names.yml"
    path.parent.mkdir()
    path.write_text("rationals: {one: {you add: true}}", encoding="utf-8")

    assert load_judgements(course) == {"rationals": {"one": {"you add": True}}}


@pytest.mark.parametrize("text", ["a: {b: {c: perhaps}}", "[1]", "a: b: c"])
def test_what_is_no_judgement(course: Course, text: str) -> None:
    """It is refused by name."""
    path = course.root / "validity" / "names.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CourseError, match=r"names\.yml"):
        load_judgements(course)


def test_this_courses_judgements_are_about_its_chaffs() -> None:
    """Each names a chaff that is there."""
    course = load_course(ROOT, exactly=True)
    references = load_references(course, course.exercises)
    for exercise in course.exercises:
        wrong = mistaken(course, exercise, references[exercise.name])
        chaffs = {each.name for each in wrong if each.kind is Kind.CHAFF}
        assert set(load_judgements(course).get(exercise.name, {})) <= chaffs
