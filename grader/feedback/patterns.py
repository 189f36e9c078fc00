"""A wrong answer beside the right one → what their difference looks like, in words.

In go both values and the call; out comes one clause, or nothing. Hidden checks tell it as well: it
holds patterns, lengths and places, never a value.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.feedback.comparison import close, index_of, pair_of
from grader.feedback.patterns_of_shape import of_shapes
from grader.feedback.patterns_of_value import of_values
from grader.sandbox.session import Call


def pattern(got: Any, expected: Any, call: Call | None) -> str:
    """Return a difference's pattern: transposed, a factor, a sign, a summed axis and so on."""
    with np.errstate(all="ignore"):
        pair = pair_of(got, expected, call)
        if pair is None:
            return _of_lists(got, expected)
        return (of_values if pair.got.shape == pair.right.shape else of_shapes)(pair)


def place(got: Any, expected: Any, call: Call | None) -> str:
    """Say where the difference lies: in one row or column alone, or where it is largest."""
    pair = pair_of(got, expected, call)
    if pair is None or pair.got.shape != pair.right.shape or pair.got.size < 2:
        return ""
    with np.errstate(all="ignore"):
        off = ~np.isclose(pair.got, pair.right, rtol=1e-4, atol=1e-5)
        distance = np.where(off, np.abs(pair.got - pair.right), 0)
    if off.sum() > 1 and pair.got.ndim > 1:
        for axis, places in enumerate(np.nonzero(off)):
            if len(set(places.tolist())) == 1 and off.shape[axis] > 1:
                return f"all values that are off are in {_line_of(axis, off.ndim, places[0])}"
    if not off.any():
        return ""
    if off.all() and close(distance, np.full_like(distance, distance.flat[0])):
        return ""
    only = "only the value" if off.sum() == 1 else "the largest difference is"
    tail = " is off" if off.sum() == 1 else ""
    return f"{only} at {index_of(distance)}{tail}"


def _line_of(axis: int, dimensions: int, number: int) -> str:
    if dimensions == 2:
        return f"{('row', 'column')[axis]} {number}"
    return f"place {number} of axis {axis}"


def _of_lists(got: Any, expected: Any) -> str:
    """Compare lists of arrays of several shapes, such as one for each layer."""
    both = isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple))
    if not both or len(got) != len(expected) or len(got) < 2:
        return ""
    if all(map(_same, got, reversed(expected))):
        return "your list is the wrong way round: its first entry belongs last"
    if all(map(_same, got[:-1], expected[1:])):
        return "off by one: each entry of your list is the one that belongs after it"
    if all(map(_same, got[1:], expected[:-1])):
        return "off by one: each entry of your list is the one that belongs before it"
    numbers = enumerate(map(_same, got, expected))
    wrong = next((number for number, same in numbers if not same), None)
    if wrong is None:
        return ""
    more = pattern(got[wrong], expected[wrong], None)
    return f"entry {wrong} of your list is the first that is off" + (f": {more}" if more else "")


def _same(got: Any, expected: Any) -> bool:
    pair = pair_of(got, expected, None)
    return pair is not None and close(pair.got, pair.right)
