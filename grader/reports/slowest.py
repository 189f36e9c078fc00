"""Works as they were judged → those that cost most time: for the page of the class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.judging import Result

if TYPE_CHECKING:
    from grader.store import Attempt

MOST = 10


@dataclass(frozen=True)
class Cost:
    """What judging one work cost, in CPU seconds; ``kept_as`` names who handed it in."""

    seconds: float
    exercise: str
    student: str
    kept_as: str


@dataclass(frozen=True)
class SlowWork:
    """A work that cost much, and whose it is: of a group, all its members."""

    seconds: float
    exercise: str
    students: tuple[str, ...]


def costs(result: Result, attempts: Iterable[Attempt]) -> Iterator[Cost]:
    """Return what a grade's work cost when it was judged last, where that is kept."""
    for each in attempts:
        if each.result.digest == result.digest and each.cpu_seconds is not None:
            yield Cost(each.cpu_seconds, result.exercise, result.student, each.result.student)
            return


def slowest(found: Iterable[Cost]) -> list[SlowWork]:
    """Return the `MOST` works that cost most, the slowest first."""
    works: dict[tuple[float, str, str], list[str]] = {}
    for each in found:
        works.setdefault((each.seconds, each.exercise, each.kept_as), []).append(each.student)
    ranked = sorted(works, key=lambda work: (-work[0], *work[1:]))[:MOST]
    return [SlowWork(work[0], work[1], tuple(sorted(works[work]))) for work in ranked]
