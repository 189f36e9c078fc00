"""Tests of costs: each check's own seconds."""

from __future__ import annotations

from grader.authoring.audit.costs import check_costs
from grader.course.model import Course
from grader.sandbox.interface import Sandbox
from tests.support.fractions import RATIONALS, add_checks, hand_in, plan_of

SLOW = '''


@pytest.mark.part("add")
def test_slowly(student):
    """A slow one."""
    import time
    time.sleep(0.05)
'''


def test_a_slow_check_is_told_from_quick_ones(course: Course, lent_sandbox: Sandbox) -> None:
    """Every check that ran has its part and its median."""
    add_checks(course, SLOW)

    costs = check_costs(plan_of(course), hand_in(rationals=RATIONALS))

    seconds = {each.check: each.seconds for each in costs}
    slowest = max(seconds, key=lambda check: seconds[check])
    assert slowest == "hidden::test_slowly"
    assert seconds[slowest] > 0.05
    assert {each.exercise for each in costs} == {"rationals"}
    assert {each.part for each in costs} == {"greatest_common_divisor", "reduced", "add"}
    assert len(seconds) == len(costs) > 6
