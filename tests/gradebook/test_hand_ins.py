"""Tests of hand-ins: who uploads the same file again is not late by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.course import Course
from grader.gradebook import grades
from grader.judging import Check, Outcome, PartScore, Result, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, Key

DUE = datetime(2020, 11, 30, 23, 59, tzinfo=UTC)
DAY = timedelta(days=1)


def course(counts: str) -> Course:
    """Return a course of one exercise, of which so many works count."""
    circles = {
        "name": "circles", "title": "Circles", "deadline": DUE.isoformat(),
        "parts": [{"name": "forward", "points": 10}],
    }  # fmt: skip
    fields = {"attempts": {"counts": counts}, "lateness": {"percent_per_day": 10}}
    return Course.model_validate({"name": "A course", "exercises": [circles], **fields})


def attempt(
    code: str, late: float | None, *, counts: bool = False, judged: float | None = None
) -> Attempt:
    """Return a work as it was judged: "a" is right, "b" passes one check of two.

    It came so many days after the deadline, and was judged so many after it.
    """
    checks = [
        Check(f"hidden::test_{n}", "forward", False, Outcome.PASSED if ok else Outcome.FAILED)
        for n, ok in enumerate((True, code == "a"))
    ]
    blank = Result(
        "ada", "circles", 0, 0, Verdict.GRADED, (PartScore("forward", 0, 10.0),), digest=code,
        handed_in=None if late is None else DUE + late * DAY, attempt=1 if code == "a" else 2,
    )  # fmt: skip
    when = None if judged is None else DUE + judged * DAY
    return Attempt(with_checks(blank, checks), Key("s", "c", "g"), when, counts)


ALL = ("last", "best", "best-before-last-after")


def grade(counts: str, *attempts: Attempt) -> Result:
    """Return the grade by a rule; all works are ada's, in the order in which they were kept."""
    (found,) = grades(course(counts), attempts, [])
    return found


@pytest.mark.parametrize("counts", ALL)
def test_the_same_file_again(counts: str) -> None:
    """It was handed in the first time, by every rule."""
    found = grade(counts, attempt("a", -1), attempt("a", 2, counts=True))

    assert (found.score, found.handed_in, found.arithmetic) == (10.0, DUE - DAY, "")


@pytest.mark.parametrize(
    ("counts", "score"), [("last", 8.0), ("best", 10.0), ("best-before-last-after", 10.0)]
)
def test_back_to_an_earlier_work(counts: str, score: float) -> None:
    """With another one in between it is the newest, and came when it came: only ``last`` asks."""
    works = attempt("a", -1), attempt("b", 1), attempt("a", 2, counts=True)

    assert grade(counts, *works).score == score


@pytest.mark.parametrize("counts", ALL)
def test_the_order_in_which_downloads_come(counts: str) -> None:
    """An old download after a newer one changes nothing."""
    found = grade(counts, attempt("a", 2), attempt("a", -1, counts=True))

    assert (found.score, found.handed_in) == (10.0, DUE - DAY)


@pytest.mark.parametrize("counts", ALL)
@pytest.mark.parametrize(("judged", "handed_in"), [(-1, None), (3, DUE + 2 * DAY)])
def test_the_first_download_had_no_times(
    counts: str, judged: float, handed_in: datetime | None
) -> None:
    """What was judged before the deadline was there in time, whatever a later download says."""
    found = grade(counts, attempt("a", None, judged=judged), attempt("a", 2, counts=True, judged=4))

    assert (found.score, found.handed_in) == (8.0 if handed_in else 10.0, handed_in)


@pytest.mark.parametrize("counts", ALL)
def test_the_last_download_has_no_times(counts: str) -> None:
    """What an earlier one said of the same work is still so."""
    found = grade(counts, attempt("a", -1, judged=1), attempt("a", None, judged=4, counts=True))

    assert (found.score, found.handed_in, found.arithmetic) == (10.0, DUE - DAY, "")


@pytest.mark.parametrize(("judged", "said"), [(-1, False), (1, True)])
def test_a_time_that_is_not_known(judged: float, said: bool) -> None:
    """Is said of a work that may have been late: not of one that was judged before the deadline."""
    found = grade("last", attempt("a", None, counts=True, judged=judged))

    assert ("is not known" in found.arithmetic) is said
