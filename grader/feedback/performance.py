"""What a part's code did in one check, and how near another code's doing is to it.

A check's calls and the error that it ended in become a `Performance`: plain data, and little of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from grader.checks.expect import Mismatch, all_close, as_floats
from grader.checks.size_limits import MOST_ELEMENTS, elements
from grader.sandbox.connection import StudentError
from grader.sandbox.session import Call

TIGHT, LOOSE = 1e-9, 1e-5  # float64 written in the same way; float32, or another order of sums
APART = float("inf")
FEWEST_DISTINCT = 4  # fewer values are alike, or in another's place, by chance
_MOST_KEPT = 10 * MOST_ELEMENTS  # numbers in all answers of a check: every check's are kept
_SHORTEST_SPECIFIC = 40  # letters: "list index out of range" shows no mistake in particular
FAR = object()  # an answer that stays on the far side


class Answer(NamedTuple):
    """What the student's part gave, the right answer, and all that came back with an entry."""

    got: Any
    right: Any
    whole: Any = None


@dataclass(frozen=True)
class Failure:
    """How a check failed: the words of its error, and the value that was wrong."""

    said: tuple[str, ...]
    got: Any = None

    @property
    def raised(self) -> bool:
        """Whether the student's code raised it: no answer shows what it would have been."""
        return self.said[0] != Mismatch.__name__


@dataclass(frozen=True)
class Performance:
    """The answers that a part gave in one check, in turn, and how it failed, if it did."""

    answers: tuple[tuple[str, Any], ...]
    failure: Failure | None = None

    @property
    def is_told_by_answers(self) -> bool:
        """Whether the answers show all that was wrong: none is missing, and none stays far."""
        if self.failure is None or self.failure.raised or not self.answers:
            return False
        return all(answer is not FAR for _, answer in self.answers)


def performance(calls: Sequence[Call], error: BaseException | None) -> Performance | None:
    """Return what was done, or None where it cannot be compared: a process ended, or too much."""
    answers = tuple((_without_kind(call.name), _near_side(call.answer)) for call in calls)
    if elements([answer for _, answer in answers]) > _MOST_KEPT:
        return None
    if isinstance(error, StudentError):
        return Performance(answers, Failure((error.kind, error.message)))
    if isinstance(error, Mismatch):
        got = _near_side(error.got)
        if elements(got) > MOST_ELEMENTS:
            return None
        return Performance(answers, Failure((Mismatch.__name__, error.problem), got))
    return Performance(answers) if error is None else None


def _without_kind(name: str) -> str:
    """Return a call's name without the class of the called object: a variant has its own."""
    _, brackets, method = name.partition("()")
    return brackets + method if brackets else name


def _near_side(value: Any) -> Any:
    return value if is_plain(value) else FAR


def fails_alike(mine: Failure | None, other: Failure | None) -> bool:
    """Return whether two failed in the same words and over the same value, or neither failed."""
    if mine is None or other is None:
        return mine is other
    return mine.said == other.said and alike(mine.got, other.got, LOOSE)


def nearness(mine: Performance, other: Performance) -> float:
    """Return the tolerance within which another gave all the answers that this one gave.

    Where this one's check failed, the other may have gone on.
    """
    went_on = len(other.answers) - len(mine.answers)
    if went_on < 0 or (went_on and mine.failure is None):
        return APART
    pairs = list(zip(mine.answers, other.answers, strict=False))
    if any(name != another for (name, _), (another, _) in pairs):
        return APART
    for tolerance in (TIGHT, LOOSE):
        if all(alike(answer, theirs, tolerance) for (_, answer), (_, theirs) in pairs):
            return tolerance
    return APART


def alike(theirs: Any, ours: Any, tolerance: float) -> bool:
    """Compare plain data in its whole structure, of arrays the values alone."""
    a, b = numbers(theirs), numbers(ours)
    if a is not None and b is not None:
        return all_close(a, b, rtol=tolerance, of_largest=tolerance, equal_nan=True)
    if isinstance(theirs, dict) and isinstance(ours, dict):
        same = theirs.keys() == ours.keys()
        return same and all(alike(theirs[key], ours[key], tolerance) for key in ours)
    if isinstance(theirs, (list, tuple)) and isinstance(ours, (list, tuple)):
        pairs = zip(theirs, ours, strict=False)
        return len(theirs) == len(ours) and all(alike(*pair, tolerance) for pair in pairs)
    if theirs is None or theirs is FAR:
        return theirs is ours
    return isinstance(theirs, (str, bytes)) and type(theirs) is type(ours) and theirs == ours


def numbers(value: Any) -> np.ndarray | None:
    """Return plain data as an array of floats, or None if it is not numeric."""
    if value is FAR:
        return None
    try:
        return as_floats(value)
    except Mismatch:
        return None


def flat(value: Any) -> np.ndarray:
    """Return all numbers in plain data in one row."""
    if isinstance(value, dict):
        value = list(value.values())
    array = numbers(value)
    if array is None and isinstance(value, (list, tuple)):
        return np.concatenate([np.zeros(0), *map(flat, value)])
    return np.zeros(0) if array is None else array.ravel()


def distinct(rows: Sequence[np.ndarray]) -> int:
    """Count the different numbers in some rows."""
    return len(np.unique(np.concatenate([np.zeros(0), *rows])))


def is_specific(failure: Failure) -> bool:
    """Return whether hardly another cause would have the same words, or the same wrong value."""
    if failure.raised:
        return len(failure.said[1]) >= _SHORTEST_SPECIFIC
    return distinct([flat(failure.got)]) >= FEWEST_DISTINCT


def is_plain(value: Any) -> bool:
    """Return whether nothing in a value asks the far side, or runs, when it is looked at."""
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return not (hasattr(value, "far_ref") or hasattr(value, "__next__") or callable(value))
