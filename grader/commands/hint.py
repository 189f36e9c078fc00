"""`grader hint`: hints.md → the next rung of a part's ladder, and the failure that it helps with.

A file has a section ``## part`` for each part, and in it a numbered list, from the idea to the line
with a blank. Each time that a student asks, one rung more is shown; after the last one, where the
lesson teaches the part. A course may give rungs a price: nobody pays one without having said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rich.text import Text

from grader.commands.screen import nearby
from grader.commands.standing import require_checks
from grader.commands.student_progress import FAILED, recall, save
from grader.course.model import Course, Exercise
from grader.errors import CourseError, StoreError, UsageError

_SECTION = re.compile(r"^##\s+`?(\w+)`?\s*$", re.MULTILINE)
_RUNG = re.compile(r"^\d+[.)]\s+", re.MULTILINE)


@dataclass(frozen=True)
class Hint:
    """One rung: its text, its number from 1, and how many there are.

    ``price`` is in points, and 0 for one that was shown before. ``failure`` is what the last check
    said of the part, if it failed, and ``lesson`` where the part is taught. ``unkept`` says why the
    next time it will be the same rung, if it could not be kept.
    """

    part: str
    text: str
    rung: int
    rungs: int
    price: float = 0.0
    failure: str = ""
    lesson: str = ""
    unkept: str = ""


def ladders(text: str) -> dict[str, list[str]]:
    """Return the rungs of every part in a hints file."""
    pieces = _SECTION.split(text)
    return {
        part: [" ".join(rung.split()) for rung in _RUNG.split(body)[1:]]
        for part, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def next_hint(
    course: Course, exercise: Exercise, part: str | None = None, *, pays: bool = False
) -> Hint:
    """Return one rung more for a part: by default the first that does not pass its checks yet.

    Raises `UnknownName` for a part that the exercise does not have, `CourseError` if it has no
    hints, and `UsageError` for a rung with a price, unless the student ``pays``.
    """
    hint = upcoming(course, exercise, part)
    if hint.price and not pays:
        raise UsageError(asked(hint), f"grader hint {exercise.name} {hint.part} --yes")
    progress = recall(course)
    progress.setdefault(exercise.name, {}).setdefault("hints", {})[hint.part] = hint.rung
    try:
        save(course, progress)
    except StoreError as error:  # a folder that may only be read gives hints all the same
        return replace(hint, unkept=error.message)
    return hint


def upcoming(course: Course, exercise: Exercise, part: str | None = None) -> Hint:
    """Return the hint that would come next, without a word of it being counted as read."""
    require_checks(exercise)
    known = recall(course).get(exercise.name, {})
    name = exercise.part(part).name if part else _first_open(exercise, known.get("parts", {}))
    read, rungs = _read(known, name), _rungs(course, exercise, name)
    return _hint(course, exercise, known, rungs, name, min(read + 1, len(rungs)))


def read_hints(course: Course, exercise: Exercise, part: str | None = None) -> list[Hint]:
    """Return the hints of a part that were read, the latest last; raise `UsageError` for none."""
    require_checks(exercise)
    known = recall(course).get(exercise.name, {})
    name = exercise.part(part).name if part else _first_open(exercise, known.get("parts", {}))
    rungs = _rungs(course, exercise, name)
    read = min(_read(known, name), len(rungs))
    if not read:
        what = f"you have read no hint of {name} yet"
        raise UsageError(what, f"grader hint {exercise.name} {name}")
    return [_hint(course, exercise, known, rungs, name, rung) for rung in range(1, read + 1)]


def ladder(course: Course, exercise: Exercise, part: str) -> list[Hint]:
    """Return all hints of a part, those with their price that were not read yet."""
    known, rungs = recall(course).get(exercise.name, {}), _rungs(course, exercise, part)
    numbers = range(1, len(rungs) + 1)
    return [_hint(course, exercise, known, rungs, part, rung) for rung in numbers]


def paid(course: Course) -> dict[str, float]:
    """Return what the hints that were read cost, by exercise, where they cost anything."""
    progress, prices, costs = recall(course), course.hint_prices or (), dict[str, float]()
    for exercise in course.exercises:
        known = progress.get(exercise.name, {})
        read = [_read(known, part.name) for part in exercise.parts]
        if cost := round(sum(sum(prices[:rung]) for rung in read), 2):
            costs[exercise.name] = cost
    return costs


def _hint(
    course: Course,
    exercise: Exercise,
    known: Mapping[str, Any],
    rungs: list[str],
    part: str,
    rung: int,
) -> Hint:
    prices = course.hint_prices or ()
    costs = prices[rung - 1] if _read(known, part) < rung <= len(prices) else 0.0
    failure = known.get(FAILED, {}).get(part, "")
    lesson = _lesson(course, exercise, part) if rung == len(rungs) else ""
    return Hint(part, rungs[rung - 1], rung, len(rungs), costs, failure, lesson)


def _read(known: Mapping[str, Any], part: str) -> int:
    """Return how many rungs of a part were read."""
    read = known.get("hints", {}).get(part, 0)
    return read if isinstance(read, int) and read > 0 else 0


def _first_open(exercise: Exercise, parts: Mapping[str, list[int]]) -> str:
    for part in exercise.parts:
        passed, checks = parts.get(part.name, [0, 1])
        if passed < checks:
            return part.name
    return exercise.parts[0].name


def _rungs(course: Course, exercise: Exercise, part: str) -> list[str]:
    path = course.exercise_folder(exercise.name) / "hints.md"
    try:
        rungs = ladders(path.read_text(encoding="utf-8")).get(part, [])
    except OSError as error:
        raise CourseError(f"{path}: {error.strerror}", "get the course's folder again") from None
    if not rungs:
        raise CourseError(f"{path} has no hint for {part}", f"add a section ## {part}")
    return rungs


def _lesson(course: Course, exercise: Exercise, part: str) -> str:
    """Say where the lesson teaches a part: at the heading or, without one, the line naming it."""
    path = course.exercise_folder(exercise.name) / "README.md"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    named = re.compile(rf"`{part}\b")
    found = [
        (not line.startswith("##"), n) for n, line in enumerate(lines, 1) if named.search(line)
    ]
    return f"{nearby(path)}:{min(found)[1]}" if found else nearby(path)


def asked(hint: Hint) -> str:
    """Say what a hint costs, before it is shown."""
    return f"hint {hint.rung} of {hint.rungs} of {hint.part} costs {points(hint.price)}"


def bill(hint: Hint) -> str:
    """Say what a hint has cost, and who hears of it."""
    return f"it costs {points(hint.price)}: grader pack tells your instructor"


def points(price: float) -> str:
    """Return a number of points in words."""
    return f"{price:g} point" + ("" if price == 1 else "s")


def shown(exercise: str, hint: Hint) -> Text:
    """Show one rung, the failure that it is to help with, and how to ask for the next."""
    text = Text()
    if hint.failure:
        failure = hint.failure.replace("\n", "\n  ")
        text.append(f"{hint.part}, when last checked: {failure}\n", "dim")
    text.append(f"{hint.part}, hint {hint.rung} of {hint.rungs}: ", "bold").append(hint.text)
    if hint.rung < hint.rungs:
        text.append(f"\none more: grader hint {exercise} {hint.part}", "dim")
    elif hint.lesson:
        text.append(f"\nthis was the last one; the lesson has the rest: {hint.lesson}", "dim")
    if hint.price:
        text.append(f"\n{bill(hint)}", "yellow")
    unkept = f"\nnot kept, so that it comes again: {hint.unkept}" if hint.unkept else ""
    return text.append(unkept)


def all_shown(exercise: str, hints: list[Hint]) -> Text:
    """Show all rungs that were read; the others are asked for one at a time."""
    last = hints[-1]
    before = [f"{hint.part}, hint {hint.rung} of {hint.rungs}: {hint.text}" for hint in hints[:-1]]
    return Text("\n").join([*map(Text, before), shown(exercise, last)])
