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

    counted = {"Counter": [1, 3], "split_words": [0, 0]}
    assert recall(course) == known == {"words": {"parts": counted, "failed": {}}}


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


def test_what_failed_is_known_until_it_is_checked_again() -> None:
    """The first failing check of each part, with the likeliest name of the mistake."""

    def judged(part: str, *whys: Explanation | None) -> Result:
        checks = tuple(
            Check(
                str(n),
                part,
                True,
                Outcome.FAILED if why else Outcome.PASSED,
                why,
                sentence=f"S{n}.",
            )
            for n, why in enumerate(whys)
        )
        return Result("you", "words", 0, 5, "graded", (PartScore(part, 0, 4),), checks)

    wrong = judged("Counter", None, Explanation("off", likely="a sign"), Explanation("worse"))
    unwritten = judged("split_words", Explanation("`split_words` is not written yet (a.py:3)"))

    first = with_results({}, [wrong])
    second = with_results(first, [unwritten])
    third = with_results(second, [judged("Counter", None)])

    assert first["words"]["failed"] == second["words"]["failed"] == {"Counter": "S1.\na sign"}
    assert third["words"]["failed"] == {}
