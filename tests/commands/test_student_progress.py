"""Tests of the student's progress file."""

from __future__ import annotations

import pytest

from grader.commands.check import remember
from grader.commands.student_progress import PATH, recall, save
from grader.course.model import Course
from grader.judging.results import Check, Outcome, PartScore, Result


def test_progress_counts_what_passed(course: Course) -> None:
    """A check that was not judged is there, and has not passed."""
    outcomes = (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED)
    checks = tuple(Check(str(n), "Counter", True, each) for n, each in enumerate(outcomes))
    parts = (PartScore("Counter", 0, 4), PartScore("split_words", 0, 1))

    remember(course, [Result("you", "words", 0, 5, "graded", parts, checks)])

    assert recall(course) == {"words": {"parts": {"Counter": [1, 3], "split_words": [0, 0]}}}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", "\x00", '{"words": 5}', '{"words": {"parts": 5}}']
)
def test_a_broken_progress_file_is_no_progress(course: Course, text: str) -> None:
    """It is written anew; nobody's work hangs on it."""
    save(course, {})
    (course.root / PATH).write_text(text)

    known = recall(course)
    remember(course, [Result("you", "words", 0, 5, "graded")])

    assert known == {}
    assert set(recall(course)) == {"words"}
