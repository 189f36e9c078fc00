"""How much of a student's data our own functions are given: little, for what they do may square it.

In goes data that came over the border, or a function that is to take some; out comes its size, or
a function that refuses too much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import zip_longest

MOST_ELEMENTS = 24_000
MOST_TOGETHER = 16_000_000  # numbers of an array that all of the arguments could be spread over


def bounded(function: Callable[..., object]) -> Callable[..., object]:
    """Let the reference answer only small questions: they come from the student's code."""

    def answer(*args: object, **kwargs: object) -> object:
        if elements((args, kwargs)) > MOST_ELEMENTS:
            raise ValueError("too many numbers for a stand-in")
        values = [*args, *kwargs.values()]
        sides = _spread(map(_sides, values))
        turned = max(sides) if any(_axes(each) > 2 for each in values) else 1  # Q Kᵀ of such arrays
        if math.prod(sides) * turned > MOST_TOGETHER:
            raise ValueError("too many numbers for a stand-in, spread over each other's axes")
        return function(*args, **kwargs)

    return answer


def _sides(value: object) -> tuple[int, ...]:
    """Return the sides of the array that numpy may make of a value, the last one first."""
    if isinstance(value, dict):
        return _spread(map(_sides, value.values()))
    if isinstance(value, (list, tuple)):
        return (*_spread(map(_sides, value)), len(value))
    return _shape(value)[::-1]


def _axes(value: object) -> int:
    """Return how many axes an array has, or the array in plain data that has the most."""
    if isinstance(value, dict):
        return max(map(_axes, value.values()), default=0)
    if isinstance(value, (list, tuple)):
        return max(map(_axes, value), default=0)
    return len(_shape(value))


def _shape(value: object) -> tuple[int, ...]:
    return () if hasattr(value, "far_ref") else tuple(getattr(value, "shape", ()))


def _spread(shapes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the sides of what arrays of these shapes could be broadcast to."""
    return tuple(max(sides) for sides in zip_longest(*shapes, fillvalue=1))


def elements(value: object) -> int:
    """Count the numbers and letters in plain data, an array as its longest side at least.

    An object that stays on the far side is one, unasked.
    """
    if hasattr(value, "far_ref"):
        return 1
    if isinstance(value, (str, bytes)):
        return 1 + len(value)
    if isinstance(value, dict):
        return 1 + sum(map(elements, value.values()))
    if isinstance(value, (list, tuple)):
        return 1 + sum(map(elements, value))
    size = value.numel() if hasattr(value, "numel") else getattr(value, "size", 1)
    sides = getattr(value, "shape", ())  # an empty array may have a long one, and a product fill it
    return max(size, 1, *sides) if isinstance(size, int) else 1


def holds_text(value: object) -> bool:
    """Tell whether lists hold a text: numpy would pad all of them to the length of the longest."""
    if isinstance(value, (list, tuple)):
        return any(map(holds_text, value))
    return isinstance(value, (str, bytes))
