"""`grader history`: every grade that a student ever had, and every decision, with who and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.feedback import one_line
from grader.gradebook import mark_in_words, of_student, people
from grader.judging import Result, held
from grader.reports import class_table, points
from grader.store import Attempt, JournalEntry, Key, Kind, not_undone


@dataclass(frozen=True)
class Event:
    """Something that became of a grade: when, of which exercise, by whom, and what."""

    at: datetime | None
    exercise: str
    who: str
    what: str
    holds: bool = True


@dataclass(frozen=True)
class History:
    """A student's grades as they are, and all that led to them, the earliest first."""

    student: str
    grades: tuple[Result, ...]
    events: tuple[Event, ...]


def history(course: Course, out: Path, student: str) -> History:
    """Return all that is kept of a student. Raises `UnknownName` where nothing is."""
    with results_at(out) as store:
        book = Gradebook(store, course)
        grades, journal = book.grades(), book.journal()
        own = of_student(book.withhold(grades, book.lowered(grades)), student).values()
        mine = book.works_of(student)
        chosen = {e.exercise: _mark(a) for e in own if e.digest and (a := book.judged(e))}
    names = {each.result.exercise for each in mine}
    decided = [
        e for e in journal if student in _whose(e) or (not e.student and e.exercise in names)
    ]
    holding = {each.number for each in not_undone(journal)}
    events = [*_judged(course, mine, chosen), *_decided(decided, holding)]
    events.sort(key=lambda each: (each.at is not None, each.at))
    return History(student, tuple(own), tuple(events))


_Mark = tuple[str, Key, datetime | None]


def _mark(attempt: Attempt) -> _Mark:
    """Return by what an attempt is known among a student's of one exercise."""
    return attempt.result.digest, attempt.key, attempt.judged


def _judged(
    course: Course, attempts: Iterable[Attempt], chosen: Mapping[str, _Mark]
) -> Iterator[Event]:
    """Say of each attempt whether it is the grade: which it is, ``chosen`` says by exercise.

    Of the exercises that the course has no more, it is the one that was it last.
    """
    rules = {each.name: each.attempts.counts for each in course.exercises}
    for each in attempts:
        result = each.result
        mark = chosen.get(result.exercise)
        counts = each.counts if mark is None else mark == _mark(each)
        rule = rules.get(result.exercise, "last")
        score = class_table.with_held(result.score, held(result))
        handed_in = f", handed in {result.handed_in:%Y-%m-%d %H:%M %Z}" if result.handed_in else ""
        others = rule != "last" and mark is not None and mark[0] != result.digest
        was = "was the grade" if each.since and not others else "does not count"
        became = "the grade" if counts else f"{was} (attempts: {rule})" if others else was
        if not result.digest:
            yield Event(each.judged, result.exercise, "grader", str(result.verdict), each.counts)
            continue
        what = (
            f"attempt {result.attempt}{handed_in}: {score} of {points(result.max_score)}, {became}"
        )
        why = f" ({each.why})" if each.why not in ("", "graded") else ""
        yield Event(each.since or each.judged, result.exercise, "grader", what + why, counts)


def _whose(entry: JournalEntry) -> tuple[str, ...]:
    """Return of whom a decision is; a mark is of all whose answer it is."""
    return people(entry) if entry.kind is Kind.MARK else (entry.student,)


def _decided(entries: Iterable[JournalEntry], holding: set[int]) -> Iterator[Event]:
    for each in entries:
        reason = f": {each.reason}" if each.reason else ""
        what = f"{each.number}. {_did(each)}{reason}"
        yield Event(each.at, each.exercise, each.who, what, each.number in holding)


def _did(entry: JournalEntry) -> str:
    """Say in words what a decision did."""
    of = f"{entry.part} " if entry.part else ""
    match entry.kind:
        case Kind.POINTS:
            value = entry.value["points"]
            return f"{of}{value:+g}" if entry.value["added"] else f"{of}set to {value:g}"
        case Kind.EXCUSE:
            return "excused"
        case Kind.WITHOUT:
            kept = ", nobody lowered" if entry.value["never_lower"] else ""
            return f"without the check {entry.value['check']}{kept}"
        case Kind.MARK:
            return f"{of}{mark_in_words(entry.value)}"
        case Kind.UNDO:
            return f"undid {entry.value}"
        case _:
            return f"{of}{entry.kind}"


def shown(found: History) -> Iterator[RenderableType]:
    """Draw a student's grades with their arithmetic, and what led to them."""
    yield Text(one_line(found.student), "bold")
    for each in found.grades:
        score = class_table.with_held(each.score, held(each))
        text = f"  {each.exercise}: {score} of {points(each.max_score)}, {each.standing}"
        yield Text(text)
        if each.lower is not None:
            now = class_table.with_held(*each.lower)
            yield Text(f"    as last reported; nobody has said yes yet to {now}", "yellow")
        if each.arithmetic:
            yield Text(f"    {one_line(each.arithmetic, 500)}", "yellow")
    drawn = Table(box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("when (UTC)", "exercise", "who", "what"):
        drawn.add_column(title, overflow="fold")
    for event in found.events:
        when = f"{event.at:%Y-%m-%d %H:%M}" if event.at else "not known"
        cells = (when, event.exercise, one_line(event.who), one_line(event.what, 700))
        drawn.add_row(*map(Text, cells), style="" if event.holds else "dim")
    yield drawn
