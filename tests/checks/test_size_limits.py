"""Tests of bounded: how large a student's data is, before anything of ours works on it."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.expect import Mismatch, as_floats
from grader.checks.size_limits import MOST_ELEMENTS, bounded, elements, holds_text
from grader.feedback.performance import APART, nearness, performance
from grader.sandbox.session import Call

UNEVEN = ["x" * 3_000_000] + [""] * 100


@pytest.mark.parametrize(
    ("value", "fewest"),
    [
        (1.5, 1), ([1, 2, [3]], 3), ({"a": [1, 2]}, 2), (np.zeros((3, 4)), 12),
        (torch.zeros(3, 4), 12), ("x" * 50, 50), ([b"x" * 50], 50),
        (np.zeros((1_000_000, 0)), 1_000_000), (torch.zeros(0, 70), 70), ([[]] * 90, 90),
    ],
)  # fmt: skip
def test_a_size_is_that_of_what_it_may_become(value: Any, fewest: int) -> None:
    """Numbers, letters, and the sides of empty arrays, whose product may be full."""
    assert fewest <= elements(value) <= 2 * fewest + 2


def test_a_stand_in_is_not_asked_with_long_empty_sides() -> None:
    """(n, 0) @ (0,) has n numbers."""
    asked = bounded(lambda X, w: X @ w)

    with pytest.raises(ValueError, match="too many numbers"):
        asked(np.zeros((MOST_ELEMENTS + 1, 0)), np.zeros(0))


@pytest.mark.parametrize(
    "asked",
    [
        [np.zeros((700, 1, 1)), np.zeros((700, 1)), np.zeros(700)],
        [np.zeros((5000, 1)), np.zeros((1, 5000))],
        [[[[0.0]]] * 700, np.zeros((700, 1)), np.zeros(700)],
        [{"a": [np.zeros((1, 1))] * 700}, torch.zeros(700, 1), np.zeros(700)],
        [torch.zeros(1, 5000, 1), torch.zeros(1, 5000, 1)],
        [torch.zeros(40, 1, 1), torch.zeros(8000, 1), torch.zeros(8000, 1)],
        [[np.zeros((1, 1, 5000))], np.zeros(5000)],
    ],
)
def test_a_stand_in_is_not_asked_with_what_spreads_over_many_numbers(asked: list[Any]) -> None:
    """numpy would broadcast a few thousand numbers to gigabytes."""
    with pytest.raises(ValueError, match="for a stand-in"):
        bounded(lambda *_: None)(*asked)


def test_a_stand_in_is_asked_with_a_class_of_passengers() -> None:
    """Lists of weights, and a batch of some hundreds."""
    weights = [np.zeros((7, 32)), np.zeros((32, 1)), np.zeros(32)]
    handle = SimpleNamespace(far_ref=1, shape="a method")

    asked = bounded(lambda *_: "answered")

    assert asked(np.zeros((891, 7)), weights, torch.zeros(891, 1), handle) == "answered"


def test_a_stand_in_is_asked_with_sequences() -> None:
    """Queries, keys, values and a mask for samples and heads."""
    keys, mask = torch.zeros(4, 3, 9, 2), torch.ones(4, 1, 7, 9, dtype=torch.bool)

    assert bounded(lambda *_: "answered")(torch.zeros(4, 3, 7, 2), keys, keys, mask) == "answered"


def test_texts_in_lists_are_seen() -> None:
    """At any depth; numbers and texts alone are none."""
    assert holds_text([1, ["a"]]) and holds_text((b"",)) and holds_text("a")
    assert not holds_text([1, [2.0, None]])


def most_memory(work: Any) -> int:
    """Give the most bytes that ``work`` held."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_texts_of_uneven_length_are_not_padded() -> None:
    """numpy would make each as long as the longest: 1.2 GB of 3 MB."""

    def judge() -> None:
        with pytest.raises(Mismatch, match="no array of numbers"):
            as_floats(UNEVEN)
        theirs = performance([Call("f", (1,), {}, UNEVEN)], None)
        ours = performance([Call("f", (1,), {}, [1.0] * 101)], None)
        assert theirs is None or nearness(theirs, ours) == APART

    assert most_memory(judge) < 50_000_000
