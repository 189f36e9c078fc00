"""Tests of order: the class is shown the same way, whoever was graded first."""

from __future__ import annotations

import random

from grader.judging.results import Result
from grader.reports.order import by_student, exercises


def result(student: str, exercise: str) -> Result:
    """Make a result of no points."""
    return Result(student, exercise, 0, 0, "graded")


def test_students_by_name() -> None:
    """Students stand in the order of their names, capitals or not; their exercises as given."""
    results = [result("zoe", "b"), result("Bob", "b"), result("ada", "z"), result("ada", "b")]

    ordered = by_student(results)

    assert list(ordered) == ["ada", "Bob", "zoe"]
    assert [each.exercise for each in ordered["ada"]] == ["z", "b"]


def test_exercises_in_course_order() -> None:
    """One student who has all exercises tells their order, wherever that student stands."""
    whole = [[result("zoe", name) for name in ("perceptron", "titanic", "circles")]]
    halves = [[result("bob", "circles")], [result("cem", "titanic"), result("cem", "circles")]]

    for seed in range(6):
        students = whole + halves
        random.Random(seed).shuffle(students)

        order = exercises([each for own in students for each in own])

        assert order == ["perceptron", "titanic", "circles"]


def test_exercises_of_which_nobody_has_all() -> None:
    """Each student tells a piece of the course's order."""
    pieces = [("ada", "zeta"), ("ada", "words"), ("bob", "words"), ("bob", "adam")]

    assert exercises([result(*each) for each in pieces]) == ["zeta", "words", "adam"]


def test_no_results() -> None:
    """An empty class has no order, and no error."""
    assert by_student([]) == {}
    assert exercises([]) == []
