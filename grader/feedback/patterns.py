"""A wrong answer beside the right one → what their difference looks like, in one clause.

Hidden checks show it as well: it holds patterns, lengths and places, never a value. Few values show
a pattern by chance, so nothing is said of them but facts; and a pattern that another answer of the
same part does not show is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.expect import ATOL, RTOL, Mismatch, all_close, as_floats
from grader.checks.size_limits import elements
from grader.feedback.performance import FEWEST_DISTINCT, Answer, flat, numbers
from grader.sandbox.session import Call

MOST_VALUES = 1_000_000
_RTOL, _OF_LARGEST = 1e-5, 1e-7
_MOST_ENTRIES, _MOST_DIGITS = 20, 7
_ONCE = "your function returns once, where several are asked for, one after the other"
_ALONE = "things came back, where one of them belongs alone"
_EXCHANGED = "the two that came back are exchanged: the first belongs second"
_BELONGS = "what belongs at place"
_AS_GIVEN = "is each number used as it is given, such as a learning rate?"


@dataclass(frozen=True)
class Pair:
    """The student's array and the right one, in float64, and what else shows a pattern."""

    got: np.ndarray
    right: np.ndarray
    dtype: np.dtype[Any] | None
    lengths: tuple[int, ...]
    starts: tuple[np.ndarray, ...]
    """The arguments of the right answer's shape, such as the weights before a step."""

    @property
    def is_varied(self) -> bool:
        """Whether the values are too many to show a pattern by chance: of two shapes, the more."""
        more = max(self.got, self.right, key=np.size) if self.is_of_two_shapes else self.right
        return len(np.unique(more)) >= FEWEST_DISTINCT

    @property
    def is_of_two_shapes(self) -> bool:
        """Whether the student's array has not the right one's shape."""
        return self.got.shape != self.right.shape


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
    given = list(_arguments(call))
    lengths = {*right.shape, *(n for each in given for n in np.shape(each))}
    alike = [each for each in given if np.shape(each) == right.shape]
    starts = tuple(floats for each in alike if (floats := numbers(each)) is not None)
    return Pair(array, right, _dtype(got), tuple(sorted(n for n in lengths if n > 2)), starts)


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
        if found := _misplaced(got, expected, call.answer if call is not None else None):
            return found
        pair = _pair_of(got, expected, call)
        return _of_lists(got, expected) if pair is None else next(_looks_of(pair), "")


def is_contradicted(said: str, answers: Iterable[Answer]) -> bool:
    """Return whether some answer, beside the right one, does not show the pattern that was said."""
    with np.errstate(all="ignore"):
        if said.endswith(_ALONE) or said.startswith((_EXCHANGED, _BELONGS)):
            found = {_unnumbered(_misplaced(*each)) for each in answers if _is_varied(each.right)}
            return not found <= {_unnumbered(said)}
        pairs = [_pair_of(each.got, each.right, None) for each in answers]
        varied = [each for each in pairs if each is not None and each.is_varied]
        return not all(_unnumbered(said) in map(_unnumbered, _looks_of(each)) for each in varied)


def _is_varied(right: Any) -> bool:
    """Return whether right values are enough to be known where they stand."""
    pair = _pair_of(right, right, None)
    return pair is not None and pair.is_varied


def _unnumbered(said: str) -> str:
    """Leave out lengths and places, which differ from call to call, and the guess at the cause."""
    return re.sub(r"\d+", "#", said).split(", and #")[0]


def _looks_of(pair: Pair) -> Iterator[str]:
    facts, looks = _FACTS, _OF_VALUES
    if pair.is_of_two_shapes:
        facts, looks = _FACTS_OF_SHAPES, _OF_SHAPES
    looks = (*facts, *(looks if pair.is_varied else ()))
    return (found for look in looks if (found := look(pair)))


def _misplaced(got: Any, expected: Any, whole: Any) -> str:
    """The right answer came back, but beside others, or at another's place."""
    if expected is None:
        first = isinstance(whole, (list, tuple)) and len(whole) > 1 and got is whole[0]
        return f"{_ONCE}: yield each of them" if first and hasattr(got, "ndim") else ""
    if isinstance(got, (list, tuple)):
        at = _place_of(expected, got)
        return f"{len(got)} {_ALONE}" if at >= 0 else ""
    if not isinstance(whole, (list, tuple)):
        return ""
    mine, at = next((n for n, e in enumerate(whole) if e is got), -1), _place_of(expected, whole)
    if mine < 0 or at < 0 or mine == at:
        return ""
    if len(whole) == 2:
        return _EXCHANGED
    guess = "is the list reversed" if mine + at == len(whole) - 1 else "is the list off by one"
    return f"{_BELONGS} {mine} of your answer stands at place {at}: {guess}?"


def _place_of(right: Any, answers: Sequence[Any]) -> int:
    """Return the place at which alone the right values came back, or -1."""
    pairs = [_pair_of(each, right, None) for each in answers[:_MOST_ENTRIES]]
    same = [n for n, p in enumerate(pairs) if p and p.is_varied and _close(p.got, p.right)]
    return same[0] if len(same) == 1 else -1


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
    if (distance == distance.max()).sum() > 1:
        return f"the first that is off is at {_index_of(off.astype(float))}"
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
    if len(np.unique(flat(expected))) < FEWEST_DISTINCT:
        return ""
    if all(map(_same, got, reversed(expected))):
        return "your list is reversed: its first entry belongs last"
    if all(map(_same, got[:-1], expected[1:])):
        return "off by one: each entry of your list is the one that belongs after it"
    if all(map(_same, got[1:], expected[:-1])):
        return "off by one: each entry of your list is the one that belongs before it"
    places = enumerate(map(_same, got, expected))
    wrong = next((place for place, same in places if not same), None)
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


_FACTS_OF_SHAPES: Sequence[_Look] = (_only_shape, _broadcast)
_OF_SHAPES: Sequence[_Look] = (_transposed, _reduced, _not_reduced)


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


def _bipolar(pair: Pair) -> str:
    """Classes -1 and 1, where 0 and 1 belong."""
    classes = pair.right.size > 1 and set(np.unique(pair.right)) == {0, 1}
    found = "your classes are -1 and 1, where 0 and 1 belong"
    return found if classes and set(np.unique(pair.got)) == {-1, 1} else ""


def _rounded(pair: Pair) -> str:
    for digits in range(_MOST_DIGITS):
        if np.array_equal(pair.got, np.round(pair.right, digits)):
            after = (
                f"{digits} decimals" if digits > 1 else ("1 decimal", "whole numbers")[not digits]
            )
            return f"your values are rounded to {after}: give them as they are"
    return ""


def _step(pair: Pair) -> str:
    """A step from an argument goes the wrong way, or is too long or too short by one factor."""
    for start in pair.starts:
        step, right = pair.got - start, pair.right - start
        if len(np.unique(right)) < FEWEST_DISTINCT:
            continue
        if _close(step, -right):
            return "the step goes the wrong way: is there a sign too many, or one missing?"
        if _is_multiple(step, right):
            return f"the step goes the right way, but its length is off by one factor: {_AS_GIVEN}"
    return ""


def _is_multiple(got: np.ndarray, right: np.ndarray) -> bool:
    """Return whether one positive factor makes all the right values those that came back."""
    factor = float(np.sum(got * right) / np.sum(right * right))
    return factor > 0 and abs(factor - 1) > _RTOL and _close(got, factor * right)


def _factor(pair: Pair) -> str:
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
    found = f"all values are too large or too small by one factor: {_AS_GIVEN}"
    return found if _is_multiple(pair.got, pair.right) else ""


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


_FACTS: Sequence[_Look] = (_not_finite, _bipolar)
_OF_VALUES: Sequence[_Look] = (
    _whole,
    _rounded,
    _step,
    _factor,
    _transposed,
    _sigmoid,
    _spread,
    _order,
    _offset,
)
