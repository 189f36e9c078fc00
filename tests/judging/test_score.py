"""Tests of score: points are right to the hundredth, and bad suites are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course.model import Exercise, Part
from grader.errors import CourseError
from grader.judging.results import Check, Outcome, Result
from grader.judging.score import (
    points_of_checks,
    rounded,
    score,
    total,
    visible_share,
    with_checks,
)
from grader.sandbox.verdict import Verdict

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED


def exercise(**points: float) -> Exercise:
    """Make an exercise with these parts."""
    parts = tuple(Part(name=name, points=value) for name, value in points.items())
    return Exercise(name="circles", title="Circles", parts=parts)


def checks_of(part: str, *outcomes: Outcome, visible: bool = False) -> list[Check]:
    """Make checks of weight 1 with these outcomes."""
    return [Check(f"test_{part}_{i}", part, visible, each) for i, each in enumerate(outcomes)]


def grade(course_exercise: Exercise, checks: list[Check]) -> Result:
    """Score a submission that ran to its end."""
    return score("ada", course_exercise, checks, Verdict.GRADED)


hundredths = st.integers(1, 10_000).map(lambda cents: cents / 100)
weights = st.one_of(
    st.integers(1, 9).map(float), st.floats(0.01, 50, allow_nan=False, allow_infinity=False)
)


@st.composite
def graded_work(draw: st.DrawFn) -> tuple[Exercise, list[Check]]:
    """Draw an exercise, checks for each of its parts."""
    names = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    drawn = exercise(**{name: draw(hundredths) for name in names})
    checks = [
        Check(f"t{i}", name, draw(st.booleans()), draw(st.sampled_from(Outcome)), "", draw(weights))
        for name in names
        for i in range(draw(st.integers(1, 5)))
    ]
    return drawn, checks


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
def test_bounds_and_sums(work: tuple[Exercise, list[Check]]) -> None:
    """No score leaves 0 to max, held included, and the parts always add up to the score."""
    drawn, checks = work

    result = grade(drawn, checks)

    for part in result.parts:
        assert 0 <= part.score <= part.max_score
        assert part.held >= 0
        assert total([part.score, part.held]) <= part.max_score
    assert result.score == total(part.score for part in result.parts) <= result.max_score
    assert result.max_score == drawn.max_score


@settings(max_examples=80, deadline=None)
@given(graded_work(), st.data())
def test_passing_more_never_costs(work: tuple[Exercise, list[Check]], data: st.DataObject) -> None:
    """A further check passed never lowers the score."""
    drawn, checks = work
    index = data.draw(st.integers(0, len(checks) - 1))
    better = [replace(c, outcome=P) if i == index else c for i, c in enumerate(checks)]

    result = grade(drawn, checks)

    assert grade(drawn, better).score >= result.score


@settings(max_examples=40, deadline=None)
@given(graded_work())
def test_all_passed_is_all_points(work: tuple[Exercise, list[Check]]) -> None:
    """Work that passes everything gets every point, whatever the weights; none gets none."""
    drawn, checks = work

    assert grade(drawn, [replace(c, outcome=P) for c in checks]).score == drawn.max_score
    assert grade(drawn, [replace(c, outcome=F) for c in checks]).score == 0


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


def test_with_checks_keeps_points() -> None:
    """Scoring a result again for other checks keeps the points of its parts."""
    first = grade(exercise(train=5.0), checks_of("train", N, P))

    again = with_checks(first, checks_of("train", P, P))

    assert (first.score, first.parts[0].held) == (2.5, 2.5)
    assert (again.score, again.parts[0].held) == (5.0, 0.0)


def test_visible_share() -> None:
    """The visible checks are counted, and the points that they decide."""
    checks = checks_of("a", P, F, visible=True) + checks_of("a", P, P) + checks_of("b", P)

    share = visible_share(grade(exercise(a=3.0, b=2.0), checks))

    assert (share.passed, share.checks, share.points) == (1, 2, 1.5)
