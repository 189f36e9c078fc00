"""`grader hint`: hints.md → the next rung of a part's ladder.

A file has a section ``## part`` for each part, and in it a numbered list, from a nudge to nearly
the line. Each time that a student asks, one rung more is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.text import Text

from grader.commands.student_progress import recall, save
from grader.course.model import Course, Exercise
from grader.errors import CourseError

_SECTION = re.compile(r"^##\s+`?(\w+)`?\s*$", re.MULTILINE)
_RUNG = re.compile(r"^\d+[.)]\s+", re.MULTILINE)


@dataclass(frozen=True)
class Hint:
    """One rung: its text, its number from 1, and how many there are."""

    part: str
    text: str
    rung: int
    rungs: int


def ladders(text: str) -> dict[str, list[str]]:
    """Return the rungs of every part in a hints file."""
    pieces = _SECTION.split(text)
    return {
        part: [" ".join(rung.split()) for rung in _RUNG.split(body)[1:]]
        for part, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def next_hint(course: Course, exercise: Exercise, part: str | None = None) -> Hint:
    """Return one rung more for a part: by default the first that does not pass its checks yet.

    Raises `UnknownName` for a part that the exercise does not have, `CourseError` if it has no
    hints.
    """
    progress = recall(course)
    known = progress.setdefault(exercise.name, {})
    name = exercise.part(part).name if part else _first_open(exercise, known.get("parts", {}))
    rungs = _rungs(course, exercise, name)
    given = known.setdefault("hints", {})
    rung = min(given.get(name, 0) + 1, len(rungs))
    given[name] = rung
    save(course, progress)
    return Hint(name, rungs[rung - 1], rung, len(rungs))


def _first_open(exercise: Exercise, parts: dict[str, list[int]]) -> str:
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


def shown(exercise: str, hint: Hint) -> Text:
    """Show one rung, and how to ask for the next."""
    head = f"{hint.part}, hint {hint.rung} of {hint.rungs}: "
    text = Text.assemble((head, "bold"), hint.text)
    more = f"\none more: grader hint {exercise} {hint.part}" if hint.rung < hint.rungs else ""
    return text.append(more, "dim")
