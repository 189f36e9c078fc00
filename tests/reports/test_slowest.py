"""Tests of the slowest works: which cost most, whose they are, and what is not known."""

from __future__ import annotations

from grader.reports.slowest import MOST, Cost, SlowWork, costs, slowest
from grader.store import Attempt, Key
from tests.reports.conftest import Make

KEY = Key("s", "c", "g")


def test_the_slowest_first_and_a_group_once() -> None:
    """A group's work was judged once: it is one row, with its members."""
    found = [
        Cost(1.5, "circles", "ada", "ada"), Cost(9.0, "circles", "cy", "Team 1"),
        Cost(9.0, "circles", "bo", "Team 1"), Cost(9.0, "circles", "dan", "dan"),
    ]  # fmt: skip

    assert slowest(found) == [
        SlowWork(9.0, "circles", ("bo", "cy")),
        SlowWork(9.0, "circles", ("dan",)),
        SlowWork(1.5, "circles", ("ada",)),
    ]


def test_ten_at_most() -> None:
    """The others are not listed."""
    found = [Cost(float(n), "circles", f"s{n}", f"s{n}") for n in range(MOST + 5)]

    assert [each.seconds for each in slowest(found)] == [14.0 - n for n in range(MOST)]


def test_what_counts_as_it_was_judged_last(make: Make) -> None:
    """Of another work, and of one that an earlier grader judged, nothing is said."""
    result = make(digest="b")
    other, last, before = (
        Attempt(make(digest=digest), KEY, cpu_seconds=seconds)
        for digest, seconds in (("a", 7.0), ("b", 2.0), ("b", 3.0))
    )

    assert [each.seconds for each in costs(result, [other, last, before])] == [2.0]
    assert list(costs(result, [other, Attempt(result, KEY)])) == []
