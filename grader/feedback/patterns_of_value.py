"""Values of the right shape that are wrong → what their difference looks like, in words.

In goes a `Pair` of one shape; out comes one clause, or nothing.
"""

from __future__ import annotations

import numpy as np

from grader.feedback.comparison import Pair, close, index_of
from grader.feedback.patterns_of_shape import transposed


def of_values(pair: Pair) -> str:
    """Return the first pattern that fits: cut off, a factor, a sign, transposed, another order."""
    return next((told for look in _LOOKS if (told := look(pair))), "")


def _not_finite(pair: Pair) -> str:
    bad = ~np.isfinite(pair.got)
    if not bad.any() or not np.isfinite(pair.right).all():
        return ""
    first = f", the first of them at {index_of(bad.astype(float))}" if bad.size > 1 else ""
    return f"{int(bad.sum())} of {bad.size} values are NaN or infinite{first}"


def _whole(pair: Pair) -> str:
    """Integers where fractions belong, or too large for their dtype."""
    if pair.dtype is None or pair.dtype.kind not in "iu":
        return ""
    right = pair.right
    if (right != np.round(right)).any():
        cut = any(np.array_equal(pair.got, cut(right)) for cut in (np.trunc, np.floor, np.round))
        told = f"your values are whole numbers ({pair.dtype}): the fractions were cut off"
        return told if cut else ""
    if not (np.abs(right) < 2**62).all():
        return ""
    wrapped = right.astype(np.int64).astype(pair.dtype)
    told = f"the numbers do not fit {pair.dtype} and ran over: convert to float first"
    return told if np.array_equal(pair.got, wrapped) else ""


def _factor(pair: Pair) -> str:
    if pair.may_be_chance:
        return ""
    if close(pair.got, -pair.right):
        return "your answer has the wrong sign, and is right but for that"
    if close(pair.got, 2 * pair.right):
        return "each value is twice as large as it should be"
    if close(pair.got, pair.right / 2):
        return "each value is half as large as it should be"
    for n in pair.lengths:
        if close(pair.got, n * pair.right):
            return (
                f"each value is {n} times too large, and {n} is a length here: a sum, not a mean?"
            )
        if close(pair.got, pair.right / n):
            return (
                f"each value is {n} times too small, and {n} is a length here: a mean, not a sum?"
            )
    return ""


def _exchanged_labels(pair: Pair) -> str:
    labels = bool(np.isin(pair.right, (0, 1)).all()) and pair.right.size > 1
    exchanged = labels and close(pair.got, 1 - pair.right)
    return "0 and 1 are exchanged in your answer" if exchanged else ""


def _sigmoid(pair: Pair) -> str:
    """A logit where its probability belongs, or a sigmoid of what is one already."""
    if _is_sigmoid_of(pair.right, pair.got):
        return "your values are logits: they are right once the sigmoid is taken of them"
    if _is_sigmoid_of(pair.got, pair.right):
        return "your answer is the sigmoid of what belongs there: it is taken once too often"
    return ""


def _is_sigmoid_of(a: np.ndarray, z: np.ndarray) -> bool:
    """Return whether a = σ(z), where that says something: at 0 and far out many functions agree."""
    telling = (np.abs(z) > 0.01) & (np.abs(z) < 5)
    return bool(telling.any()) and close(1 / (1 + np.exp(-z)), a)


def _offset(pair: Pair) -> str:
    distance = pair.got - pair.right
    varied = pair.got.size > 2 and np.ptp(pair.right) > 0
    same = varied and close(distance, np.full_like(distance, distance.flat[0]))
    return "all values are off by the same amount" if same else ""


def _spread(pair: Pair) -> str:
    """A sum or mean stands where several values belong."""
    for name, reduce in (("sum", np.sum), ("mean", np.mean)):
        for axis in (*range(pair.right.ndim), None):
            one = np.broadcast_to(reduce(pair.right, axis=axis, keepdims=True), pair.right.shape)
            if pair.right.size > 1 and close(pair.got, one):
                along = "everywhere" if axis is None else f"along axis {axis}"
                return f"your values are the same {along}: the {name} of those that belong there"
    return ""


def _order(pair: Pair) -> str:
    if not pair.is_varied:
        return ""
    for axis, length in enumerate(pair.right.shape):
        if length > 1 and close(np.flip(pair.got, axis), pair.right):
            return f"your answer is right, but the wrong way round along axis {axis}"
        for step, which in ((1, "next"), (-1, "previous")):
            if length > 2 and _is_shifted(pair, axis, step):
                return f"off by one: along axis {axis} each place holds what the {which} one should"
    if close(np.sort(pair.got, axis=None), np.sort(pair.right, axis=None)):
        return "the right values are all there, but in another order"
    return ""


def _is_shifted(pair: Pair, axis: int, step: int) -> bool:
    """Return whether got[i] is right[i + step], where there is one."""
    got, right = np.moveaxis(pair.got, axis, 0), np.moveaxis(pair.right, axis, 0)
    return close(got[:-1], right[1:]) if step > 0 else close(got[1:], right[:-1])


_LOOKS = (
    _not_finite, _whole, _exchanged_labels, _factor, transposed, _sigmoid, _spread, _order, _offset,
)  # fmt: skip
