"""Tests of score: points are right to the hundredth, and bad suites are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import Exercise, Lateness, Part
from grader.errors import CourseError
from grader.judging.results import Check, Outcome, Result
from grader.judging.score import (
    late_percent,
    points_of_checks,
    rounded,
    score,
    total,
    visible_share,
    with_checks,
)

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
TEN_A_DAY = Lateness(percent_per_day=10.0, at_most_percent=50.0)


def exercise(**points: float) -> Exercise:
    """Make an exercise with these parts."""
    parts = tuple(Part(name=name, points=value) for name, value in points.items())
    return Exercise(name="circles", title="Circles", parts=parts)


def checks_of(part: str, *outcomes: Outcome, visible: bool = False) -> list[Check]:
    """Make checks of weight 1 with these outcomes."""
    return [Check(f"test_{part}_{i}", part, visible, each) for i, each in enumerate(outcomes)]


def grade(course_exercise: Exercise, checks: list[Check], **more: object) -> Result:
    """Score a submission that ran to its end."""
    return score("ada", course_exercise, checks, "graded", **more)  # type: ignore[arg-type]


hundredths = st.integers(1, 10_000).map(lambda cents: cents / 100)
weights = st.one_of(
    st.integers(1, 9).map(float), st.floats(0.01, 50, allow_nan=False, allow_infinity=False)
)


@st.composite
def graded_work(draw: st.DrawFn) -> tuple[Exercise, list[Check], float]:
    """Draw an exercise, checks for each of its parts, and how late the work was."""
    names = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    drawn = exercise(**{name: draw(hundredths) for name in names})
    checks = [
        Check(f"t{i}", name, draw(st.booleans()), draw(st.sampled_from(Outcome)), "", draw(weights))
        for name in names
        for i in range(draw(st.integers(1, 5)))
    ]
    return drawn, checks, draw(st.floats(0, 9))


def test_passed_weight_counts() -> None:
    """A part gives its points times the passed weight over the total weight."""
    checks = [Check("a", "train", True, P, weight=3.0), Check("b", "train", False, F, weight=1.0)]

    result = grade(exercise(train=2.0), checks)

    assert (result.score, result.max_score) == (1.5, 2.0)


def test_unjudged_points_are_held() -> None:
    """Points of a check that could not be judged are neither given nor lost."""
    result = grade(exercise(train=4.0), checks_of("train", P, F, N, N))

    (part,) = result.parts
    assert (part.score, part.held) == (1.0, 2.0)


def test_held_never_exceeds_what_is_left() -> None:
    """Score and held points are not both rounded up, nor both rounded away."""
    three, one = exercise(train=0.03), exercise(train=0.01)

    assert grade(three, checks_of("train", P, N)).parts[0].held == 0.01
    assert grade(one, checks_of("train", P, N)).parts[0].held == 0.01


def test_thirds_add_up() -> None:
    """Three parts of 0.1 points with thirds passed add up to the printed score exactly."""
    parts = {"a": 0.1, "b": 0.1, "c": 0.1}
    checks = [check for name in parts for check in checks_of(name, P, P, F)]

    result = grade(exercise(**parts), checks)

    assert [part.score for part in result.parts] == [0.07, 0.07, 0.07]
    assert (result.score, result.max_score) == (0.21, 0.3)


def test_rounding_is_half_to_even() -> None:
    """Half a hundredth goes to the even neighbour, as decimals and not as binary fractions."""
    assert [rounded(0.125), rounded(0.135), rounded(2.675)] == [0.12, 0.14, 2.68]


def test_total_is_exact() -> None:
    """Adding points has no binary dust."""
    assert total([0.1, 0.2]) == 0.3


@settings(max_examples=80, deadline=None)
@given(graded_work())
def test_bounds_and_sums(work: tuple[Exercise, list[Check], float]) -> None:
    """No score leaves 0 to max, held included, and the parts always add up to the score."""
    drawn, checks, days = work

    result = grade(drawn, checks, days_late=days, lateness=TEN_A_DAY)

    for part in result.parts:
        assert 0 <= part.score <= part.max_score
        assert part.held >= 0
        assert total([part.score, part.held]) <= part.max_score
    assert result.score == total(part.score for part in result.parts) <= result.max_score
    assert result.max_score == drawn.max_score


@settings(max_examples=80, deadline=None)
@given(graded_work(), st.data())
def test_passing_more_never_costs(
    work: tuple[Exercise, list[Check], float], data: st.DataObject
) -> None:
    """A further check passed never lowers the score, a day later never raises it."""
    drawn, checks, days = work
    index = data.draw(st.integers(0, len(checks) - 1))
    better = [replace(c, outcome=P) if i == index else c for i, c in enumerate(checks)]

    result = grade(drawn, checks, days_late=days, lateness=TEN_A_DAY)

    assert grade(drawn, better, days_late=days, lateness=TEN_A_DAY).score >= result.score
    assert grade(drawn, checks, days_late=days + 1, lateness=TEN_A_DAY).score <= result.score


@settings(max_examples=40, deadline=None)
@given(graded_work())
def test_all_passed_is_all_points(work: tuple[Exercise, list[Check], float]) -> None:
    """Work that passes everything gets every point, whatever the weights; none gets none."""
    drawn, checks, _ = work

    assert grade(drawn, [replace(c, outcome=P) for c in checks]).score == drawn.max_score
    assert grade(drawn, [replace(c, outcome=F) for c in checks]).score == 0


def test_lateness_deducts_from_the_score() -> None:
    """A day begun counts as a day, and the deduction has its limit; the note says so."""
    checks = checks_of("train", P, P)

    late = grade(exercise(train=5.0), checks, days_late=1.2, lateness=TEN_A_DAY, note="seen")

    assert late.score == 4.0
    assert late.max_score == 5.0
    assert late.note == "seen; 2 days late: 20 % deducted"
    assert late_percent(30, TEN_A_DAY) == 50.0


@pytest.mark.parametrize("days", [None, 0.0, -3.0])
def test_in_time_costs_nothing(days: float | None) -> None:
    """Work in time, early, or without a known time loses nothing and gets no note."""
    result = grade(exercise(train=5.0), checks_of("train", P), days_late=days, lateness=TEN_A_DAY)

    assert (result.score, result.note, result.late_percent) == (5.0, "", 0.0)


def test_lateness_without_a_rule() -> None:
    """A course without a rule on lateness deducts nothing."""
    assert grade(exercise(train=5.0), checks_of("train", P), days_late=3).score == 5.0


def test_part_without_checks() -> None:
    """A part that no check judges is the course's error, not the student's zero."""
    with pytest.raises(CourseError, match="no check with a weight judges part 'field'") as caught:
        grade(exercise(train=5.0, field=1.0), checks_of("train", P))

    assert '@pytest.mark.part("field")' in caught.value.remedy


def test_part_with_weightless_checks() -> None:
    """Checks of weight 0 advise; alone they cannot carry a part's points."""
    advice = Check("advice", "train", False, P, weight=0.0)

    with pytest.raises(CourseError, match="train"):
        grade(exercise(train=5.0), [advice])
    assert grade(exercise(train=5.0), [advice, *checks_of("train", F)]).score == 0


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_impossible_weight(weight: float) -> None:
    """A negative or endless weight is the course's error."""
    with pytest.raises(CourseError, match="weight"):
        grade(exercise(train=5.0), [Check("test_a", "train", True, P, weight=weight)])


@given(shares=st.lists(st.tuples(weights, st.sampled_from("ab")), min_size=1), points=hundredths)
def test_points_of_checks_add_up(shares: list[tuple[float, str]], points: float) -> None:
    """Each part's points hang on its checks by their weights, to a hundredth, and none is lost."""
    checks = [Check(str(n), part, True, P, None, weight) for n, (weight, part) in enumerate(shares)]
    parts = sorted({check.part for check in checks})
    result = grade(exercise(**dict.fromkeys(parts, points)), checks)

    each = points_of_checks(result)

    for part in parts:
        mine = [(n, check.weight) for n, check in enumerate(checks) if check.part == part]
        assert total(each[n] for n, _ in mine) == points
        whole = sum(weight for _, weight in mine)
        assert all(abs(each[n] - points * weight / whole) < 0.0101 for n, weight in mine)


def test_check_of_unknown_part() -> None:
    """A check of a part that course.yml does not know is refused, not ignored."""
    with pytest.raises(CourseError, match="'tarin'"):
        grade(exercise(train=5.0), checks_of("train", P) + checks_of("tarin", P))


@pytest.mark.parametrize("verdict", ["not submitted", "unreadable"])
def test_nothing_to_judge(verdict: str) -> None:
    """Where there was nothing to judge, no checks are needed: every part is a zero."""
    result = score("ada", exercise(a=1.0, b=2.0), [], verdict)

    assert (result.score, result.max_score, result.verdict) == (0.0, 3.0, verdict)
    assert [part.score for part in result.parts] == [0.0, 0.0]


def test_other_verdicts_need_checks() -> None:
    """A run that was stopped still owes its checks: none at all is an error, not a zero."""
    with pytest.raises(CourseError):
        score("ada", exercise(a=1.0), [], "time limit")


def test_with_checks_keeps_points_and_lateness() -> None:
    """Scoring a result again for other checks keeps points, note and the deduction."""
    first = grade(exercise(train=5.0), checks_of("train", N, P), days_late=1, lateness=TEN_A_DAY)

    again = with_checks(first, checks_of("train", P, P))

    assert (first.score, first.parts[0].held) == (2.25, 2.25)
    assert (again.score, again.parts[0].held, again.note) == (4.5, 0.0, first.note)


def test_visible_share() -> None:
    """The visible checks are counted, and the points that they decide."""
    checks = checks_of("a", P, F, visible=True) + checks_of("a", P, P) + checks_of("b", P)

    share = visible_share(grade(exercise(a=3.0, b=2.0), checks))

    assert (share.passed, share.checks, share.points) == (1, 2, 1.5)
