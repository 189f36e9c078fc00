"""Tests of standings: what kind of grade a result is, whoever said so."""

from __future__ import annotations

import pytest

from grader.judging import Standing
from grader.reports.standing import has_grade, in_words
from tests.reports.conftest import F, Make, N, P


@pytest.mark.parametrize(
    ("outcomes", "verdict", "kind", "graded"),
    [
        ((P,), "graded", "judged", True),
        ((F,), "crashed", "judged", True),
        ((F, N), "graded", "held", True),
        ((), "not submitted", "not handed in", True),
        ((N,), "not graded", "not graded", False),
    ],
)
def test_a_judged_result_says_it_by_its_verdict(
    make: Make, outcomes: tuple[object, ...], verdict: str, kind: str, graded: bool
) -> None:
    """A zero for what was not handed in is a grade; what the grader failed over has none."""
    result = make(outcomes=outcomes, verdict=verdict)

    assert (result.standing, has_grade(result)) == (kind, graded)
    assert in_words(result) == ("" if kind == "judged" else kind)


@pytest.mark.parametrize("given", [Standing.NOT_DUE, Standing.EXCUSED])
def test_what_a_gradebook_said_counts(make: Make, given: Standing) -> None:
    """Whatever was judged, it is no grade."""
    result = make(outcomes=(), verdict="not submitted", standing=given)

    assert (result.standing, has_grade(result), in_words(result)) == (given, False, given)


def test_an_earlier_grade_stands(make: Make) -> None:
    """The points are those of the work before it."""
    result = make(outcomes=(P,), standing=Standing.NOT_GRADED)

    assert has_grade(result)
    assert in_words(result) == "not graded, the earlier grade stands"
