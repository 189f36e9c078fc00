"""Tests of costs: each check's own seconds."""

from __future__ import annotations

import pytest

from grader.authoring.audit import costs
from grader.authoring.audit.costs import check_costs
from grader.course.model import Course
from grader.sandbox.interface import Sandbox
from tests.support.fractions import RATIONALS, add_checks, hand_in, plan_of

SLOW = '''


@pytest.mark.part("add")
def test_slowly(student):
    """A slow one."""
    from grader.authoring.audit import costs
    costs.time.go_on(0.05)
'''


class Clock:
    """A clock that goes on by a thousandth whenever it is read, and when a check says so."""

    now = 0.0

    def perf_counter(self) -> float:
        """Read the clock."""
        self.go_on(0.001)
        return self.now

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def test_a_slow_check_is_told_from_quick_ones(
    course: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every check that ran has its part and its median."""
    add_checks(course, SLOW)
    monkeypatch.setattr(costs, "time", Clock())

    found = check_costs(plan_of(course), hand_in(rationals=RATIONALS))

    seconds = {each.check: each.seconds for each in found}
    slowest = max(seconds, key=lambda check: seconds[check])
    assert slowest == "hidden::test_slowly"
    assert seconds.pop(slowest) == pytest.approx(0.051)
    assert [*seconds.values()] == pytest.approx([0.001] * len(seconds))
    assert {each.exercise for each in found} == {"rationals"}
    assert {each.part for each in found} == {"greatest_common_divisor", "reduced", "add"}
    assert len(seconds) + 1 == len(found) > 6
