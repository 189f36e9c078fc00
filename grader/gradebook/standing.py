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
from grader.gradebook.marks import people, with_marks
from grader.gradebook.policies import apply, counting, settle, terms
from grader.gradebook.roster import Person, Roster
from grader.judging import Result, Standing, blank_parts, held, total, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Kind, in_force
from grader.submission import Origin

Origins = Mapping[tuple[str, str], Sequence[Origin]]
"""Where works came from, by the student in the store and the exercise."""


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
    entries, now = in_force(journal), datetime.now(UTC)
    exercises = {each.name: each for each in course.exercises}
    people = {each.key: each for each in roster.people} if roster else {}
    works: dict[str, list[Result]] = {}
    dropped, marks = _of_works(entries)
    for each in that_may_count(of_members(attempts, roster, origins or {}), exercises):
        mine = [*dropped, *marks.get(each.result.student, ())]
        result = as_judged_now(each.result, exercises[each.result.exercise], mine)
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


def _of_works(
    entries: Iterable[JournalEntry],
) -> tuple[list[JournalEntry], dict[str, list[JournalEntry]]]:
    """Return the checks that do not count, and by student what answers were given."""
    dropped, marks = list[JournalEntry](), dict[str, list[JournalEntry]]()
    for each in entries:
        if each.kind is Kind.WITHOUT:
            dropped.append(each)
        elif each.kind is Kind.MARK:
            for key in people(each):
                marks.setdefault(key, []).append(each)
    return dropped, marks


def of_members(
    attempts: Iterable[Attempt], roster: Roster | None, origins: Origins
) -> Iterator[Attempt]:
    """Give each student of a group its works, as the roster has it, or else the platform."""
    for each in attempts:
        result = each.result
        for key in members(result.student, result.exercise, roster, origins):
            mine = each if key == result.student else None
            yield mine or replace(each, result=replace(result, student=key))


def members(
    student: str, exercise: str, roster: Roster | None, origins: Origins
) -> tuple[str, ...]:
    """Return whose a work in the store is: one student's, or each of a group's.

    Raises `UsageError` where two people of the roster fit.
    """
    if roster and (person := roster.by_key.get(student)):
        return tuple(each.key for each in roster.members(person))
    found = origins.get((student, exercise), ())
    origin = found[-1] if found else None
    if roster and (people := roster.who(student, origin)):
        return tuple(each.key for each in people)
    return (origin.members if origin else ()) or (student,)


def _absent(student: str, exercise: Exercise) -> Result:
    """Return the result of somebody on the roster of whom no work is there."""
    parts = blank_parts(exercise)
    most = total(part.max_score for part in parts)
    return Result(student, exercise.name, 0.0, most, Verdict.NOT_SUBMITTED, parts)


def grade(course: Course, judged: Result) -> Result:
    """Return the grade that a judged work is by the rules of the course, without a gradebook."""
    exercise = course.exercise(judged.exercise)
    result = apply(*counting([judged], terms(course, exercise)))
    return replace(result, standing=_standing(result, terms(course, exercise).due, None))


def that_may_count(attempts: Iterable[Attempt], exercises: Mapping[str, Exercise]) -> list[Attempt]:
    """Return of each student and exercise the grade, or all works where the course chooses.

    Of one code only the judging that became the grade, or else the last.
    """
    found: dict[tuple[str, str, str], Attempt] = {}
    for each in attempts:
        result = each.result
        exercise = exercises.get(result.exercise)
        if exercise is None or not (each.counts or exercise.attempts.counts != "last"):
            continue
        key = result.student, result.exercise, result.digest
        if key not in found or each.counts or not found[key].counts:
            found[key] = each
    return list(found.values())


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

    And with what a person gave for its answers.

    What asks for new judging, such as another part, stays as it was.
    """
    points = {each.name: each.points for each in exercise.all_parts}
    entries, result = list(entries), judged
    if points.keys() == {each.part for each in judged.parts}:
        parts = tuple(replace(each, max_score=points[each.part]) for each in judged.parts)
        result = _scored(replace(judged, parts=parts))
    result = with_marks(result, exercise, entries)
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
