"""In which order a class is shown: students by name, exercises as the course has them.

Within each student, results stand in course order already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.judging import Result


def by_student(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Gather each student's results, students by name; their own order is kept."""
    gathered: dict[str, list[Result]] = {}
    for result in results:
        gathered.setdefault(result.student, []).append(result)
    return dict(sorted(gathered.items(), key=lambda pair: (pair[0].casefold(), pair[0])))


def exercises(results: Sequence[Result]) -> list[str]:
    """Return the exercises in course order: a student who has all of them shows it.

    An exercise stands nowhere later than in the course, so its latest place among all students
    is its place, whoever comes first.
    """
    latest: dict[str, int] = {}
    for own in by_student(results).values():
        for place, result in enumerate(own):
            latest[result.exercise] = max(place, latest.get(result.exercise, 0))
    return sorted(latest, key=lambda name: (latest[name], name))
