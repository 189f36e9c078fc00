"""Tests of chance: bounds and bad luck, against values that can be worked out by hand."""

from __future__ import annotations

import math

import pytest

from grader.course.binomial import at_most, bad_luck, upper_bound


def test_no_failure_has_the_closed_bound():
    """Without a failure in n runs the bound solves (1 - p)^n = 0.05."""
    assert upper_bound(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60), rel=1e-9)


def test_bound_of_many_runs_is_exact():
    """25 failures of 10,000 have the bound that the beta distribution gives."""
    assert upper_bound(25, 10_000) == pytest.approx(0.003489876425959, rel=1e-8)


def test_bound_leaves_five_percent_below():
    """At the bound, as few failures as were seen happen in 5 % of all series."""
    assert at_most(7, 200, upper_bound(7, 200)) == pytest.approx(0.05, abs=1e-9)


def test_all_failed_bounds_nothing():
    """Where every run failed, the rate may be one."""
    assert upper_bound(5, 5) == 1.0


def test_at_most_adds_the_binomial():
    """Two fair coins: at most one head in three of four cases."""
    assert at_most(1, 2, 0.5) == pytest.approx(0.75)


@pytest.mark.parametrize(("rate", "chance"), [(0.0, 1.0), (1.0, 0.0)])
def test_certain_rates(rate, chance):
    """A rate of zero never fails, and a rate of one always."""
    assert at_most(1, 3, rate) == chance


def test_at_most_far_below_the_rate_is_tiny_and_never_wrong():
    """Underflow gives zero, not an endless sum."""
    assert at_most(10**6, 10**7, 0.9) == 0.0


def test_bad_luck_of_two_of_three():
    """Two of three fail with 3 p² (1 - p) + p³."""
    p = 0.0037

    assert bad_luck(p, seeds=3, need=2) == pytest.approx(3 * p**2 * (1 - p) + p**3)


def test_bad_luck_of_all_and_of_one():
    """All n needed: one failure is enough; one needed: all must fail."""
    assert bad_luck(0.1, 3, 3) == pytest.approx(1 - 0.9**3)
    assert bad_luck(0.1, 3, 1) == pytest.approx(0.1**3)


def test_more_needed_than_tried_always_fails():
    """Four of three seeds cannot succeed."""
    assert bad_luck(0.0, 3, 4) == 1.0


def test_exact_sum_when_most_fail():
    """Above the mean no term is dropped."""
    right = sum(math.comb(20, i) * 0.1**i * 0.9 ** (20 - i) for i in range(16))

    assert at_most(15, 20, 0.1) == pytest.approx(right)
