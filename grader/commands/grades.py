"""`grader grades`: the class over the whole term, as the gradebook has it; nothing is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.errors import UnknownName
from grader.feedback import one_line
from grader.gradebook import Points, reported
from grader.judging import Result, Standing
from grader.reports import class_table
from grader.store import Kind, in_force

_QUIET = (Standing.JUDGED, Standing.EXCUSED)
"""Standings of which nothing need be done."""


@dataclass(frozen=True)
class ClassGrades:
    """A class's grades, and which of them no export has as they are."""

    results: tuple[Result, ...]
    environment: Mapping[str, str]
    new: tuple[Result, ...] | None = None


def class_grades(
    course: Course, out: Path, students: Sequence[str] = (), exercises: Sequence[str] = ()
) -> ClassGrades:
    """Return the grades of these students and exercises, or of all.

    Raises `UnknownName` for others.
    """
    wanted = {course.exercise(each).name for each in exercises}
    with results_at(out) as store:
        book = Gradebook(store, course)
        results, journal, environment = book.agreed(), book.journal(), store.environment()
    known = {each.student for each in results}
    for student in students:
        if student not in known:
            raise UnknownName("student", student, sorted(known))
    mine = [
        each
        for each in results
        if (not students or each.student in students) and (not wanted or each.exercise in wanted)
    ]
    exports = [each for each in in_force(journal) if each.kind is Kind.EXPORT]
    new = None
    if exports:
        rows = (row for each in exports for row in each.value)  # of one grade the last export's
        last = {(who, what): (score, kept) for who, what, score, kept in rows}
        new = tuple(_since(mine, last))
    return ClassGrades(tuple(mine), environment, new)


def _since(
    results: Sequence[Result], exported: Mapping[tuple[str, str], Points]
) -> Iterator[Result]:
    grades = reported(results)
    for each in results:
        pair = each.student, each.exercise
        points, before = grades.get(pair), exported.get(pair)
        if points != before and (before is not None or each.digest):
            yield each


def shown(found: ClassGrades, *, terminal: bool) -> Iterator[RenderableType]:
    """Draw the class, then what is missing, and what is new since the last export."""
    if terminal:
        yield class_table.ClassTable(found.results, found.environment)
    else:
        yield Text(class_table.render(found.results, found.environment))
    counts = Counter(each.standing for each in found.results)
    yield Text(", ".join(f"{count} {standing}" for standing, count in counts.most_common()))
    missing: dict[str, list[str]] = {}
    for each in found.results:
        if each.standing not in _QUIET:
            missing.setdefault(each.student, []).append(f"{each.exercise} {each.standing}")
    for student, said in missing.items():
        yield Text(f"{one_line(student)}: {', '.join(said)}")
    if found.new is not None:
        yield Text(f"new since the last export: {len(found.new)}", "bold")
        for each in found.new:
            yield Text(f"  {one_line(each.student)}, {each.exercise}: {each.score:g}")
