"""Tests of what stands written in a hidden suite: values to hide, values shown, and words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest

from grader.authoring.leaks.literals import Literals, parsed, read_literals
from grader.course.model import Course


def literals_of(course: Course, suite: str, sent: Collection[str] = ()) -> Literals:
    """Read a suite of these lines."""
    exercise = course.exercises[0]
    (course.solution_folder(exercise.name) / "test_hidden.py").write_text(suite, encoding="utf-8")
    return read_literals(course, exercise, sent)


def hidden(course: Course, suite: str, sent: Collection[str] = ()) -> list[object]:
    """Give the hidden values of a suite: numbers as they are, lists as lists."""
    values = [value for value, _ in literals_of(course, suite, sent).hidden]
    return [each if isinstance(each, str) else each.tolist() for each in values]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("f(4711)", [[4711.0]]),
        ("f(-0.25)", [[0.25]]),
        ("f(True, None, 'x')", []),
        ("f([1, -2.5])", [[1.0], [2.5], [1.0, -2.5]]),
        ("f([[1, 2], [3, 4]])", [[1.0], [2.0], [3.0], [4.0], [1.0, 2.0, 3.0, 4.0]]),
        ("f([1, x, [2, 3]])", [[1.0], [2.0], [3.0], [2.0, 3.0]]),
        ("f((2, 3), [(4, 5), (6,)])", [[2.0], [3.0], [4.0], [5.0], [6.0]]),
        ("f(1e308, 2)", [[2.0]]),
    ],
)
def test_numbers_and_lists_are_hidden(course: Course, line: str, values: list[list[float]]) -> None:
    """Nested lists flattened; a shape is no list, and what is no number none at all."""
    assert sorted(map(str, hidden(course, line))) == sorted(map(str, values))


def test_a_hidden_value_knows_its_line(course: Course) -> None:
    """Its first one, where it stands in many."""
    literals = literals_of(course, "\nf(4711)\nf(4711)\n")

    assert [place for _, place in literals.hidden] == [
        f"solutions/rationals/test_hidden.py:{line}" for line in (2, 3)
    ]


def test_what_is_shown_is_not_hidden(course: Course) -> None:
    """Nowhere, if it is marked once; a signature's defaults are shown to everybody."""
    path = course.reference("rationals")
    path.write_text(path.read_text("utf-8").replace("add(a, b)", "add(a, b=0.0625)"), "utf-8")
    literals = literals_of(
        course, "f(47)  # shown: in the lesson\ng(47, 0.0625, 8)\nh(9)  # shown:"
    )

    assert [np.asarray(value).tolist() for value, _ in literals.hidden] == [[8.0], [9.0]]
    assert sorted(value.tolist() for value in literals.shown) == [[0.0625], [47.0]]


def test_strings_are_sent_or_words_for_students(course: Course) -> None:
    """A piece of what is sent is hidden, docstrings of helpers are neither."""
    suite = '''"""The suite's own."""
def helper():
    """Nobody reads it."""
def test_a(student):
    """The check's sentence."""
    student.f("the " + "fat cat", "AND")
    assert_holds(False, "no luck")
'''
    literals = literals_of(course, suite, {"the fat cat", "AND"})

    assert [value for value, _ in literals.hidden] == ["fat cat"]
    assert sorted((line, text) for _, line, text in literals.words) == [
        (5, "The check's sentence."), (6, "AND"), (6, "the "), (7, "no luck"),
    ]  # fmt: skip


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """Nor does one that is no Python: who runs it says so."""
    (tmp_path / "no.py").write_text("def (", encoding="utf-8")

    assert parsed(tmp_path / "absent.py").body == parsed(tmp_path / "no.py").body == []
