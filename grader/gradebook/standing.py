"""All that is kept of a class → its grades: which work counts, what of it, and why.

The order of the arithmetic: the points that the course gives now for the checks that passed,
without those that do not count; what lateness costs; and last what an instructor decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from grader.course.model import Course, Exercise
from grader.errors import UnknownName
from grader.gradebook.corrections import corrected, without_checks
from grader.gradebook.lateness import late
from grader.judging import Result, Standing, held, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Kind, in_force


def grades(
    course: Course, attempts: Iterable[Attempt], journal: Iterable[JournalEntry]
) -> list[Result]:
    """Return everybody's grades in the exercises of the course, by student, in course order."""
    place = {each.name: place for place, each in enumerate(course.exercises)}
    entries = in_force(journal)
    now = datetime.now(UTC)
    found = [
        grade(course, each.result, entries, now)
        for each in attempts
        if each.counts and each.result.exercise in place
    ]
    return sorted(found, key=lambda each: (each.student, place[each.exercise]))


def grade(
    course: Course,
    judged: Result,
    entries: Sequence[JournalEntry] = (),
    now: datetime | None = None,
) -> Result:
    """Return the grade that a judged work is; ``entries`` are those of the journal in force.

    Without a time ``now``, nothing is known of what is not yet due.
    """
    exercise = course.exercise(judged.exercise)
    counted = as_judged_now(judged, exercise, entries)
    result = late(counted, exercise, course)
    result = replace(result, standing=_standing(result, exercise, now))
    result = corrected(result, entries)
    if result.arithmetic:
        start = f"{counted.judged_score if counted.judged_score is not None else counted.score:g}"
        line = f"{start} judged; {result.arithmetic}"
        result = replace(result, arithmetic=line, judged_score=float(start))
    return result


def as_judged_now(
    judged: Result, exercise: Exercise, entries: Iterable[JournalEntry] = ()
) -> Result:
    """Return a judged work with the points that the course gives now for the checks that count.

    What asks for new judging, such as another part, stays as it was.
    """
    points = {each.name: each.points for each in exercise.parts}
    result = judged
    if points.keys() == {each.part for each in judged.parts}:
        parts = tuple(replace(each, max_score=points[each.part]) for each in judged.parts)
        result = _scored(replace(judged, parts=parts))
    dropped = [each for each in entries if each.kind is Kind.WITHOUT]
    now = without_checks(result, dropped)
    return replace(now, judged_score=result.score) if now is not result else now


def _scored(result: Result) -> Result:
    """Score a result anew; one over which the grader failed has no checks, and all points held."""
    if result.verdict is Verdict.NOT_GRADED:
        return result
    return with_checks(result, result.checks)


def _standing(result: Result, exercise: Exercise, now: datetime | None) -> Standing:
    if result.verdict is Verdict.NOT_GRADED:
        return Standing.NOT_GRADED
    if result.verdict is Verdict.NOT_SUBMITTED:
        due = exercise.deadline
        return Standing.NOT_DUE if now and due and due > now else Standing.NOT_HANDED_IN
    return Standing.HELD if held(result) else Standing.JUDGED


def of_student(grades_of_class: Iterable[Result], student: str) -> dict[str, Result]:
    """Return a student's grades by exercise. Raises `UnknownName` where there are none."""
    gathered: dict[str, list[Result]] = {}
    for each in grades_of_class:
        gathered.setdefault(each.student, []).append(each)
    if student not in gathered:
        raise UnknownName("student", student, sorted(gathered))
    return {each.exercise: each for each in gathered[student]}
