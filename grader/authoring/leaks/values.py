"""What gives a hidden value away: telling numbers, sequences and strings, and texts that hold them.

In go hidden values and a text that students read; out comes which of them the text writes, in any
usual way. A number tells nothing where it has fewer than three significant digits, or where
everybody knows it: a power of two, 0.999, π.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

DIGITS = 3  # significant ones; fewer are met by chance
FEWEST, MOST = 3, 64  # numbers of a sequence
LARGEST = 1e300
_FEWEST_LETTERS = 6
_HALF = 0.5 + 1e-9

_NUMBER = re.compile(
    r"""
    (?<![\w.]) [-+−]?
    (?: \d{1,3} (?:,\d{3})+ (?!\d) | \d[\d_]* (?:\.\d*)? | \.\d+ )   # 1,046 or 1_046 or 1046.5
    (?:[eE][-+]?\d{1,2})? (?!\w|\.\d)
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[\s\[\](){},;|&\\]*")  # what may stand between two numbers of a list
_WORD = re.compile(r"[\w.-]+")
_KNOWN = np.array([
    math.pi, math.tau, math.pi / 2, math.e, math.log(2), math.log(10), 1 / 3, 2 / 3,
    math.sqrt(2), math.sqrt(0.5), math.sqrt(3), math.sqrt(math.tau), (1 + math.sqrt(5)) / 2,
])  # fmt: skip


class Hidden(NamedTuple):
    """A number, numbers in their order, or a string, that no student may read; and its place."""

    value: np.ndarray | str
    place: str = ""


class Free(NamedTuple):
    """What may be read: numbers, alone and in their lists, and counts up to the longest length."""

    values: Sequence[np.ndarray] = ()
    longest: int = -1


class Written(NamedTuple):
    """A number as a text writes it; one more in its last digit is ``step`` more."""

    text: str
    value: float
    digits: int
    step: float
    start: int

    @property
    def is_telling(self) -> bool:
        """Return whether it has digits enough, and is not known to everybody."""
        nines = abs(self.value) < 1 and _digits(1 - abs(Decimal(repr(self.value)))) == "1"
        known = nines or _of_two(self.value) or self.writes(_KNOWN)
        return self.digits >= DIGITS and not known

    def is_count(self, longest: int) -> bool:
        """Return whether it may be a count or a length of what is so long."""
        return 0 <= self.value <= longest and self.value == round(self.value)

    def writes(self, values: np.ndarray) -> bool:
        """Return whether one of the values is this number, but for sign and rounding.

        It may be rounded to the nearest, cut off, or, if it is negative, rounded down.
        """
        beyond = np.abs(values) - abs(self.value)
        least = -self.step if self.value < 0 else -self.step * _HALF
        return bool(((beyond >= least) & (beyond < self.step)).any())


def _of_two(value: float) -> bool:
    """Tell a power of two, and the whole number before one."""
    sizes = (abs(value), abs(value) + 1 if value == round(value) else 0.0)
    return any(math.frexp(size)[0] == 0.5 for size in sizes)


def _digits(number: Decimal) -> str:
    """Return the significant digits, without zeros at either end; none for 0."""
    return "".join(map(str, number.as_tuple().digits)).strip("0")


def written(text: str, start: int = 0) -> Written:
    """Read one number."""
    number = Decimal(re.sub("[,_]", "", text.replace("−", "-")))
    step = 10.0 ** int(number.as_tuple().exponent)
    return Written(text, float(number), len(_digits(number)), step, start)


def numbers(text: str) -> list[Written]:
    """Return the numbers that a text writes, in order."""
    found = (written(match[0], match.start()) for match in _NUMBER.finditer(text))
    return [number for number in found if abs(number.value) < LARGEST]


def runs(text: str) -> list[list[Written]]:
    """Return the lists of numbers in a text: three or more, with only commas between them."""
    found: list[list[Written]] = []
    end = 0
    for number in numbers(text):
        if found and _BETWEEN.fullmatch(text, end, number.start):
            found[-1].append(number)
        else:
            found.append([number])
        end = number.start + len(number.text)
    return [run for run in found if len(run) >= FEWEST]


def is_telling(values: Sequence[float]) -> bool:
    """Return whether numbers in this order are met by intention only; whole ones say less."""
    if len(values) < FEWEST or len(values) > MOST or not np.isfinite(values).all():
        return False
    steps = np.diff(values)
    if np.allclose(steps, steps[0]):  # such as 1, 2, 3
        return False
    digits = [_digits(Decimal(repr(float(value)))) for value in values if abs(value) != 1]
    said = sum(map(len, digits))
    plain = all(value == round(value) and value >= 0 for value in values)
    return said >= (FEWEST + 2 if plain else FEWEST)


def holds(run: Sequence[Written], values: np.ndarray) -> bool:
    """Return whether a run writes these values in their order, or is a telling piece of them."""
    wrote = np.array([number.value for number in run])
    about = np.array([number.step for number in run]) * _HALF
    length = min(len(run), len(values))
    if length < FEWEST:
        return False
    said = wrote if len(values) > len(run) else values
    window = np.lib.stride_tricks.sliding_window_view
    wrote, about, values = (window(each, length) for each in (wrote, about, values))
    found = (np.abs(wrote - values) <= about).all(axis=1).any()
    return bool(found) and is_telling(said.tolist())


def told(text: str, hidden: Sequence[Hidden], free: Free) -> Iterator[tuple[str, int, str]]:
    """Return what a text gives away, where in the text, and the hidden value's place."""
    values = [(value.ravel(), place) for value, place in hidden if not isinstance(value, str)]
    every, known = _joined([value for value, _ in values]), _joined(free.values)
    for number in numbers(text):
        is_free = number.is_count(free.longest) or number.writes(known)
        if number.is_telling and not is_free and number.writes(every):
            place = next(place for value, place in values if number.writes(value))
            yield number.text, number.start, place
    for run in runs(text):
        counts = all(number.is_count(free.longest) for number in run)
        if not counts and not any(holds(run, value.ravel()) for value in free.values):
            places = [place for value, place in values if holds(run, value)]
            for place in places[:1]:
                yield ", ".join(number.text for number in run), run[0].start, place
    for string, place in hidden:
        if isinstance(string, str) and is_telling_string(string) and holds_string(text, string):
            yield repr(string), max(0, text.find(string)), place


def _joined(values: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([[], *(value.ravel() for value in values)])


def is_telling_string(text: str) -> bool:
    """Tell a text from a word of an interface, such as the name of an option or a parameter."""
    return len(text.strip()) >= _FEWEST_LETTERS and not _WORD.fullmatch(text.strip())


def holds_string(text: str, string: str) -> bool:
    """Return whether a text holds a string, as it is or as Python writes it."""
    return " ".join(string.split()) in " ".join(text.split()) or repr(string)[1:-1] in text
