"""What misconceptions give on the visible checks' own inputs → the one that a student holds.

On a student's machine there is neither the reference nor a wrong variant of it: both would be the
answer. There are `RecordedMisconception`s instead: the visible checks that each one fails, and a
number made of all that it answers there. `grader check` makes the same of a student's answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from grader.feedback.performance import (
    FAR,
    FEWEST_DISTINCT,
    Performance,
    flat,
    is_specific,
    numbers,
)

MISCONCEPTIONS_FILE = ".grader-misconceptions.json"
_NEAR = 5e-5  # between two numbers: float32, or another order of sums


@dataclass(frozen=True)
class Trace:
    """What a misconception may be known by where a check failed.

    ``number`` stands for all answers and for what the check said of them; it is None where there is
    nothing to compare. ``values`` are the first few different ones that the answers hold, and
    ``specific`` says whether what was told, or wrong, shows this mistake without them.
    """

    number: float | None = None
    values: frozenset[float] = frozenset()
    specific: bool = False

    @classmethod
    def of(cls, done: Performance | None) -> Trace:
        """Make it of what a part did in a check that failed."""
        if done is None or done.failure is None:
            return cls()
        answers = [answer for _, answer in done.answers if answer is not FAR]
        got = None if done.failure.got is FAR else done.failure.got
        number = number_of([*done.failure.said, answers, got])
        if done.is_told_by_answers and got is not None:  # else the answers may be right
            values = np.unique(np.concatenate([np.zeros(0), *map(flat, answers)]))
            return cls(number, frozenset(values[:FEWEST_DISTINCT].tolist()))
        return cls(number, specific=is_specific(done.failure))


@dataclass(frozen=True)
class RecordedMisconception:
    """A misconception of a part: its sentence, and a number for each visible check it fails."""

    part: str
    sentence: str
    fails: Mapping[str, float | None]

    def explains(self, failed: Mapping[str, Trace], passed: AbstractSet[str]) -> bool:
        """Return whether work that holds it would fail and pass these checks of its part so."""
        wanted = {id for id in self.fails if id in failed or id in passed}
        return failed.keys() == wanted and all(
            _is_near(trace.number, self.fails[id]) for id, trace in failed.items()
        )


def name_recorded(
    recorded: Sequence[RecordedMisconception],
    failed: Mapping[str, Trace],
    passed: AbstractSet[str],
) -> str:
    """Return the sentence of the only misconception of a part that explains all its checks.

    There is none where the failed checks saw so little that it could be chance.
    """
    values = frozenset().union(*(each.values for each in failed.values()))
    if len(values) < FEWEST_DISTINCT and not any(each.specific for each in failed.values()):
        return ""
    fits = {each.sentence for each in recorded if each.explains(failed, passed)}
    return fits.pop() if len(fits) == 1 else ""


def read_recorded(folder: Path) -> dict[str, list[RecordedMisconception]]:
    """Return by exercise what a release recorded; nothing where its file is missing or broken."""
    try:
        return _SHAPE.validate_json((folder / MISCONCEPTIONS_FILE).read_bytes())
    except (OSError, ValueError):
        return {}


def recorded_text(recorded: Mapping[str, Sequence[RecordedMisconception]]) -> bytes:
    """Return what the file of a release holds."""
    return _SHAPE.dump_json({name: list(each) for name, each in recorded.items()}) + b"\n"


def number_of(value: Any) -> float:
    """Return a number that tells plain values apart, and from which they cannot be read.

    It is a sum of all values, each times a factor that is drawn by their structure: close values
    have close numbers, even where one array is a thousand times larger than another.
    """
    structure, arrays = _taken_apart(value)
    draw = np.random.RandomState(zlib.crc32(structure.encode("utf-8", "replace")))
    number = float(draw.normal(scale=10))
    for array in arrays:
        size = float(np.abs(array).max(initial=0)) or 1.0
        number += float(draw.normal(size=array.size) @ (array / size))
        number += float(draw.normal() * np.log2(size))
    return round(number, 9)


def _taken_apart(value: Any) -> tuple[str, list[np.ndarray]]:
    """Return a plain value as a text without its finite numbers, and these, flat."""
    array = None if hasattr(value, "far_ref") else numbers(value)
    if array is not None:
        flat = array.ravel()
        odd = [(int(place), str(flat[place])) for place in np.flatnonzero(~np.isfinite(flat))]
        return f"{array.shape}{odd}", [np.nan_to_num(flat, posinf=0, neginf=0)]
    if isinstance(value, dict):
        value = [each for pair in value.items() for each in pair]
    if not isinstance(value, (list, tuple)):
        return repr(value), []
    inner = [_taken_apart(each) for each in value]
    return f"[{', '.join(text for text, _ in inner)}]", [a for _, arrays in inner for a in arrays]


def _is_near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _NEAR


_SHAPE = TypeAdapter(dict[str, list[RecordedMisconception]])
