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
from grader.gradebook.marks import people, with_marks
from grader.gradebook.members import Origins, decided_of, members, of_members
from grader.gradebook.policies import apply, counting, settle, terms
from grader.gradebook.roster import Person, Roster
from grader.judging import (
    Result,
    Standing,
    blank_parts,
    held,
    not_graded,
    standing,
    total,
    with_checks,
)
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Kind, in_force

EARLIER = "the grader failed over your newest work: this is the grade of the one before it"


def grades(
    course: Course,
    attempts: Iterable[Attempt],
    journal: Iterable[JournalEntry],
    roster: Roster | None = None,
    origins: Origins | None = None,
    failures: Iterable[tuple[str, str]] = (),
) -> list[Result]:
    """Return everybody's grades in the exercises of the course, by student, in course order.

    With a roster everybody on it has a grade, and each member of a group that of its work. Where
    the course does not say which of several works counts, it is the one that became the grade: no
    newer one lowers it unasked. ``failures`` are the students and exercises over whose newest work
    the grader failed: an earlier grade stands, and else all points are held.
    """
    decided = [each for each in in_force(journal) if each.kind is not Kind.EXPORT]
    entries = list(decided_of(decided, roster, origins or {}))
    now = datetime.now(UTC)
    exercises = {each.name: each for each in course.exercises}
    people = {each.key: each for each in roster.people} if roster else {}
    works: dict[str, list[Result]] = {}
    dropped, marks = _of_works(entries)
    for each in that_may_count(of_members(attempts, roster, origins or {}), exercises):
        mine = [*dropped, *marks.get(each.result.student, ())]
        result = as_judged_now(each.result, exercises[each.result.exercise], mine)
        works.setdefault(result.student, []).append(result)
    failed = {
        (key, exercise)
        for student, exercise in failures
        if exercise in exercises
        for key in members(student, exercise, roster, origins or {})
    }
    for key, name in failed:
        own = works.setdefault(key, [])
        if not any(each.digest for each in own if each.exercise == name):
            others = [each for each in own if each.exercise != name]
            blank = [each for each in not_graded(course, key) if each.exercise == name]
            works[key] = others + blank
    for key in people:
        own = works.setdefault(key, [])
        there = {each.exercise for each in own}
        own += [_absent(key, each) for each in course.exercises if each.name not in there]
    found = [
        _decided(course, each, exercises[each.exercise], entries, now, people.get(student))
        for student, own in sorted(works.items())
        for each in settle(course, own, people.get(student))
    ]
    return [
        _kept_earlier(each) if (each.student, each.exercise) in failed and each.digest else each
        for each in found
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


def _kept_earlier(result: Result) -> Result:
    """Mark an earlier work's grade, unless nothing is asked of the student any more."""
    if result.standing is Standing.EXCUSED:
        return result
    note = "\n".join(filter(None, [EARLIER, result.note]))
    return replace(result, note=note, standing=Standing.NOT_GRADED)


def _absent(student: str, exercise: Exercise) -> Result:
    """Return the result of somebody on the roster of whom no work is there."""
    parts = blank_parts(exercise)
    most = total(part.max_score for part in parts)
    return Result(student, exercise.name, 0.0, most, Verdict.NOT_SUBMITTED, parts)


def grade(course: Course, judged: Result) -> Result:
    """Return the grade that a judged work is by the rules of the course, without a gradebook."""
    exercise = course.exercise(judged.exercise)
    judged = replace(judged, known_since=datetime.now(UTC))
    result = apply(*counting([judged], terms(course, exercise)))
    return replace(result, standing=_standing(result, terms(course, exercise).due, None))


def that_may_count(
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
    kind = standing(result)
    early = now is not None and due is not None and due > now
    return Standing.NOT_DUE if early and kind is Standing.NOT_HANDED_IN else kind


def of_student(grades_of_class: Iterable[Result], student: str) -> dict[str, Result]:
    """Return a student's grades by exercise. Raises `UnknownName` where there are none."""
    gathered: dict[str, list[Result]] = {}
    for each in grades_of_class:
        gathered.setdefault(each.student, []).append(each)
    if student not in gathered:
        raise UnknownName("student", student, sorted(gathered))
    return {each.exercise: each for each in gathered[student]}
