"""What the suites of this course pay for work in which nothing is computed: no points."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.model import Exercise, load_course
from grader.judging import JudgingPlan, Outcome, Result, WarmJudge, points_of_checks
from tests.support.nothing import works

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
SECRET = hashlib.sha256(b"the same inputs each time").digest()
MOST = 0.02
"""The largest share of an exercise's points that may be had for nothing."""
TAKES_NO_COMPUTING = {"identity", "identity_derivative", "binary_step_derivative"}
"""Parts whose right answer is the argument itself, or the same number everywhere."""


@pytest.mark.slow
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.name)
def test_nothing_is_paid_for_nothing(exercise: Exercise) -> None:
    """Not for one kind of work that computes nothing, nor for each part's best kind of all."""
    handed_in = dict(works(COURSE, exercise))
    sources = {source for each in handed_in.values() for source in each.sources}
    plan = JudgingPlan.of(COURSE, [exercise], sources, secret=SECRET)
    with WarmJudge(replace(plan, diagnose=False)) as judge:
        results = {kind: judge.judge(each)[0] for kind, each in handed_in.items()}

    paid = {kind: _paid(result) for kind, result in results.items()}

    best: Counter[str] = Counter()
    for each in paid.values():
        best |= each
    assert best.total() <= 100 * MOST * sum(part.points for part in exercise.parts), paid


def _paid(result: Result) -> Counter[str]:
    """Return each part's hundredths of points, but those of parts that take no computing."""
    points: Counter[str] = Counter()
    for check, worth in zip(result.checks, points_of_checks(result), strict=True):
        if check.outcome is Outcome.PASSED and check.part not in TAKES_NO_COMPUTING:
            points[check.part] += round(100 * worth)
    return points


def test_the_works_are_of_many_kinds() -> None:
    """Whatever the exercise: none is left out, and each defines all the parts."""
    for exercise in COURSE.exercises:
        handed_in = dict(works(COURSE, exercise))

        assert len(handed_in) >= 14
        plain = handed_in["None"].works[0].cells[0].source
        assert all(f" {part.name}(" in plain for part in exercise.parts)
