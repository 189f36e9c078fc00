"""What the students' folder says of itself: their course.yml and their README.

A student's course.yml has no gates: only hidden checks use them.
"""

from __future__ import annotations

from typing import Any

import yaml

from grader.course.model import Course, Exercise, Part

INSTALL = "THE-GRADER"

_README = """\
# {name}

## Set up, once

Python 3.11 or later. In this folder:

    python3 -m venv .venv
    source .venv/bin/activate
    python -m pip install {install}

On Windows: `py -m venv .venv`, `.venv\\Scripts\\activate`, and the third line as it is.
{which}
## The exercises

{table}

Each exercise is a folder in `exercises/`: `README.md` is the lesson, `NAME.py` is where you write,
and `NAME.ipynb` is the same as a notebook. Write in the one that you like.

## While you work

- `grader list`: the exercises, their points, and how far you are
- `grader check {exercise}`: run the visible checks on your work
- `grader hint {exercise} {part}`: a hint; again for the next one

`pytest`, or your editor's test explorer, runs the same checks in an exercise's folder. More checks,
which are not in here, judge what you hand in: they ask for what the lesson says, on other values.

## Hand in

Your `NAME.py` or `NAME.ipynb` of each exercise, under that name.
"""
_WHICH = f"`{INSTALL}` is the file or the address that your instructor gives you.\n"
_TABLE = "| exercise | points | due |\n|---|---|---|\n"


def student_readme(course: Course, install: str = "") -> str:
    """Return the README of the students' folder; ``install`` follows pip install."""
    first = course.exercises[0]
    return _README.format(
        name=course.name,
        install=install or INSTALL,
        which="" if install else _WHICH,
        table=_TABLE + "\n".join(_row(exercise) for exercise in course.exercises),
        exercise=first.name,
        part=first.parts[0].name,
    )


def student_course(course: Course) -> str:
    """Return the text of the students' course.yml."""
    fields: dict[str, Any] = {"name": course.name, "limits": _tidy(course.limits.model_dump())}
    if course.lateness:
        fields["lateness"] = _tidy(course.lateness.model_dump())
    fields["exercises"] = [_exercise(course, exercise) for exercise in course.exercises]
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100)
    return f"# Written by `grader release`: your points and deadlines. Leave it as it is.\n{text}"


def _exercise(course: Course, exercise: Exercise) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": exercise.name, "title": exercise.title}
    if exercise.deadline:
        fields["deadline"] = exercise.deadline.isoformat()
    shared = course.limits.model_dump().items()
    own = dict(sorted(exercise.limits.model_dump().items() - shared))
    if own:
        fields["limits"] = _tidy(own)
    if exercise.visible_points is not None:
        fields |= _tidy({"visible_points": exercise.visible_points})
    fields["parts"] = [_part(part) for part in exercise.parts]
    return fields


def _part(part: Part) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": part.name, "points": part.points}
    if part.needs:
        fields["needs"] = list(part.needs)
    return _tidy(fields)


def _tidy(fields: dict[str, Any]) -> dict[str, Any]:
    """Write whole numbers without a fraction."""
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in fields.items()
    }


def _row(exercise: Exercise) -> str:
    due = exercise.deadline.strftime("%Y-%m-%d %H:%M %z") if exercise.deadline else ""
    title = exercise.title.replace("|", "\\|")
    lesson = f"[{exercise.name}](exercises/{exercise.name}/README.md)"
    return f"| {lesson}: {title} | {exercise.max_score:g} | {due} |"
