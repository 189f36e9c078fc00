"""All that is kept of a class → its grades: which work counts, what of it, and why.

The order of the arithmetic: the points that the course gives now for the checks that passed,
without those that do not count; the rules about time; and last what an instructor decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from grader.course.model import Course, Exercise
from grader.errors import UnknownName
from grader.gradebook.corrections import corrected, without_checks
from grader.gradebook.hand_ins import hand_ins
from grader.gradebook.members import Origins, decided_of, of_members
from grader.gradebook.policies import apply, counting, settle, terms
from grader.gradebook.roster import Person, Roster
from grader.judging import PartScore, Result, Standing, held, rounded, total, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Kind, in_force


def grades(
    course: Course,
    attempts: Iterable[Attempt],
    journal: Iterable[JournalEntry],
    roster: Roster | None = None,
    origins: Origins | None = None,
) -> list[Result]:
    """Return everybody's grades in the exercises of the course, by student, in course order.

    With a roster everybody on it has a grade, and each member of a group that of its work. Where
    the course does not say which of several works counts, it is the one that became the grade: no
    newer one lowers it unasked.
    """
    decided = [each for each in in_force(journal) if each.kind is not Kind.EXPORT]
    entries = list(decided_of(decided, roster, origins or {}))
    now = datetime.now(UTC)
    exercises = {each.name: each for each in course.exercises}
    people = {each.key: each for each in roster.people} if roster else {}
    works: dict[str, list[Result]] = {}
    for each in _that_may_count(of_members(attempts, roster, origins or {}), exercises):
        result = as_judged_now(each.result, exercises[each.result.exercise], entries)
        works.setdefault(result.student, []).append(result)
    for key in people:
        own = works.setdefault(key, [])
        there = {each.exercise for each in own}
        own += [_absent(key, each) for each in course.exercises if each.name not in there]
    return [
        _decided(course, each, exercises[each.exercise], entries, now, people.get(student))
        for student, own in sorted(works.items())
        for each in settle(course, own, people.get(student))
    ]


def _absent(student: str, exercise: Exercise) -> Result:
    """Return the result of somebody on the roster of whom no work is there."""
    parts = tuple(PartScore(part.name, 0.0, rounded(part.points)) for part in exercise.parts)
    most = total(part.max_score for part in parts)
    return Result(student, exercise.name, 0.0, most, Verdict.NOT_SUBMITTED, parts)


def grade(course: Course, judged: Result) -> Result:
    """Return the grade that a judged work is by the rules of the course, without a gradebook."""
    exercise = course.exercise(judged.exercise)
    judged = replace(judged, known_since=datetime.now(UTC))
    result = apply(*counting([judged], terms(course, exercise)))
    return replace(result, standing=_standing(result, terms(course, exercise).due, None))


def _that_may_count(
    attempts: Iterable[Attempt], exercises: Mapping[str, Exercise]
) -> Iterator[Attempt]:
    """Return of each student and exercise the grade, or all works where the course chooses."""
    found: dict[tuple[str, str], list[Attempt]] = {}
    for each in attempts:
        if each.result.exercise in exercises:
            found.setdefault((each.result.student, each.result.exercise), []).append(each)
    for (_, name), own in found.items():
        yield from hand_ins(own, grades_alone=exercises[name].attempts.counts == "last")


def _decided(
    course: Course,
    result: Result,
    exercise: Exercise,
    entries: Sequence[JournalEntry],
    now: datetime,
    person: Person | None,
) -> Result:
    due = terms(course, exercise, person).due
    result = replace(result, standing=_standing(result, due, now))
    decided = corrected(result, entries)
    if decided is result or decided.standing is Standing.EXCUSED:
        return decided
    return replace(decided, standing=Standing.HELD if held(decided) else Standing.JUDGED)


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
    return without_checks(result, [each for each in entries if each.kind is Kind.WITHOUT])


def _scored(result: Result) -> Result:
    """Score a result anew; one over which the grader failed has no checks, and all points held."""
    if result.verdict is Verdict.NOT_GRADED:
        return result
    return with_checks(result, result.checks)


def _standing(result: Result, due: datetime | None, now: datetime | None) -> Standing:
    if result.verdict is Verdict.NOT_GRADED:
        return Standing.NOT_GRADED
    if result.verdict is Verdict.NOT_SUBMITTED:
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
