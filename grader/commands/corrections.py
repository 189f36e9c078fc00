"""`grader adjust` and `grader undo`: what an instructor decides about a grade, with a reason.

A decision is kept in the journal for ever; an undone one stays there too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.commands.gradebook import Gradebook, results_at, user
from grader.course.model import Course
from grader.errors import UnknownName, UsageError
from grader.gradebook import Change, changes, of_student, reported, require_possible
from grader.judging import Result
from grader.store import JournalEntry, Kind, Store, in_force, not_undone

LONGEST_REASON = 500
SETTLED = (Kind.POINTS, Kind.EXCUSE, Kind.WITHOUT, Kind.UNDO, Kind.MARK)
"""Kinds that can be undone: what was exported stays exported."""


@dataclass(frozen=True)
class Corrected:
    """What was decided, under which number, and what it changed."""

    number: int
    changes: tuple[Change, ...]
    grade: Result | None = None


def adjust(
    course: Course,
    out: Path,
    student: str,
    exercise: str,
    part: str = "",
    *,
    points: str = "",
    excuse: bool = False,
    reason: str,
) -> Corrected:
    """Set or add points of a student's exercise or part, or excuse the student from it.

    ``points`` is a number, or one with a sign to be added. Raises `UsageError` for a student, an
    exercise or a part that there is not, and for points that cannot be; nothing is changed then.
    """
    name = course.exercise(exercise).name
    if part:
        part = course.exercise(name).any_part(part).name
    entry = _entry(student, name, part, points, reason, excuse=excuse)
    with results_at(out) as store:
        book = Gradebook(store, course)
        own = of_student(book.results(), student)
        if name not in own:
            raise UnknownName("result", name, list(own))
        require_possible(own[name], entry)
        return decide(store, course, out, entry)


def _entry(
    student: str, exercise: str, part: str, points: str, reason: str, *, excuse: bool
) -> JournalEntry:
    if not reason.strip():
        raise UsageError("a correction needs a reason", 'add --reason "why"')
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"the reason has {len(reason)} letters", f"at most {LONGEST_REASON}")
    if excuse == bool(points):
        raise UsageError("nothing is to be changed", "add --points NUMBER, or --excuse")
    made = JournalEntry(Kind.EXCUSE, student, exercise, part, None, reason.strip(), user())
    if excuse:
        if part:
            raise UsageError("an excuse is of an exercise", "leave the part out")
        return made
    try:
        number = round(float(points), 2)
        if not math.isfinite(number) or number != float(points):
            raise ValueError
    except (ValueError, OverflowError):
        what = f"{points!r} is no number of points"
        raise UsageError(what, "for example --points 7.5, or --points=+0.5 to add") from None
    value = {"points": number, "added": points.strip()[0] in "+-"}
    return replace(made, kind=Kind.POINTS, value=value)


def decide(store: Store, course: Course, out: Path, *entries: JournalEntry) -> Corrected:
    """Write decisions into the journal, and all reports anew."""
    book = Gradebook(store, course)
    book.require_written()
    before = reported(book.results())
    numbers = store.write_journal(*entries)
    book = Gradebook(store, course)
    after = book.results()
    book.report(after, out)
    mine = [
        e for e in after if (e.student, e.exercise) == (entries[0].student, entries[0].exercise)
    ]
    changed = changes(before, reported(after))
    return Corrected(numbers[0], tuple(changed), mine[0] if mine else None)


def undo(course: Course, out: Path, number: int | None = None) -> tuple[JournalEntry, Corrected]:
    """Undo a decision, by default the last one. Raises `UsageError` where there is none."""
    with results_at(out) as store:
        journal = store.journal()
        undone = _to_undo(journal, number)
        entry = JournalEntry(
            Kind.UNDO, undone.student, undone.exercise, undone.part, undone.number, who=user()
        )
        return undone, decide(store, course, out, entry)


def _to_undo(journal: Sequence[JournalEntry], number: int | None) -> JournalEntry:
    """Return a decision that holds, or an undo; by default the last decision, and no undo."""
    holding = {each.number: each for each in not_undone(journal) if each.kind in SETTLED}
    decisions = [number for number, each in holding.items() if each.kind is not Kind.UNDO]
    if number is None and decisions:
        return holding[max(decisions)]
    if number in holding:
        return holding[number]
    undos = [each for each in holding.values() if each.kind is Kind.UNDO]
    for each in undos:
        if number is not None and each.value == number:
            back = f"to take that back: grader undo {each.number}"
            raise UsageError(f"{number} is undone already", back)
    what = "there is nothing to undo" if number is None else f"no decision {number} is in force"
    raise UsageError(what, "grader history lists what was decided")


def drop_check(
    course: Course, out: Path, check: str, exercise: str, reason: str, *, never_lower: bool
) -> tuple[JournalEntry, list[Change]]:
    """Return the decision that a check does not count, and what it would change; nothing is kept.

    Raises `UsageError` where no work was judged by it, where its part has no other check, and where
    it has been decided before.
    """
    if not reason.strip():
        raise UsageError("a correction needs a reason", 'add --reason "why"')
    with results_at(out) as store:
        judged = [each.result for each in store.load_attempts() if each.counts]
        name, wanted, part = _check_called(check, exercise, judged)
        value = {"check": wanted, "never_lower": never_lower}
        entry = JournalEntry(Kind.WITHOUT, "", name, part, value, reason.strip(), user())
        journal, book = store.journal(), Gradebook(store, course)
        for each in in_force(journal):
            if (each.kind, each.exercise, each.value) == (entry.kind, name, value):
                back = f"to take that back: grader undo {each.number}"
                raise UsageError(f"{wanted} does not count already", back)
        number = 1 + max((each.number for each in journal), default=0)
        before, after = (
            reported(book.grades(journal=each))
            for each in (journal, [*journal, replace(entry, number=number)])
        )
    return entry, changes(before, after)


def _check_called(check: str, exercise: str, judged: Sequence[Result]) -> tuple[str, str, str]:
    """Return the exercise, the id and the part of the one check that is meant."""
    found = {
        (each.exercise, one.id, one.part)
        for each in judged
        for one in each.checks
        if check in (one.id, one.id.partition("::")[2]) and exercise in ("", each.exercise)
    }
    if not found:
        names = sorted({one.id for each in judged for one in each.checks})
        raise UnknownName("check", check, names)
    if len(found) > 1:
        several = ", ".join(f"{name}: {one}" for name, one, _ in sorted(found))
        raise UsageError(f"several checks are called {check}: {several}", "add --exercise NAME")
    ((name, wanted, part),) = found
    others = [
        one
        for each in judged
        if each.exercise == name
        for one in each.checks_of(part)
        if one.id != wanted and one.weight
    ]
    if not others:
        raise UsageError(f"{wanted} alone judges {part}", f"grader adjust STUDENT {name} {part}")
    return name, wanted, part
