"""An answer of a wrong shape → what happened to it, in words.

In goes a `Pair` of two shapes; out comes one clause, or nothing.
"""

from __future__ import annotations

import numpy as np

from grader.feedback.comparison import Pair, close


def of_shapes(pair: Pair) -> str:
    """Return the first pattern that fits: transposed, stretched, an axis summed or still to be."""
    return next((told for look in _LOOKS if (told := look(pair))), "")


def transposed(pair: Pair) -> str:
    """Tell of rows and columns that are exchanged."""
    told = "your answer is right up to transposition: rows and columns are exchanged"
    return told if close(pair.got.T, pair.right) else ""


def _only_shape(pair: Pair) -> str:
    if pair.got.size != pair.right.size:
        return ""
    same = close(pair.got.reshape(pair.right.shape), pair.right)
    return "your values are right, and only their shape is not" if same else ""


def _broadcast(pair: Pair) -> str:
    n = pair.got.shape[0] if pair.got.ndim == 2 else 0
    if n < 2 or pair.got.shape != (n, n) or pair.right.shape not in ((n,), (n, 1), (1, n)):
        return ""
    return f"an array of shape ({n},) met one of ({n}, 1), and each was stretched over the other"


def _reduced(pair: Pair) -> str:
    """An axis that belongs in the answer was summed or averaged away."""
    for name, reduce in (("summed", np.sum), ("averaged", np.mean)):
        for axis, length in enumerate(pair.right.shape):
            for keep in (False, True):
                if length > 1 and close(pair.got, reduce(pair.right, axis=axis, keepdims=keep)):
                    return f"axis {axis} was {name}, and belongs in the answer"
        if close(pair.got.reshape(-1), reduce(pair.right).reshape(-1)):
            return f"all values were {name} into one, and each belongs in the answer"
    return ""


def _not_reduced(pair: Pair) -> str:
    for name, reduce in (("summed", np.sum), ("averaged", np.mean)):
        for axis, length in enumerate(pair.got.shape):
            for keep in (False, True):
                if length > 1 and close(reduce(pair.got, axis=axis, keepdims=keep), pair.right):
                    return f"axis {axis} of your answer is still to be {name}"
    return ""


_LOOKS = (transposed, _only_shape, _broadcast, _reduced, _not_reduced)
