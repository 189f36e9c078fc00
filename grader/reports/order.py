"""In which order a class is shown: students by name, exercises as the course has them.

Within each student, results stand in course order already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise

from grader.judging import Result


def by_student(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Gather each student's results, students by name; their own order is kept."""
    gathered: dict[str, list[Result]] = {}
    for result in results:
        gathered.setdefault(result.student, []).append(result)
    return dict(sorted(gathered.items(), key=lambda pair: (pair[0].casefold(), pair[0])))


def exercises(results: Sequence[Result]) -> list[str]:
    """Return the exercises in course order: a student who has all of them tells it.

    Where nobody has, each student tells a piece of it.
    """
    pieces: TopologicalSorter[str] = TopologicalSorter()
    for own in by_student(results).values():
        pieces.add(own[0].exercise)
        for result, following in pairwise(own):
            pieces.add(following.exercise, result.exercise)
    return list(pieces.static_order())
