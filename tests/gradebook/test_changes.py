"""Tests of changes: a grade that would be lower stays as it was last reported."""

from __future__ import annotations

from dataclasses import replace

from grader.gradebook import Change, as_reported
from grader.judging import PartScore, Result, held, total
from grader.sandbox.verdict import Verdict

PARTS = (PartScore("softmax", 2.0, 3.0, 0.5), PartScore("train", 3.0, 4.0, 1.0))
NOW = Result("ada", "circles", 5.0, 7.0, Verdict.GRADED, PARTS)
LOWERED = Change("ada", "circles", (6.0, 0.25), (5.0, 1.5))


def test_as_it_was_reported() -> None:
    """All of it, under the name by which the student goes now."""
    last = replace(NOW, student="a.l", score=6.0, note="on time")

    found = as_reported(NOW, LOWERED, last)

    assert found == replace(last, student="ada", lower=(5.0, 1.5))


def test_where_only_its_points_are_known() -> None:
    """They stand, and what makes the difference is an adjustment: it still adds up."""
    found = as_reported(NOW, LOWERED, None)

    assert (found.score, held(found), found.lower) == (6.0, 0.25, (5.0, 1.5))
    assert total([*(part.score for part in found.parts), found.adjustment]) == found.score
