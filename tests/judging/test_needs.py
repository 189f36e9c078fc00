"""Tests of what checks say together: a part that builds on a wrong one sends there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grader.course.model import Course, Exercise
from grader.feedback import Explanation, is_of_needs
from grader.judging.needs import all_needs, fold
from grader.judging.results import Check, Outcome

WHY = Explanation("3 values are off", pattern="the sign is turned", got="[1]")


@pytest.fixture
def rationals(pristine: Course) -> Exercise:
    """An exercise whose second part needs the first, and the third the second."""
    return pristine.exercise("rationals")


def checks(*parts: str, outcome: Outcome = Outcome.FAILED) -> list[Check]:
    """Give a check of each part, which failed."""
    return [Check(f"visible::{name}", name, True, outcome, WHY) for name in parts]


def told(found: Sequence[Check]) -> list[str]:
    """Give what each check says."""
    return [check.explanation.problem if check.explanation else "" for check in found]


GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"
USED = [f"x = {GCD}(3, 4)", f"y = map({REDUCED}, [])"]
FIRST = f"builds on `{GCD}`, above: fix that first"


def test_needs_of_needs(rationals: Exercise) -> None:
    """What a part builds on, however far down."""
    assert [all_needs(rationals, name) for name in (GCD, REDUCED, ADD)] == [
        set(), {GCD}, {GCD, REDUCED},
    ]  # fmt: skip


def test_what_builds_on_a_wrong_part_sends_to_it(rationals: Exercise) -> None:
    """To the first in a chain: what comes between may be right."""
    found = fold(rationals, checks(GCD, REDUCED, ADD), own=(), sources=USED)

    assert told(found) == ["3 values are off", FIRST, FIRST]
    assert [is_of_needs(each.explanation) for each in found if each.explanation] == [
        False, True, True,
    ]  # fmt: skip
    assert [each.outcome for each in found] == [Outcome.FAILED] * 3


def test_a_mistake_of_ones_own_is_told(rationals: Exercise) -> None:
    """And what builds on both has both to wait for."""
    found = fold(rationals, checks(GCD, REDUCED, ADD), own={f"visible::{REDUCED}"}, sources=USED)

    both = f"builds on `{GCD}` and `{REDUCED}`, above: fix them first"
    assert told(found) == ["3 values are off", "3 values are off", both]


def test_what_needs_nothing_wrong_says_its_own(rationals: Exercise) -> None:
    """A need that passed, or that waits for a GPU, is no excuse."""
    for outcome in (Outcome.PASSED, Outcome.NOT_JUDGED):
        given = [*checks(GCD, outcome=outcome), *checks(REDUCED)]

        assert fold(rationals, given, own=(), sources=USED) == given


@pytest.mark.parametrize(
    ("source", "is_sent"),
    [
        (f"def f():\n    return {GCD}(3, 4)", True),
        (f"def f(): return {GCD}(3, 4)", True),
        (f"def {GCD}(p, q):\n    return 1", False),
        (f"    >>> {GCD}(3, 4)\n    # {GCD}", False),
        (f"x = math.{GCD}(3, 4)\ny = my_{GCD}(1)", False),
        ("import math", False),
    ],
)
def test_nobody_is_sent_to_what_they_do_not_use(
    rationals: Exercise, source: str, is_sent: bool
) -> None:
    """A part may be done without another that it could build on: then its mistake is its own."""
    found = fold(rationals, checks(GCD, REDUCED), own=(), sources=["import os", source])

    assert told(found)[1] == (FIRST if is_sent else "3 values are off")
