"""What luck can do: bounds of a rate, and the chance that a right solution fails a gate.

scipy is imported only where it is needed: a student's course.yml has no gates.
"""

from __future__ import annotations

CONFIDENCE = 0.95
MOST_BAD_LUCK = 1e-4
"""A right solution's chance of failing by bad luck stays under this, over a whole exercise."""


def upper_bound(failures: int, runs: int, confidence: float = CONFIDENCE) -> float:
    r"""Return the exact upper bound of a rate of which ``failures`` in ``runs`` were seen.

    It is the rate p at which as few failures as were seen, or fewer, have the probability
    :math:`1 - \text{confidence}` (Clopper and Pearson, Biometrika 26, 1934).
    """
    from scipy import special

    if failures >= runs:
        return 1.0
    return float(special.betaincinv(failures + 1, runs - failures, confidence))


def at_most(failures: int, runs: int, rate: float) -> float:
    r"""Return the chance of ``failures`` or fewer in ``runs`` that each fail at this ``rate``.

    .. math:: \sum_{i=0}^{k} \binom{n}{i} p^i (1-p)^{n-i}
    """
    from scipy import special

    return float(special.bdtr(min(failures, runs), runs, min(max(rate, 0.0), 1.0)))


def bad_luck(rate: float, seeds: int, need: int) -> float:
    """Return the chance that fewer than ``need`` of ``seeds`` succeed; each fails with ``rate``."""
    return 1.0 if need > seeds else at_most(need - 1, seeds, 1 - rate)
