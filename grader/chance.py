"""What luck can do: bounds of a rate, and the chance that a right solution fails a gate.

In go counts and rules; out come probabilities. Nothing but arithmetic, no tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

CONFIDENCE = 0.95


def upper_bound(failures: int, runs: int, confidence: float = CONFIDENCE) -> float:
    r"""Give the exact (Clopper-Pearson) upper bound of a rate: ``failures`` of ``runs`` were seen.

    It is the rate p at which as few failures as were seen, or fewer, have the probability
    :math:`1 - \text{confidence}`.
    """
    if failures >= runs:
        return 1.0
    low, high = failures / runs, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        if at_most(failures, runs, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def at_most(failures: int, runs: int, rate: float) -> float:
    r"""Give the chance of at most ``failures``, each of ``runs`` failing with probability ``rate``.

    .. math:: \sum_{i=0}^{k} \binom{n}{i} p^i (1-p)^{n-i}
    """
    if rate <= 0 or failures >= runs:
        return 1.0
    if rate >= 1:
        return 0.0
    terms = (_exactly(i, runs, rate) for i in range(failures, -1, -1))
    return min(1.0, _sum_of_falling(terms) if failures <= rate * runs else math.fsum(terms))


def bad_luck(rate: float, seeds: int, need: int) -> float:
    """Give the chance that fewer than ``need`` of ``seeds`` succeed, each failing with ``rate``."""
    if need > seeds:
        return 1.0
    return at_most(need - 1, seeds, 1 - rate)


def _exactly(failures: int, runs: int, rate: float) -> float:
    ways = math.lgamma(runs + 1) - math.lgamma(failures + 1) - math.lgamma(runs - failures + 1)
    return math.exp(ways + failures * math.log(rate) + (runs - failures) * math.log1p(-rate))


def _sum_of_falling(terms: Iterable[float]) -> float:
    """Add terms that only fall, until they no longer count."""
    total = 0.0
    for term in terms:
        total += term
        if term <= 1e-17 * total:
            break
    return total
