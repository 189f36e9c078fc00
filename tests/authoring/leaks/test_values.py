"""Tests of what gives a value away: which numbers, lists and strings tell, and where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from grader.authoring.leaks.values import (
    Free,
    Hidden,
    holds,
    holds_string,
    is_telling,
    is_telling_string,
    numbers,
    runs,
    told,
    written,
)


@pytest.mark.parametrize("text", ["14.5", "1,046", "-2.25", "0.26894", "1.67326"])
def test_numbers_of_three_digits_tell(text: str) -> None:
    """Three significant digits are not met by chance."""
    assert [each.is_telling for each in numbers(text)] == [True]


@pytest.mark.parametrize(
    "text",
    ["0.5", "1e-8", "0.01", "1500", "20_000", "193e5x", "256", "255", "0.125", "0.999",
     "3.14159", "2.718", "0.6931", "0.333", "W123", "float32"],
)  # fmt: skip
def test_others_do_not(text: str) -> None:
    """Round numbers, powers of two, well-known constants and names are everywhere."""
    assert not any(each.is_telling for each in numbers(text))


@pytest.mark.parametrize(
    "text",
    ["0.73105858", "0.731", "0.7311", "7.311e-01", "(0.73106)", "−0.731", "it is 0.731.",
     "$0.731$", "x=0.731,", "[1. 0.731]"],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    """Rounded, cut off, with an exponent, with another sign, in a formula."""
    value = np.array([0.7310585786300049])

    assert any(each.writes(value) and each.is_telling for each in numbers(text))


def test_a_negative_number_may_be_rounded_down() -> None:
    """As what a training reached is told: -1.3241 reads as -1.33. A positive one is cut off."""
    down, up = numbers("-1.33 1.33")

    assert down.writes(np.array([-1.3241]))
    assert not down.writes(np.array([-1.3199]))
    assert not up.writes(np.array([1.3241]))


@pytest.mark.parametrize("text", ["0.732", "0.729", "7.311", "0.73106", "0.73", "1.731"])
def test_other_numbers_are_no_ways_to_write_it(text: str) -> None:
    """Nor is one of two digits telling."""
    value = np.array([0.7310485])

    assert not any(each.writes(value) and each.is_telling for each in numbers(text))


@pytest.mark.parametrize(
    ("values", "tells"),
    [
        ([0.2, 0.5, 0.3], True), ([3, -2, 4, 1], True), ([-2000.0, 0, 900, 3000], True),
        ([11, 14, 9], True), ([1, 2, 3], False), ([0.1, 0.2, 0.3], False), ([2.5, 1.5], False),
        ([0, 1, 1, 0], False), ([4, 4, 3], False), ([0.5] * 4, False), ([np.nan] * 3, False),
    ],
)  # fmt: skip
def test_lists_tell_by_their_order(values: list[float], tells: bool) -> None:
    """Not where they count up, hold only 0 and 1, or a few small whole numbers."""
    assert is_telling(values) == tells


def test_a_list_is_found_in_a_text() -> None:
    """As Python, numpy, a table or a matrix shows it, whole or a telling piece of it."""
    values = np.array([0.2, -0.5, 3.0, 0.75])
    shown = ["[0.2, -0.5, 3.0, 0.75]", "[[ 0.2  -0.5 ]\n [ 3.    0.75]]", "| 0.2 | −0.5 | 3 |",
             r"0.2 & -0.5 \\ 3 & 0.75", "1, 0.2, -0.5, 3, 0.75, 9"]  # fmt: skip
    other = ["0.2, 0.5, 3.0, 0.75", "0.2 and -0.5 and 3 and 0.75", "0.2, 3.0, -0.5, 0.75"]

    assert [any(holds(run, values) for run in runs(text)) for text in shown] == [True] * 5
    assert [any(holds(run, values) for run in runs(text)) for text in other] == [False] * 3


def test_strings_tell_where_they_are_no_names() -> None:
    """A keyword belongs to the interface; a sentence does not."""
    assert is_telling_string("Row, row your boat")
    assert not any(map(is_telling_string, ["AND", "cross_entropy", "0.weight", "?!", " 42 "]))
    assert holds_string('a("one\\ttwo")', "one\ttwo")
    assert holds_string("row your\n  boat", "row your boat")
    assert not holds_string("row his boat", "row your boat")


def test_a_number_knows_where_it_stands() -> None:
    """Places are told by line."""
    assert [each.start for each in numbers("a 1.5\nb 2.5")] == [2, 8]
    assert written("1_046").value == 1046


LIST = Hidden(np.array([[0.25, 3.0], [0.75, 1.5]]), "suite:2")
HIDDEN = [Hidden(np.array([0.7310586]), "suite:1"), LIST, Hidden("the fat cat", "suite:3")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 0.731 of it", [("0.731", 6, "suite:1")]),
        ("[[0.25, 3],\n [0.75, 1.5]]", [("0.25, 3, 0.75, 1.5", 2, "suite:2")]),
        ("so the fat cat sat", [("'the fat cat'", 3, "suite:3")]),
        ("so the fat\ncat sat", [("'the fat cat'", 0, "suite:3")]),
        ("0.25 or 3 or 0.75, and a fat cat", []),
    ],
)
def test_what_is_told_comes_with_both_places(text: str, found: list[tuple[str, int, str]]) -> None:
    """Where the text says it, and where it is hidden."""
    assert list(told(text, HIDDEN, Free())) == found


@pytest.mark.parametrize(
    ("text", "hidden", "free"),
    [
        ("0.731", 0.7310586, Free([np.array([0.73101])])),
        ("of 1047 rows", 1047, Free(longest=2000)),
        ("0.25, 3, 0.75", [0.25, 3, 0.75], Free([np.array([0.25, 3, 0.75, 9])])),
        ("7, 11, 8, 13, 9", [7, 11, 8, 13, 9], Free(longest=13)),
    ],
)
def test_what_is_free_may_be_read(text: str, hidden: object, free: Free) -> None:
    """A number or a list that is shown elsewhere, and counts up to the longest length."""
    value = np.array(hidden)

    assert list(told(text, [Hidden(value)], Free()))
    assert list(told(text, [Hidden(value)], free)) == []


def test_the_first_place_of_a_value_is_told() -> None:
    """A value may be hidden in many."""
    twice = [Hidden(np.array([4711.0]), "first"), Hidden(np.array([4711.0]), "second")]

    assert [place for *_, place in told("4,711", twice, Free())] == ["first"]
