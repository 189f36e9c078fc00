"""Tests of hints: one rung more each time, and the first part that is still open."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.commands.hint import Hint, ladders, next_hint
from grader.commands.student_progress import recall, save
from grader.course.model import Course
from grader.errors import CourseError, UnknownName


def test_a_ladder_for_each_part() -> None:
    """Numbered lists below headings; a rung may go over several lines, and hold code."""
    text = (
        "# Title\n1. no\n## `one`\n\n1. First\n   and more.\n2) `x = 1.5`\n\n## two\nText.\n1. A\n"
    )

    assert ladders(text) == {"one": ["First and more.", "`x = 1.5`"], "two": ["A"]}


def test_a_heading_within_a_rung_is_none() -> None:
    """Only a heading that is one name begins a part."""
    assert ladders("## one\n1. A ## b\n### no\n2. B\n## two words\n") == {
        "one": ["A ## b ### no", "B ## two words"]
    }


def test_one_rung_more_each_time(course: Course) -> None:
    """The ladder is climbed, and at its end the last rung stays."""
    exercise = course.exercise("words")

    hints = [next_hint(course, exercise, "Counter") for _ in range(3)]

    first = Hint("Counter", "Which type holds a number for each word?", 1, 2)
    last = Hint("Counter", "`dict.get(word, 0)`", 2, 2)
    assert hints == [first, last, last]


def test_each_part_has_its_own_ladder(course: Course) -> None:
    """Climbing one leaves the others where they are."""
    exercise = course.exercise("words")
    next_hint(course, exercise, "Counter")

    assert next_hint(course, exercise, "split_words").rung == 1


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "greatest_common_divisor"),
        ({"greatest_common_divisor": [1, 1]}, "reduced"),
        ({"greatest_common_divisor": [1, 1], "reduced": [0, 1]}, "reduced"),
        (
            {"greatest_common_divisor": [1, 1], "reduced": [1, 1], "add": [1, 1]},
            "greatest_common_divisor",
        ),
    ],
)
def test_the_first_open_part_without_a_name(
    course: Course, parts: dict[str, list[int]], expected: str
) -> None:
    """A hint is for the part that does not pass its checks yet."""
    save(course, {"rationals": {"parts": parts}})

    assert next_hint(course, course.exercise("rationals")).part == expected


def test_progress_of_checks_is_kept(course: Course) -> None:
    """A hint forgets nothing that a check found."""
    save(course, {"rationals": {"parts": {"add": [1, 1]}}, "words": {"parts": {}}})

    next_hint(course, course.exercise("rationals"), "add")

    assert recall(course) == {
        "rationals": {"parts": {"add": [1, 1]}, "hints": {"add": 1}},
        "words": {"parts": {}},
    }


def test_a_wrong_part_is_offered_the_nearest(course: Course) -> None:
    """Did you mean."""
    with pytest.raises(UnknownName) as error:
        next_hint(course, course.exercise("rationals"), "reduce")

    assert error.value.remedy == "did you mean reduced?"


def test_hints_that_are_missing(course: Course) -> None:
    """A part without hints, or a folder without the file, is said with the file's name."""
    path: Path = course.root / "exercises" / "words" / "hints.md"
    path.write_text("## split_words\n1. A\n## Counter\nNothing yet.\n")

    with pytest.raises(CourseError, match=r"hints\.md has no hint for Counter"):
        next_hint(course, course.exercise("words"), "Counter")
    path.unlink()
    with pytest.raises(CourseError, match=r"hints\.md: No such file"):
        next_hint(course, course.exercise("words"), "split_words")


@pytest.mark.parametrize("known", [{"words": 5}, {"words": {"hints": 5}}, {"words": {"parts": []}}])
def test_a_progress_file_that_somebody_edited(course: Course, known: dict) -> None:
    """A hint comes all the same."""
    save(course, known)

    assert next_hint(course, course.exercise("words")).rung == 1
