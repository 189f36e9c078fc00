"""A class's works for one exercise → pairs that are alike far beyond what the class is.

A fragment counts the more, the fewer works hold it: log2((n + 1) / works), of n works. It does not
count where the handout has it, or more than a tenth of the class. How alike two works are is the
weight of what they share over the weight of the one that has less (after the inverse document
frequency of Spärck Jones, 1972).
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import numpy as np
import numpy.typing as npt

from grader.similarity.fingerprints import fingerprint

COMMON_SHARE, COMMON_WORKS = 0.1, 3
"""A fragment that more of the class holds than both is how the exercise is written."""
LEAST_ALIKE = 0.5
LEAST_SHARED = 120
"""Fragments, about seven lines: below, two right works may well be the same."""
FENCE = 3.0
"""Interquartile ranges above the third quartile: Tukey's outer fence (1977)."""
MOST_STUDENTS = 1 / 3
"""Where more of the class is in such pairs, being alike tells nobody apart."""
SMALL_CLASS = 10
MOST_PAIRS = 100
_COLUMNS = 4096

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two works: how alike, from 0 to 1, and in which lines of each.

    ``older`` says that the second one is no student's of this class.
    """

    students: tuple[str, str]
    alike: float
    sources: tuple[str, str]
    lines: tuple[frozenset[int], frozenset[int]]
    older: bool


@dataclass(frozen=True)
class Similarity:
    """What an exercise's works have in common.

    ``nearest`` says of each student how alike the work is to the nearest other one of the class.
    ``limit`` is that above which ``pairs`` are listed, the most alike first, and ``left_out`` how
    many more there are. Where so many students are in one that it means nothing, ``too_many`` says
    how many, and none is listed.
    """

    exercise: str
    nearest: Mapping[str, float]
    limit: float
    pairs: tuple[Pair, ...]
    left_out: int = 0
    too_many: int = 0

    @property
    def usual(self) -> float | None:
        """How alike a work is to the nearest other one: the median, of two works or more."""
        return statistics.median(self.nearest.values()) if len(self.nearest) > 1 else None


def compare(
    exercise: str,
    works: Mapping[str, str],
    older: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
) -> Similarity:
    """Compare the sources of a class, by student, with each other and with ``older`` ones.

    ``given`` are the sources that the handout gave. Raises `MissingLibrary` without copydetect.
    """
    older = older or {}
    size, sources = len(works), [*works.values(), *older.values()]
    telling = _telling([set(fingerprint(each).places) for each in sources], size, given)
    weights, counts = _shared(telling)
    least = np.minimum.outer(np.diag(weights), np.diag(weights))
    scores = np.divide(weights, least, out=np.zeros_like(weights), where=least > 0)[:size]
    among = np.triu(scores[:, :size], 1)
    nearest = np.maximum(among, among.T).max(axis=1, initial=0)
    limit = _limit(among[np.triu_indices(size, 1)])
    far = np.argwhere((np.triu(scores, 1) >= limit) & (counts[:size] >= LEAST_SHARED)).tolist()
    far.sort(key=lambda pair: (-scores[*pair], -counts[*pair], pair))
    alike = len({each for pair in far for each in pair if each < size})
    too_many = alike if size >= SMALL_CLASS and alike > size * MOST_STUDENTS else 0
    names = [*works, *older]
    pairs = [
        Pair((names[i], names[j]), float(scores[i, j]), *_both(sources, telling, i, j), j >= size)
        for i, j in far[: 0 if too_many else MOST_PAIRS]
    ]
    left_out = 0 if too_many else len(far) - len(pairs)
    by_student = dict(zip(works, nearest.tolist(), strict=True))
    return Similarity(exercise, by_student, limit, tuple(pairs), left_out, too_many)


def _telling(
    fragments: Sequence[set[int]], size: int, given: Iterable[str]
) -> list[dict[int, float]]:
    """Return the weight of each work's fragments that tell something; ``size`` are the class's."""
    handed_out = {each for source in given for each in fingerprint(source).places}
    held = Counter(chain.from_iterable(fragments))
    of_class = Counter(chain.from_iterable(fragments[:size]))
    most = max(COMMON_WORKS, COMMON_SHARE * size)
    common = {each for each, count in of_class.items() if count > most} | handed_out
    works = len(fragments) + 1
    return [{each: math.log2(works / held[each]) for each in own - common} for own in fragments]


def _shared(telling: Sequence[Mapping[int, float]]) -> tuple[Numbers, Numbers]:
    """Return what all works share, each with each: the weight of fragments, and their number.

    Most fragments are in one work alone, and count in its own weight only: on the diagonal.
    """
    held = Counter(chain.from_iterable(telling))
    shared = (each for each, works in held.items() if works > 1)
    column = {each: place for place, each in enumerate(shared)}
    cells = [
        (row, column[each], math.sqrt(weight))
        for row, own in enumerate(telling)
        for each, weight in own.items()
        if each in column
    ]
    cells.sort(key=lambda cell: cell[1])
    weights, counts = (np.zeros((len(telling), len(telling)), dtype=np.float32) for _ in "wc")
    for _, some in groupby(cells, key=lambda cell: cell[1] // _COLUMNS):
        block = np.zeros((len(telling), _COLUMNS), dtype=np.float32)
        for row, place, root in some:
            block[row, place % _COLUMNS] = root
        weights += block @ block.T
        ones = (block > 0).astype(np.float32)
        counts += ones @ ones.T
    alone = [sum(own[each] for each in own.keys() - column.keys()) for own in telling]
    return weights + np.diag(np.array(alone, dtype=np.float32)), counts


def _limit(scores: Numbers) -> float:
    """Return how alike two works of this class must be to stand out."""
    if not scores.size:
        return LEAST_ALIKE
    low, high = map(float, np.quantile(scores, [0.25, 0.75]))
    return max(LEAST_ALIKE, min(1.0, high + FENCE * (high - low)))


def _both(
    sources: Sequence[str], telling: Sequence[Mapping[int, float]], first: int, second: int
) -> tuple[tuple[str, str], tuple[frozenset[int], frozenset[int]]]:
    """Return the sources of two works, and the lines of each that the other has too."""
    both = telling[first].keys() & telling[second].keys()
    one, other = fingerprint(sources[first]), fingerprint(sources[second])
    return (one.source, other.source), (one.lines(both), other.lines(both))
