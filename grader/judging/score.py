"""From checks to points. Arithmetic only, and the one place where points are rounded.

The checks of one submission become the Result of an exercise. A part's score is

    points × passed weight / total weight

in exact fractions, rounded half to even to a hundredth of a point. The same share of the checks
that could not be judged is *held*: neither won nor lost. Hundredths are added as whole numbers,
so the parts always add up to the score, for any weights. What lateness costs is a gradebook's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.errors import CourseError
from grader.judging.results import Check, Marking, Outcome, PartScore, Result, Standing
from grader.sandbox.verdict import Verdict

if TYPE_CHECKING:
    from grader.course.model import Exercise
    from grader.submission import Answer

_BY_VERDICT = {
    Verdict.NOT_SUBMITTED: Standing.NOT_HANDED_IN,
    Verdict.NOT_GRADED: Standing.NOT_GRADED,
}
NOTHING_TO_JUDGE = (Verdict.NOT_SUBMITTED, Verdict.UNREADABLE)
"""Verdicts of a submission of which no check could even be begun: zero, without checks."""


def score(
    student: str,
    exercise: Exercise,
    checks: Iterable[Check],
    verdict: Verdict,
    note: str = "",
    answers: Iterable[Answer] = (),
) -> Result:
    """Return what a submission gets in an exercise, by its checks alone: answers are held."""
    blank = Result(
        student=student,
        exercise=exercise.name,
        score=0.0,
        max_score=0.0,
        verdict=verdict,
        parts=blank_parts(exercise, answers),
        note=note,
    )
    return with_checks(blank, checks)


def blank_parts(exercise: Exercise, answers: Iterable[Answer] = ()) -> tuple[PartScore, ...]:
    """Return an exercise's parts without points, those that a person marks with their answers."""
    given = {each.part: Marking(each.digest, each.path) for each in answers}
    return tuple(
        PartScore(
            part.name, 0.0, rounded(part.points),
            marking=given.get(part.name, Marking()) if part.by else None,
        )
        for part in exercise.all_parts
    )  # fmt: skip


def with_checks(result: Result, checks: Iterable[Check]) -> Result:
    """Return the same result for these checks: its parts and their points stay what they were."""
    result = replace(result, checks=tuple(checks))
    known = {part.part for part in result.parts}
    for check in result.checks:
        if check.part not in known:
            raise CourseError(
                f"solutions/{result.exercise}: check {check.id} is of part {check.part!r}, "
                "which course.yml does not know",
                f"the parts of {result.exercise} are: {', '.join(sorted(known))}",
            )
    parts = tuple(_score_part(part, result) for part in result.parts)
    score, most = total(part.score for part in parts), total(part.max_score for part in parts)
    scored = replace(result, parts=parts, score=score, max_score=most)
    return replace(scored, standing=standing(scored))


def standing(result: Result) -> Standing:
    """Return what kind of grade a judged result is, before deadlines and decisions."""
    waits = Standing.HELD if held(result) else Standing.JUDGED
    return _BY_VERDICT.get(result.verdict, waits)


def total(points: Iterable[float]) -> float:
    """Add points in whole hundredths: 0.1 + 0.2 is 0.3 here."""
    return sum(_hundredths(_exact(each)) for each in points) / 100


def held(*results: Result) -> float:
    """Return the points that wait for checks which could not be judged."""
    return total(part.held for result in results for part in result.parts)


def rounded(points: float | Fraction) -> float:
    """Round points to a hundredth, half to even."""
    return _hundredths(_exact(points)) / 100


def points_of_checks(result: Result) -> list[float]:
    """Return how many of its part's points hang on each check, before any lateness.

    They add up to the part's points: hundredths that cannot be shared fall to some of them.
    """
    wholes = {part.part: _weight(result.checks_of(part.part)) for part in result.parts}
    most = {part.part: _exact(part.max_score) for part in result.parts}
    before = dict.fromkeys(wholes, Fraction(0))
    points = []
    for check in result.checks:
        part, so_far = check.part, before[check.part]
        before[part] = so_far + _exact(_weight_of(check))
        ends = [_hundredths(most[part] * each / wholes[part]) for each in (so_far, before[part])]
        points.append((ends[1] - ends[0]) / 100)
    return points


@dataclass(frozen=True)
class VisibleShare:
    """How much of a result its visible checks decide."""

    passed: int
    checks: int
    points: float


def visible_share(result: Result) -> VisibleShare:
    """Count the visible checks, and the points that hang on them."""
    visible = [check for check in result.checks if check.visible]
    passed = sum(check.outcome is Outcome.PASSED for check in visible)
    points = Fraction(0)
    for part in result.parts:
        checks = result.checks_of(part.part)
        if whole := _weight(checks):
            share = _weight(check for check in checks if check.visible) / whole
            points += _exact(rounded(_exact(part.max_score) * share))
    return VisibleShare(passed, len(visible), rounded(points))


def _score_part(part: PartScore, result: Result) -> PartScore:
    """Score one part; what is held is rounded so that score and held never exceed the points."""
    if part.marking is not None:
        return _marked(part, part.marking)
    mine = result.checks_of(part.part)
    if not mine and result.verdict in NOTHING_TO_JUDGE:
        return replace(part, score=0.0, held=0.0)
    whole = _weight(mine)
    if not whole:
        raise CourseError(
            f"solutions/{result.exercise}/test_hidden.py:1: "
            f"no check with a weight judges part {part.part!r}",
            f'mark one here or in test_visible.py: @pytest.mark.part("{part.part}")',
        )
    points = _exact(part.max_score)
    passed = _weight(check for check in mine if check.outcome is Outcome.PASSED)
    waiting = _weight(check for check in mine if check.outcome is Outcome.NOT_JUDGED)
    won = _hundredths(points * passed / whole)
    possible = _hundredths(points * (passed + waiting) / whole)
    return replace(part, score=won / 100, held=(possible - won) / 100)


def _marked(part: PartScore, marking: Marking) -> PartScore:
    """Score a part by what a person gave; what waits for one is held."""
    if not marking.answer:
        return replace(part, score=0.0, held=0.0)
    won = total(each.points or 0.0 for each in marking.items)
    waiting = total(each.max_points for each in marking.items if each.points is None)
    return replace(part, score=won, held=waiting if marking.items else part.max_score)


def _weight(checks: Iterable[Check]) -> Fraction:
    """Add weights, each kind of them once: fractions are slow, and most weights are 1."""
    counted = Counter(_weight_of(check) for check in checks)
    return sum((times * _exact(weight) for weight, times in counted.items()), Fraction(0))


def _weight_of(check: Check) -> float:
    if not math.isfinite(check.weight) or check.weight < 0:
        raise CourseError(
            f"check {check.id} has the weight {check.weight}",
            f'set a weight of 0 or more: @pytest.mark.part("{check.part}", weight=1)',
        )
    return check.weight


def _exact(number: float | Fraction) -> Fraction:
    """Take a number as it is written: 0.1 is a tenth, not the nearest binary fraction."""
    return number if isinstance(number, Fraction) else _as_written(str(number))


@lru_cache(maxsize=1024)  # weights and points are few and come again and again
def _as_written(number: str) -> Fraction:
    return Fraction(number)


def _hundredths(points: Fraction) -> int:
    return round(points * 100)
