"""Tests of the student's progress file."""

from __future__ import annotations

import pytest

from grader.commands.check import with_results
from grader.commands.student_progress import PATH, recall, save
from grader.course.model import Course
from grader.feedback import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result


def test_progress_counts_what_passed(course: Course) -> None:
    """A check that was not judged is there, and has not passed."""
    outcomes = (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED)
    checks = tuple(Check(str(n), "Counter", True, each) for n, each in enumerate(outcomes))
    parts = (PartScore("Counter", 0, 4), PartScore("split_words", 0, 1))

    known = with_results({}, [Result("you", "words", 0, 5, "graded", parts, checks)])
    save(course, known)

    assert (
        recall(course) == known == {"words": {"parts": {"Counter": [1, 3], "split_words": [0, 0]}}}
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", "\x00", '{"words": 5}', '{"words": {"parts": 5}}']
)
def test_a_broken_progress_file_is_no_progress(course: Course, text: str) -> None:
    """It is written anew; nobody's work hangs on it."""
    save(course, {})
    (course.root / PATH).write_text(text)

    known = recall(course)
    save(course, with_results(known, [Result("you", "words", 0, 5, "graded")]))

    assert known == {}
    assert set(recall(course)) == {"words"}


def test_what_was_not_judged_keeps_its_figures() -> None:
    """Of a part that was not asked for, and of an exercise whose file cannot be run."""
    before = {"words": {"parts": {"Counter": [2, 2]}, "hints": {"Counter": 1}}}
    checks = (Check("0", "split_words", True, Outcome.PASSED),)
    parts = (PartScore("split_words", 1, 1),)
    broken = Result("you", "words", 0, 5, "import failed", parts, checks, reason=Explanation("no"))

    after = with_results(before, [Result("you", "words", 0, 5, "graded", parts, checks)])

    assert after["words"]["parts"] == {"Counter": [2, 2], "split_words": [1, 1]}
    assert after["words"]["hints"] == {"Counter": 1}
    assert with_results(before, [broken]) == before
    assert before["words"]["parts"] == {"Counter": [2, 2]}
