"""Tests of attempts: when a work would cost its student points."""

from __future__ import annotations

import pytest

from grader.judging.results import PartScore, Result
from grader.store.attempts import lowers


def result(score: float, held: float) -> Result:
    """Make a result with this score, and these points held."""
    parts = (PartScore("train", score, 10.0, held),)
    return Result("ada", "circles", score, 10.0, "graded", parts)


@pytest.mark.parametrize(
    ("old", "new", "lower"),
    [
        ((5, 0), (5, 0), False),
        ((5, 0), (6, 0), False),
        ((5, 0), (4.99, 0), True),
        ((5, 2), (7, 0), False),
        ((5, 2), (6, 0), True),  # the two that are held would be gone
        ((7, 0), (5, 2), True),  # perhaps: nobody knows yet
        ((5, 2), (5, 3), False),
    ],
)
def test_what_lowers_a_grade(
    old: tuple[float, float], new: tuple[float, float], *, lower: bool
) -> None:
    """Points that one has, and those that one may still get, are not taken."""
    assert lowers(result(*new), result(*old)) is lower
