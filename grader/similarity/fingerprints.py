"""A Python source → its fragments: what stays of it when names, comments and spaces do not count.

copydetect takes the words apart (a name becomes V, whatever it is), and every run of `LENGTH`
characters of the rest is a fragment. Nothing is run or parsed: a broken source has fragments too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import MissingLibrary

LENGTH = 20
"""Characters of a fragment, a name being one: about a statement."""
LONGEST_SOURCE = 200_000
"""Characters of a source that are looked at."""


@dataclass(frozen=True)
class Fingerprint:
    """The fragments of a source: by their hash, the places where one begins.

    Places are counted in the source without names, comments and spaces; ``starts`` says of each
    such character where it stands in ``source``. Hashes mean something in this process alone.
    """

    source: str
    starts: npt.NDArray[np.int64]
    places: Mapping[int, Sequence[int]]

    def covered(self, fragments: Collection[int]) -> npt.NDArray[np.bool_]:
        """Return which of the characters that count lie in one of these fragments."""
        depth = np.zeros(len(self.starts) + 1, dtype=np.int64)
        for fragment in fragments:
            for place in self.places.get(fragment, ()):
                depth[place] += 1
                depth[place + LENGTH] -= 1
        return np.cumsum(depth[:-1]) > 0

    def lines(self, fragments: Collection[int]) -> frozenset[int]:
        """Return the lines of ``source``, from 1, that hold a word of these fragments."""
        letters = np.array(list(self.source))
        breaks = np.flatnonzero(letters == "\n")
        at = self.starts[self.covered(fragments)]
        words = at[letters[at] != "\n"]
        return frozenset((np.searchsorted(breaks, words) + 1).tolist())


def fingerprint(source: str) -> Fingerprint:
    """Return the fragments of a source. Raises `MissingLibrary` where copydetect is missing."""
    source = source[:LONGEST_SOURCE].replace("\r\n", "\n").replace("\r", "\n")
    source = source.strip("\n")  # as the lexer does
    utils = _copydetect()
    text, offsets = utils.filter_code(source, "work.py", "python")
    text = text.rstrip("\n")
    _, places = utils.get_document_fingerprints(text, LENGTH, 1)
    return Fingerprint(source, _starts(len(text), offsets, len(source)), places)


def _starts(length: int, offsets: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """Return where each character stood before others were left out.

    ``offsets`` are rows of a place, and how many characters are left out up to it and just behind
    it. copydetect 0.5 does not count on from a class's name; the maximum of what came before does.
    """
    left_out = np.zeros(length + 1, dtype=np.int64)
    for place, count in offsets:
        left_out[min(place + 1, length)] = max(left_out[min(place + 1, length)], count)
    return np.minimum(np.arange(length) + np.maximum.accumulate(left_out)[:length], most - 1)


@cache
def _copydetect() -> Any:
    try:
        from copydetect import utils
    except ImportError as error:
        raise MissingLibrary("grader similarity needs", ["copydetect"]) from error
    return utils
