"""A work as it was judged, and which of a student's works counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from grader.judging import Result, held, total
from grader.store.fingerprints import Key


@dataclass(frozen=True)
class Attempt:
    """A work as it was judged: from what, when, and what came of it.

    The result says whose it is, which attempt, and when it was handed in. It ``counts`` if it is
    the grade, and was ``since`` then, for the reason ``why``, if it ever was one. When a store of
    version 3 had it ``judged`` is not known. ``cpu_seconds`` are those that judging it cost, the
    student's processes and ours; None where an earlier grader kept none.
    """

    result: Result
    key: Key
    judged: datetime | None = None
    counts: bool = True
    since: datetime | None = field(default=None, compare=False)
    why: str = field(default="", compare=False)
    cpu_seconds: float | None = field(default=None, compare=False)


def lowers(new: Result, old: Result) -> bool:
    """Return whether ``new`` in the place of a grade would cost points, or points that are held."""
    before, now = ((each.score, total([each.score, held(each)])) for each in (old, new))
    return now[0] < before[0] or now[1] < before[1]
