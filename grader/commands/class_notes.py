"""A run of `grader grade` → its notes: what the terminal, notes.csv and class.html say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.checks.suites import HIDDEN, VISIBLE
from grader.commands.intake import Lower
from grader.course import absent
from grader.course.model import Course
from grader.gradebook import Change, Person, is_time_missing, terms
from grader.judging import Judged, Outcome, Result, Standing
from grader.reports import Kind, Note, class_table

_NOT_ASKED = (Standing.NOT_DUE, Standing.EXCUSED)


def of_suites(course: Course, exercises: Iterable[str]) -> Iterator[Note]:
    """Name each exercise that has visible checks alone: a misspelt suite is not missed."""
    for exercise in exercises:
        folder = course.solution_folder(exercise)
        if (folder / VISIBLE).is_file() and not (folder / HIDDEN).is_file():
            text = (
                f"there is no solutions/{exercise}/{HIDDEN}: the visible checks decide every "
                f"point; {absent.remedy(course, exercise, HIDDEN)}"
            )
            yield Note(Kind.COURSE, text, exercise=exercise)


def of_checks(results: Sequence[Result]) -> Iterator[Note]:
    """Name each check that broke, and how many students' points wait for it to be fixed."""
    details = Counter(
        (result.exercise, check.part, f"{check.id} is broken: {check.detail}")
        for result in results
        for check in result.checks
        if check.outcome is Outcome.NOT_JUDGED and check.detail
    )
    for (exercise, part, said), count in details.items():
        text = f"{said} (its points are held for {count}; fix the suite, and grade again)"
        yield Note(Kind.CHECK, text, exercise=exercise, part=part)


def of_works(
    course: Course, results: Sequence[Result], people: Mapping[str, Person]
) -> Iterator[Note]:
    """Say of which works no time is known, and which are flagged."""
    yield from _without_time(course, results, people)
    yield from _of_answers(course, results)
    for result in results:
        for flag in result.flags:
            text = f"{flag.line}: {flag.what}" if flag.line else flag.what
            yield Note(Kind.FLAG, text, result.student, result.exercise, flag.part)


def _without_time(
    course: Course, results: Sequence[Result], people: Mapping[str, Person]
) -> Iterator[Note]:
    """Count the works that may be late, while nothing says when they were handed in."""
    for exercise in course.exercises:
        count = sum(
            is_time_missing(each.known_since, terms(course, exercise, people.get(each.student)))
            for each in results
            if each.exercise == exercise.name and each.digest and each.handed_in is None
        )
        if count:
            works = "1 work was" if count == 1 else f"{count} works were"
            text = f"when {works} handed in is not known: nothing is taken off for lateness"
            yield Note(Kind.TIME, text, exercise=exercise.name)


def of_late(course: Course, late: Iterable[tuple[str, str]]) -> Iterator[Note]:
    """Name whom the platform marks as late, by exercise, without saying by how much."""
    students: dict[str, list[str]] = {}
    for exercise, student in late:
        students.setdefault(exercise, []).append(student)
    for exercise, names in students.items():
        if course.exercise(exercise).deadline:
            text = (
                "marked late by the platform, which does not say by how much, so nothing is taken "
                f"off (grader adjust can): {', '.join(names)}"
            )
            yield Note(Kind.TIME, text, exercise=exercise)


def _of_answers(course: Course, results: Sequence[Result]) -> Iterator[Note]:
    """Count the answers that wait for a person, and those that were not handed in."""
    for exercise in course.exercises:
        mine = [
            each
            for each in results
            if each.exercise == exercise.name and each.standing not in _NOT_ASKED
        ]
        for name in [part.name for part in exercise.marked]:
            parts = [part for each in mine for part in each.parts if part.part == name]
            states = Counter(part.marking.state for part in parts if part.marking)
            if waiting := states["waits"]:
                answers = "1 answer waits" if waiting == 1 else f"{waiting} answers wait"
                text = f"{answers} for marking by hand: grader mark {exercise.name} {name}"
                yield Note(Kind.MARKING, text, exercise=exercise.name, part=name)
            if absent := states["not handed in"]:
                text = f"{absent} not handed in, {states['marked']} marked"
                yield Note(Kind.MARKING, text, exercise=exercise.name, part=name)


def of_unknown(exercises: Iterable[str]) -> Iterator[Note]:
    """Name exercises of which there are grades, and which the course has no more."""
    text = "the course has no such exercise: its grades are kept, and are in no report"
    for exercise in exercises:
        yield Note(Kind.COURSE, text, exercise=exercise)


def of_lower(kind: Kind, lower: Iterable[Lower]) -> Iterator[Note]:
    """Name works that lowered a grade, or were not let."""
    for each in lower:
        yield Note(kind, each.change, each.grade.student, each.grade.exercise)


def of_withheld(lowered: Iterable[Change]) -> Iterator[Note]:
    """Name grades that would be lower, of the work that they are of, and are as last reported."""
    for each in lowered:
        before, after = class_table.with_held(*each.before), class_table.with_held(*each.after)
        text = f"from {before} to {after}, by course.yml, roster.csv or another's work"
        yield Note(Kind.NOT_LOWERED, text, each.student, each.exercise)


def of_failed(failed: Iterable[Judged]) -> Iterator[Note]:
    """Name the students over whose work the grader failed."""
    for judged in failed:
        yield Note(Kind.NOT_GRADED, judged.problem, judged.submission.student)


def of_earlier_failures(
    failures: Mapping[tuple[str, str], str], failed: Iterable[Judged]
) -> Iterator[Note]:
    """Name the works over which the grader failed in an earlier run, and has judged none since."""
    now = {each.submission.student for each in failed}
    for (student, exercise), problem in failures.items():
        if student not in now:
            yield Note(Kind.NOT_GRADED, f"in an earlier run: {problem}", student, exercise)
