"""Two states of a class's grades → what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from grader.judging import Result, Standing, held, total

Points = tuple[float, float]
"""A grade as it was reported: its score, and the points that are held."""


@dataclass(frozen=True)
class Change:
    """A grade that is not what it was."""

    student: str
    exercise: str
    before: Points
    after: Points

    @property
    def difference(self) -> float:
        """Points won, or below 0 points lost, hundredths of a point exactly."""
        return total([self.after[0], -self.before[0]])

    @property
    def lowers(self) -> bool:
        """Whether points are lost, or points that are held."""
        return self.difference < 0 or total(self.after) < total(self.before)


def reportable(results: Iterable[Result]) -> Iterator[Result]:
    """Return the results that are grades: what could not be graded has none."""
    for each in results:
        if each.standing is not Standing.NOT_GRADED or each.digest:
            yield each


def reported(results: Iterable[Result]) -> dict[tuple[str, str], Points]:
    """Return grades as they are reported."""
    return {(each.student, each.exercise): (each.score, held(each)) for each in reportable(results)}


def as_reported(now: Result, lowered: Change, last: Result | None) -> Result:
    """Return a grade as it was ``last`` reported, marked with what it would be ``now``.

    Where no more than the points are known of the last one, the others of now differ by them.
    """
    if last is None:
        adjustment = total([now.adjustment, -lowered.difference])
        waiting = [lowered.before[1], *(0.0 for _ in now.parts[1:])]
        parts = tuple(replace(p, held=h) for p, h in zip(now.parts, waiting, strict=False))
        last = replace(now, score=lowered.before[0], parts=parts, adjustment=adjustment)
    return replace(last, student=now.student, lower=lowered.after)


def changes(
    before: Mapping[tuple[str, str], Points], after: Mapping[tuple[str, str], Points]
) -> list[Change]:
    """Return the grades that are in both and differ, the largest difference first."""
    differing = [
        Change(*pair, before[pair], after[pair])
        for pair in before.keys() & after.keys()
        if before[pair] != after[pair]
    ]
    return sorted(differing, key=lambda c: (-abs(c.difference), c.student, c.exercise))


def in_words(found: Iterable[Change]) -> str:
    """Count them: ``41 grades: 38 up, 3 down``."""
    every = list(found)
    up, down = (sum(each.difference * way > 0 for each in every) for way in (1, -1))
    same = len(every) - up - down
    counts = [
        f"{count} {word}"
        for count, word in ((up, "up"), (down, "down"), (same, "other held points"))
        if count
    ]
    return f"{len(every)} {'grade' if len(every) == 1 else 'grades'}: {', '.join(counts)}"
