"""What the suites of this course pay for no work, and for a lie: next to nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.course.model import Exercise, load_course
from grader.judging import JudgingPlan, Outcome, Result, WarmJudge, held, points_of_checks
from grader.submission import Submission
from tests.support import liars
from tests.support.nothing import works

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
SECRET = hashlib.sha256(b"the same inputs each time").digest()
MOST, MOST_FOR_A_WORD = 0.02, 0.01
"""The largest share of an exercise's points that may be had for nothing, and for a lie."""
TAKES_NO_COMPUTING = {"identity", "identity_derivative", "binary_step_derivative"}
"""Parts whose right answer is the argument itself, or the same number everywhere."""


@dataclass(frozen=True)
class Bench:
    """An exercise, and a warm judge of it that does not look for causes."""

    exercise: Exercise
    judge: WarmJudge

    def judged(self, handed_in: Iterable[Submission]) -> list[Result]:
        """Return the result of each work."""
        return [self.judge.judge(each)[0] for each in handed_in]


@pytest.fixture(scope="module", params=COURSE.exercises, ids=lambda each: each.name)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each exercise in turn, whose judge warms up once for all its tests."""
    handed_in = [*dict(works(COURSE, request.param)).values(), *lying(request.param)]
    sources = {source for each in handed_in for source in each.sources}
    plan = JudgingPlan.of(COURSE, [request.param], sources, secret=SECRET)
    with WarmJudge(replace(plan, diagnose=False)) as judge:
        yield Bench(request.param, judge)


def lying(exercise: Exercise) -> list[Submission]:
    """Return works that are honest and that lie, of each kind, in turn."""
    kinds = (liars.spoiling, liars.off_the_device, liars.looking)
    return [kind(COURSE, exercise, lies=lies) for kind in kinds for lies in (False, True)]


@pytest.mark.slow
def test_nothing_is_paid_for_nothing(bench: Bench) -> None:
    """Not for one kind of work that computes nothing, nor for each part's best kind of all."""
    handed_in = dict(works(COURSE, bench.exercise))

    results = bench.judged(handed_in.values())

    paid = {kind: _paid(result) for kind, result in zip(handed_in, results, strict=True)}

    best: Counter[str] = Counter()
    for each in paid.values():
        best |= each
    assert best.total() <= 100 * MOST * sum(part.points for part in bench.exercise.parts), paid


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


@pytest.mark.slow
def test_a_lie_pays_next_to_nothing(bench: Bench) -> None:
    """What a work's own process says of its arguments and devices is worth 1 of 100 at most.

    The lie is believed, for nobody else can know, and so it must not be worth telling.
    """
    results = bench.judged(lying(bench.exercise))

    scores = [each.score for each in results]
    believed = {each.max_score - held(each) for each in results[1::2]}
    assert {*scores[1::2]} == believed
    gained = sum(scores[1::2]) - sum(scores[::2])
    assert 0 < gained <= MOST_FOR_A_WORD * results[0].max_score
