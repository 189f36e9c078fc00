"""A wrong answer, the right one and the call → both as a `Pair` of arrays.

Nothing where they cannot be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.expect import Mismatch, all_close, as_floats
from grader.checks.size_limits import elements
from grader.sandbox.session import Call

MOST_VALUES = 1_000_000
_RTOL, _OF_LARGEST = 1e-5, 1e-7
_FEWEST_DISTINCT = 4  # fewer values are in another's place by chance


@dataclass(frozen=True)
class Pair:
    """The student's array and the right one, in float64, and what else shows a pattern."""

    got: np.ndarray
    right: np.ndarray
    dtype: np.dtype[Any] | None
    lengths: tuple[int, ...]

    @property
    def is_varied(self) -> bool:
        """Return whether the right values are too many to lie in each other's place by chance."""
        return len(np.unique(self.right)) >= _FEWEST_DISTINCT

    @property
    def may_be_chance(self) -> bool:
        """Return whether the right value is one whole number: it is a multiple of many."""
        return self.right.size == 1 and bool((self.right == np.round(self.right)).all())


def pair_of(got: Any, expected: Any, call: Call | None) -> Pair | None:
    """Return both as arrays; nothing for what is no numbers, empty, or too large to compare."""
    if expected is None or elements(got) > MOST_VALUES:  # of bytes, floats are eight times larger
        return None
    try:
        array, right = as_floats(got), as_floats(expected)
    except Mismatch:
        return None
    if not array.size or not 0 < right.size <= MOST_VALUES:
        return None
    lengths = {*right.shape, *(n for each in _arguments(call) for n in np.shape(each))}
    return Pair(array, right, _dtype(got), tuple(sorted(n for n in lengths if n > 2)))


def _arguments(call: Call | None) -> Iterator[Any]:
    values = [*call.args, *call.kwargs.values()] if call is not None else []
    for value in values:
        if type(getattr(value, "ndim", None)) is int:  # a handle has every attribute
            yield value
        elif isinstance(value, (list, tuple)):
            yield from (each for each in value if type(getattr(each, "ndim", None)) is int)


def _dtype(value: Any) -> np.dtype[Any] | None:
    """Return the dtype that the student's code made; none for a tensor of a kind of its own."""
    try:
        return np.dtype(str(getattr(value, "dtype", "") or np.asarray(value).dtype).split(".")[-1])
    except (TypeError, ValueError, RuntimeError):
        return None


def close(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether two arrays agree, in shape and but for rounding."""
    return all_close(a, b, rtol=_RTOL, of_largest=_OF_LARGEST)
