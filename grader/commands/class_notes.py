"""A run of `grader grade` → its notes: what the terminal, notes.csv and class.html say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.commands.intake import Lower
from grader.course.model import Course
from grader.gradebook import Person, is_time_missing, terms
from grader.judging import Judged, Outcome, Result
from grader.reports import Kind, Note


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


def of_unknown(exercises: Iterable[str]) -> Iterator[Note]:
    """Name exercises of which there are grades, and which the course has no more."""
    text = "the course has no such exercise: its grades are kept, and are in no report"
    for exercise in exercises:
        yield Note(Kind.COURSE, text, exercise=exercise)


def of_lower(kind: Kind, lower: Iterable[Lower]) -> Iterator[Note]:
    """Name works that lowered a grade, or were not let."""
    for each in lower:
        yield Note(kind, each.change, each.grade.student, each.grade.exercise)


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
