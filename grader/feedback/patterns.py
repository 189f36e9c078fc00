"""A wrong answer beside the right one → what their difference looks like, in one clause.

Hidden checks show it as well: it holds patterns, lengths and places, never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.expect import ATOL, RTOL, Mismatch, all_close, as_floats
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


def _pair_of(got: Any, expected: Any, call: Call | None) -> Pair | None:
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


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether two arrays agree, in shape and but for rounding."""
    return all_close(a, b, rtol=_RTOL, of_largest=_OF_LARGEST)


_Look = Callable[[Pair], str]


def pattern(got: Any, expected: Any, call: Call | None) -> str:
    """Return a difference's pattern: transposed, a factor, a sign, a summed axis and so on."""
    with np.errstate(all="ignore"):
        pair = _pair_of(got, expected, call)
        if pair is None:
            return _of_lists(got, expected)
        looks = _OF_VALUES if pair.got.shape == pair.right.shape else _OF_SHAPES
        return next((found for look in looks if (found := look(pair))), "")


def place(got: Any, expected: Any, call: Call | None) -> str:
    """Say where the difference lies: in one row or column alone, or where it is largest."""
    pair = _pair_of(got, expected, call)
    if pair is None or pair.got.shape != pair.right.shape or pair.got.size < 2:
        return ""
    with np.errstate(all="ignore"):
        off = ~np.isclose(pair.got, pair.right, rtol=RTOL, atol=ATOL)
        distance = np.where(off, np.abs(pair.got - pair.right), 0)
    if off.sum() > 1 and off.ndim > 1:
        for axis, places in enumerate(np.nonzero(off)):
            if len(set(places.tolist())) == 1 and off.shape[axis] > 1:
                line = ("row", "column")[axis] if off.ndim == 2 else f"axis {axis}, at place"
                return f"all values that are off are in {line} {places[0]}"
    if not off.any() or (off.all() and _close(distance, np.full_like(distance, distance.flat[0]))):
        return ""
    if off.sum() == 1:
        return f"only the value at {_index_of(distance)} is off"
    return f"the largest difference is at {_index_of(distance)}"


def _index_of(distance: np.ndarray) -> str:
    """Say where an array is largest: [row, column]."""
    where = np.unravel_index(int(np.nanargmax(distance)), distance.shape)
    return f"[{', '.join(str(int(each)) for each in where)}]"


def _of_lists(got: Any, expected: Any) -> str:
    """Compare lists of arrays of several shapes, such as one for each layer."""
    both = isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple))
    if not both or len(got) != len(expected) or len(got) < 2:
        return ""
    if all(map(_same, got, reversed(expected))):
        return "your list is reversed: its first entry belongs last"
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
    pair = _pair_of(got, expected, None)
    return pair is not None and _close(pair.got, pair.right)


def _transposed(pair: Pair) -> str:
    found = "your answer is transposed: its rows and columns are exchanged"
    return found if _close(pair.got.T, pair.right) else ""


# Answers of a wrong shape


def _only_shape(pair: Pair) -> str:
    if pair.got.size != pair.right.size:
        return ""
    same = _close(pair.got.reshape(pair.right.shape), pair.right)
    return "your values are right, only their shape is not" if same else ""


def _broadcast(pair: Pair) -> str:
    n = pair.got.shape[0] if pair.got.ndim == 2 else 0
    if n < 2 or pair.got.shape != (n, n) or pair.right.shape not in ((n,), (n, 1), (1, n)):
        return ""
    return f"an array of shape ({n},) met one of shape ({n}, 1), and they broadcast to ({n}, {n})"


_Reduction = tuple[str, str, Callable[..., Any]]
_REDUCTIONS: Sequence[_Reduction] = (("sum", "summed", np.sum), ("average", "averaged", np.mean))


def _reduced(pair: Pair) -> str:
    """An axis that belongs in the answer was summed or averaged away."""
    for _, done, reduce in _REDUCTIONS:
        for axis, length in enumerate(pair.right.shape):
            for keep in (False, True):
                if length > 1 and _close(pair.got, reduce(pair.right, axis=axis, keepdims=keep)):
                    return f"axis {axis} was {done} away; the answer should keep it"
        if _close(pair.got.reshape(-1), reduce(pair.right).reshape(-1)):
            return f"all values were {done} into one; the answer should keep each of them"
    return ""


def _not_reduced(pair: Pair) -> str:
    for word, _, reduce in _REDUCTIONS:
        for axis, length in enumerate(pair.got.shape):
            for keep in (False, True):
                if length > 1 and _close(reduce(pair.got, axis=axis, keepdims=keep), pair.right):
                    return f"{word} your answer over axis {axis}"
    return ""


_OF_SHAPES: Sequence[_Look] = (_transposed, _only_shape, _broadcast, _reduced, _not_reduced)


# Answers of the right shape


def _not_finite(pair: Pair) -> str:
    bad = ~np.isfinite(pair.got)
    if not bad.any() or not np.isfinite(pair.right).all():
        return ""
    first = f", the first of them at {_index_of(bad.astype(float))}" if bad.size > 1 else ""
    return f"{int(bad.sum())} of {bad.size} values are NaN or infinite{first}"


def _whole(pair: Pair) -> str:
    """Integers where fractions belong, or too large for their dtype."""
    if pair.dtype is None or pair.dtype.kind not in "iu":
        return ""
    right = pair.right
    if (right != np.round(right)).any():
        cut = any(np.array_equal(pair.got, cut(right)) for cut in (np.trunc, np.floor, np.round))
        found = f"your values are whole numbers ({pair.dtype}): the fractions were cut off"
        return found if cut else ""
    if not (np.abs(right) < 2**62).all():
        return ""
    wrapped = right.astype(np.int64).astype(pair.dtype)
    found = f"the numbers do not fit into {pair.dtype}, which overflowed: convert to float first"
    return found if np.array_equal(pair.got, wrapped) else ""


def _exchanged_labels(pair: Pair) -> str:
    labels = bool(np.isin(pair.right, (0, 1)).all()) and pair.right.size > 1
    exchanged = labels and _close(pair.got, 1 - pair.right)
    return "0 and 1 are exchanged in your answer" if exchanged else ""


def _factor(pair: Pair) -> str:
    if pair.may_be_chance:
        return ""
    if _close(pair.got, -pair.right):
        return "your answer is right except for its sign"
    if _close(pair.got, 2 * pair.right):
        return "each value is twice as large as it should be"
    if _close(pair.got, pair.right / 2):
        return "each value is half as large as it should be"
    for n in pair.lengths:
        length = f"and {n} is the length of an axis here: did you take the"
        if _close(pair.got, n * pair.right):
            return f"each value is {n} times too large, {length} sum in place of the mean?"
        if _close(pair.got, pair.right / n):
            return f"each value is {n} times too small, {length} mean in place of the sum?"
    return ""


def _sigmoid(pair: Pair) -> str:
    """A logit where its probability belongs, or a sigmoid of what is one already."""
    if _is_sigmoid_of(pair.right, pair.got):
        return "your values are logits: their sigmoid is the right answer"
    if _is_sigmoid_of(pair.got, pair.right):
        return "your answer is the sigmoid of the right one: you took it once too often"
    return ""


def _is_sigmoid_of(a: np.ndarray, z: np.ndarray) -> bool:
    """Return whether a = σ(z), where that says something: at 0 and far out many functions agree."""
    clear = (np.abs(z) > 0.01) & (np.abs(z) < 5)
    return bool(clear.any()) and _close(1 / (1 + np.exp(-z)), a)


def _spread(pair: Pair) -> str:
    """A sum or mean stands where several values belong."""
    for name, reduce in (("sum", np.sum), ("mean", np.mean)):
        for axis in (*range(pair.right.ndim), None):
            one = np.broadcast_to(reduce(pair.right, axis=axis, keepdims=True), pair.right.shape)
            if pair.right.size > 1 and _close(pair.got, one):
                along = "everywhere" if axis is None else f"along axis {axis}"
                return f"your values are the same {along}: the {name} of the right ones"
    return ""


def _order(pair: Pair) -> str:
    if not pair.is_varied:
        return ""
    for axis, length in enumerate(pair.right.shape):
        if length > 1 and _close(np.flip(pair.got, axis), pair.right):
            return f"your answer is right, but reversed along axis {axis}"
        if length > 2:
            got, right = np.moveaxis(pair.got, axis, 0), np.moveaxis(pair.right, axis, 0)
            shifted = {"next": (got[:-1], right[1:]), "previous": (got[1:], right[:-1])}
            for which, both in shifted.items():
                if _close(*both):
                    where = f"along axis {axis} each place holds"
                    return f"off by one: {where} what belongs in the {which} one"
    if _close(np.sort(pair.got, axis=None), np.sort(pair.right, axis=None)):
        return "the right values are all there, but in another order"
    return ""


def _offset(pair: Pair) -> str:
    distance = pair.got - pair.right
    varied = pair.got.size > 2 and np.ptp(pair.right) > 0
    same = varied and _close(distance, np.full_like(distance, distance.flat[0]))
    return "all values are off by the same amount" if same else ""


_OF_VALUES: Sequence[_Look] = (
    _not_finite, _whole, _exchanged_labels, _factor, _transposed, _sigmoid, _spread, _order,
    _offset,
)  # fmt: skip
