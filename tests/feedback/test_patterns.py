"""Tests of patterns: what a wrong answer looks like, shown without a value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.remote import RemoteObject
from grader.feedback.patterns import MOST_VALUES, is_contradicted, pattern, place
from grader.feedback.performance import Answer
from grader.sandbox.session import Call
from grader.sandbox.wire import Ref

RNG = np.random.default_rng(7)
RIGHT = RNG.normal(size=(3, 4))
SQUARE = RNG.normal(size=(3, 3))
ROW = RNG.normal(size=5)
COLUMN = RNG.normal(size=(5, 1))
BYTES = np.array([300, 5, 260, 700])
STEEP = RNG.normal(size=(3, 4))
CALL = Call("f", (RNG.normal(size=(7, 2)), [RNG.normal(size=(11, 1))]), {"k": 3, "w": STEEP})


def test_a_factor_of_a_length() -> None:
    """7 and 11 are lengths of the arguments, 13 is not; 4 is a length of the answer."""
    for n in (4, 7, 11):
        assert pattern(n * RIGHT, RIGHT, CALL).startswith(f"each value is {n} times too large")
        assert pattern(RIGHT / n, RIGHT, CALL).startswith(f"each value is {n} times too small")
    for other in (pattern(13 * RIGHT, RIGHT, CALL), pattern(7 * RIGHT, RIGHT, None)):
        assert other.startswith(
            "all values are too large or too small by one factor: is each number"
        )


@pytest.mark.parametrize(
    ("got", "right", "told"),
    [
        (-RIGHT, RIGHT, "right except for its sign"),
        (2 * RIGHT, RIGHT, "twice as large"),
        (torch.tensor(RIGHT / 2), RIGHT, "half as large"),
        ((2 * RIGHT).astype(np.float32), RIGHT, "twice as large"),
        (SQUARE.T, SQUARE, "is transposed"),
        (RIGHT.T, RIGHT, "is transposed"),
        (ROW[:, None], ROW, "only their shape"),
        (RIGHT.reshape(2, 6), RIGHT, "only their shape"),
        (ROW + COLUMN, COLUMN, "an array of shape (5,) met one of shape (5, 1)"),
        (RIGHT.sum(axis=0), RIGHT, "axis 0 was summed away"),
        (RIGHT.mean(axis=1, keepdims=True), RIGHT, "axis 1 was averaged away"),
        (RIGHT.sum(), RIGHT, "all values were summed into one"),
        (RIGHT, RIGHT.sum(axis=1), "sum your answer over axis 1"),
        (RIGHT, RIGHT.mean(axis=0, keepdims=True), "average your answer over axis 0"),
        (np.full((3, 4), RIGHT.sum()), RIGHT, "the same everywhere: the sum"),
        (np.zeros((3, 4)) + RIGHT.mean(axis=0), RIGHT, "the same along axis 0: the mean"),
        (RIGHT[::-1], RIGHT, "reversed along axis 0"),
        (
            np.roll(RIGHT, -1, axis=1),
            RIGHT,
            "off by one: along axis 1 each place holds what belongs in the n",
        ),
        (
            np.roll(RIGHT, 1, axis=0),
            RIGHT,
            "off by one: along axis 0 each place holds what belongs in the p",
        ),
        (ROW[[2, 0, 1, 4, 3]], ROW, "in another order"),
        (RIGHT + 0.5, RIGHT, "off by the same amount"),
        (RIGHT.astype(int), RIGHT, "the fractions were cut off"),
        ((10 * RIGHT).astype(int).tolist(), 10 * RIGHT, "the fractions were cut off"),
        (BYTES.astype(np.uint8), BYTES, "do not fit into uint8"),
        (np.where(RIGHT > 1, np.nan, RIGHT), RIGHT, "NaN or infinite, the first of them at ["),
        (RIGHT, 1 / (1 + np.exp(-RIGHT)), "your values are logits"),
        (1 / (1 + np.exp(-RIGHT)), RIGHT, "the sigmoid of the right one"),
        (np.round(RIGHT, 4), RIGHT, "rounded to 4 decimals"),
        (np.round(RIGHT, 1), RIGHT, "rounded to 1 decimal:"),
        (np.round(10 * RIGHT), 10 * RIGHT, "rounded to whole numbers"),
        ([1, -1, -1], [1, 0, 0], "your classes are -1 and 1, where 0 and 1 belong"),
        (STEEP + RIGHT, STEEP - RIGHT, "the step goes the wrong way"),
        (STEEP - 0.01 * RIGHT, STEEP - 0.3 * RIGHT, "the step goes the right way, but its length"),
        (-0.01 * RIGHT, -0.3 * RIGHT, "too large or too small by one factor"),
    ],
)
def test_patterns(got: Any, right: Any, told: str) -> None:
    """Each pattern has its clause."""
    assert told in pattern(got, right, CALL)
    assert pattern(got, right, CALL)[0].islower() or pattern(got, right, CALL)[0].isdigit()


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (RIGHT + RNG.normal(size=(3, 4)), RIGHT),
        (RNG.normal(size=(4, 4)), RIGHT),
        (RNG.normal(size=(3, 3)), COLUMN),
        (2, 1),  # one number is the double of another by chance
        (2.5, 1.25),
        (-RIGHT[0, :3], RIGHT[0, :3]),  # and so are three
        ([0, 1, 1, 1, 0], [1, 0, 0, 0, 1]),
        (np.zeros(4), [0.0, 0, 0, 1]),  # the same everywhere, and the sum of none
        (np.full(5, 2.0), np.full(5, 0.880797078)),  # which many functions of 2 give
        (np.array([0.0, 1, 1]), np.array([0.0, 0, 1])),  # and few zeros and ones are in order
        (np.array([1, 7, 9, 11]), BYTES),
        (None, RIGHT),
        (RIGHT, None),
        ("text", RIGHT),
        (np.zeros((0, 3)), np.zeros((0, 4))),
        (RemoteObject(None, Ref(1, "Net")), RIGHT),  # type: ignore[arg-type]
        ([RIGHT], [RIGHT, ROW]),
        (np.array([[3.5]]), np.array([1.25])),
        (np.ones((MOST_VALUES // 8 + 1, 8), np.uint8), np.full(8, MOST_VALUES // 8 + 1.0)),
        (np.full(3, 5.0), np.full(3, 1.5)),
        (np.zeros(3), np.full(3, 0.5)),  # an answer that is not there yet is no logit
        (np.array([30.0, 40, -50]), np.array([1.0, 1, 0])),
    ],
)
def test_no_pattern(got: Any, right: Any) -> None:
    """Nothing is said where nothing is seen."""
    assert pattern(got, right, CALL) == ""


@pytest.mark.parametrize(
    ("answer", "place", "right", "told"),
    [
        ((RIGHT, SQUARE), None, RIGHT, "2 things came back, where one of them belongs alone"),
        ([RIGHT, RIGHT, ROW], None, ROW, "3 things came back, where one"),
        ((RIGHT, STEEP), 0, STEEP, "are exchanged: the first belongs second"),
        ((RIGHT, SQUARE, ROW), 0, ROW, "place 0 of your answer stands at place 2: is the list rev"),
        (
            (RIGHT, SQUARE, ROW),
            1,
            ROW,
            "at place 1 of your answer stands at place 2: is the list off",
        ),
        (
            (RIGHT, ROW),
            0,
            None,
            "returns once, where several are asked for, one after the other: y",
        ),
    ],
)
def test_what_came_back_beside_its_place(answer: Any, place: Any, right: Any, told: str) -> None:
    """A tutor looks first whether the right values are there at all."""
    got = answer if place is None else answer[place]

    assert told in pattern(got, right, Call("f", (), {}, answer))


def test_what_did_not_come_back_at_another_place() -> None:
    """Few values are there by chance, and so are those that are there twice."""
    for answer, right in (
        ((RIGHT, np.zeros(2)), np.zeros(2)),
        ((ROW, RIGHT, RIGHT), RIGHT),
        ((ROW, SQUARE), RIGHT),
        (None, RIGHT),
    ):
        got = answer[0] if answer else ROW
        assert pattern(got, right, Call("f", (), {}, answer)) == ""
    assert pattern((RIGHT, SQUARE), ROW, CALL) == ""
    assert pattern(3, None, Call("f", (), {}, (3, 4))) == ""


@pytest.mark.parametrize(
    ("answers", "contradicted"),
    [
        ([], False),
        ([(2 * RIGHT, RIGHT), (2 * ROW, ROW)], False),
        ([(2 * RIGHT, RIGHT), (ROW, ROW)], True),  # once it was right
        ([(2 * RIGHT, RIGHT), (3 * ROW, ROW)], True),
        ([(np.zeros(3), np.zeros(3)), (1.5, 1.5), (None, RIGHT), ("a", "a")], False),
    ],
)
def test_a_pattern_must_show_in_every_answer(answers: Any, contradicted: bool) -> None:
    """What one answer shows and another does not is chance; of few values nothing can be said."""
    said = "each value is twice as large as it should be"

    assert is_contradicted(said, [Answer(*each) for each in answers]) is contradicted


def test_what_came_beside_the_right_answer_must_come_each_time() -> None:
    """An answer with a cache is seen in calls of several shapes; one without it contradicts."""
    said = pattern((RIGHT, STEEP), RIGHT, None)

    assert said == "2 things came back, where one of them belongs alone"
    again = [Answer((ROW, COLUMN[:, 0]), ROW), Answer((ROW[:3], SQUARE[0]), ROW[:3])]
    assert not is_contradicted(said, again)
    assert is_contradicted(said, [Answer((RIGHT, STEEP), RIGHT), Answer(2 * ROW, ROW)])


def test_what_stands_at_anothers_place_must_stand_there_each_time() -> None:
    """Two that are exchanged once and not in another call were not exchanged by the part."""
    whole, other = (STEEP, RIGHT), (ROW, SQUARE)
    said = pattern(whole[0], RIGHT, Call("f", (), {}, whole))

    assert said == "the two that came back are exchanged: the first belongs second"
    assert not is_contradicted(said, [Answer(STEEP, RIGHT, whole), Answer(ROW, SQUARE, other)])
    few = np.ones((5, 1))  # which may stand anywhere
    assert not is_contradicted(said, [Answer(STEEP, few, (STEEP, few))])
    assert is_contradicted(said, [Answer(STEEP, RIGHT, whole), Answer(ROW, ROW, other)])
    assert is_contradicted(said, [Answer(STEEP, RIGHT, whole), Answer(2 * ROW, ROW, other)])


def test_the_length_in_a_pattern_may_be_another() -> None:
    """A sum in place of a mean is as many times too large as there are values."""
    said = pattern(4 * RIGHT, RIGHT, None)

    assert said.startswith("each value is 4 times too large, and 4 is")
    assert not is_contradicted(said, [Answer(5 * ROW, ROW)])


def test_lists_of_layers() -> None:
    """Arrays of several shapes: turned round, off by one either way, or wrong from one on."""
    layers = [RNG.normal(size=(n, 2)) for n in (3, 4, 5, 6)]

    assert "is reversed" in pattern(layers[::-1], layers, None)
    assert "belongs after it" in pattern([*layers[1:], ROW], [*layers[:-1], layers[3]][:4], None)
    assert "belongs before it" in pattern([ROW, *layers[:-1]], layers, None)
    told = pattern([layers[0], layers[1].T, ROW, ROW], layers, None)
    assert told.startswith("entry 1 of your list is the first that is off: your answer is tra")
    assert pattern(layers, layers, None) == ""


def test_where_the_difference_is() -> None:
    """One value, one row, one column, or the largest: a place alone."""
    one, row, column, all_ = (RIGHT.copy() for _ in range(4))
    one[1, 2] += 1
    row[2, 1:] += RNG.normal(size=3)
    column[:, 3] += RNG.normal(size=3)
    all_ += RNG.uniform(0.1, 1, size=(3, 4))
    all_[0, 1] += 50

    assert place(one, RIGHT, None) == "only the value at [1, 2] is off"
    assert place(row, RIGHT, None) == "all values that are off are in row 2"
    assert place(column, RIGHT, None) == "all values that are off are in column 3"
    assert place(all_, RIGHT, None) == "the largest difference is at [0, 1]"
    assert (
        place(column[None], RIGHT[None], None)
        == "all values that are off are in axis 2, at place 3"
    )
    labels = np.array([0.0, 1, 1, 0])
    assert place(1 - labels, [0, 1, 0, 1], None) == "the first that is off is at [0]"
    assert place(np.full((3, 4), 7.0), np.full((3, 4), 2.0), None) == ""  # as large everywhere
    assert [place(2.0, 1.0, None), place(RIGHT, SQUARE, None), place(RIGHT, RIGHT, None)] == [
        ""
    ] * 3


def test_no_value_is_told() -> None:
    """Of answers and right values like these, no digit is in any clause."""
    right = np.array([[424243.25, 776151.5, 31337.75]] * 3) * [[1], [2], [4]]
    for got in (2 * right, right.T, right + 1, right[::-1], right.sum(axis=0), right.astype(int)):
        told = pattern(got, right, Call("f", (right,), {})) + place(got, right, None)
        assert told
        assert not any(number in told for number in ("4242", "7761", "3133"))
