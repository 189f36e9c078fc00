"""What the students' folder says of itself: their course.yml and their README.

A student's course.yml has no gates: only hidden checks use them.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import yaml

from grader.course.model import Course, Exercise

INSTALL = "THE-GRADER"
PICTURE = "picture.py"
PLAYGROUND = "playground.py"

_README = """\
# {name}

## Set up, once

Python 3.11 or later; what you hand in is judged by Python {version}. In this folder:

    python3 -m venv .venv
    source .venv/bin/activate
    python -m pip install {install}

On Windows: `py -m venv .venv`, `.venv\\Scripts\\activate`, and the third line as it is.
{which}
## The exercises

{table}

Each exercise is a folder in `exercises/`: `README.md` is the lesson, `NAME.py` is where you write,
and `NAME.ipynb` is the same as a notebook. Write in the one that you like, and leave the other as
it is.

In the notebook a cell under each part checks it. It works wherever Jupyter runs in this folder. In
Colab, or elsewhere without this folder, take away the `#` in the notebook's first code cell: its
lines install the grader and get this folder, packed as a zip, from an https address or a path. Your
instructor gives you both.

{conventions}## While you work

- `grader list`: the exercises, their points, and how far you are
- `grader check {exercise}`: run the visible checks on your work
- `grader hint {exercise} {part}`: a hint; again for the next one, with `--again` or
  `--all` what you have read
- `grader try {exercise} {part}`: a Python prompt with your function, and what a failing check gives
  it; `breakpoint()` in your code stops there
- `grader doctor`: what on your machine could change a result
- `grader reset {exercise}`: begin an exercise anew; a copy of what you had is kept
{plot}{play}
`pytest`, or your editor's test explorer, runs the same checks in an exercise's folder. More checks,
which are not in here, judge what you hand in: they ask for what the lesson says, on other values.

Where Python stops with an error, read it from below: the last line says what went wrong, and the
lines above it say where.

## Hand in

`grader pack` makes `handin.zip` of all exercises that you have begun, or of those that you name. It
says which files count and how they run alone. Hand in that archive; or your `NAME.py` or
`NAME.ipynb` of each exercise, under that name, with the modules of your own that it imports.
"""
_PLOT = "- `grader plot {name}`: its picture, drawn with your own functions\n"
_PLAY = "- `grader play`: a page in your browser, on which your own functions train a network\n"
_WHICH = f"`{INSTALL}` is the file or the address that your instructor gives you.\n"


def student_readme(course: Course, install: str = "", conventions: str = "") -> str:
    """Return the README of the students' folder; ``install`` follows pip install.

    ``conventions`` is a section of the course's own, below the exercises.
    """
    first = course.exercises[0]
    drawn = [e for e in course.exercises if (course.solution_folder(e.name) / PICTURE).is_file()]
    due = any(exercise.deadline for exercise in course.exercises)
    head = (
        "| exercise | points | due |\n|---|---|---|" if due else "| exercise | points |\n|---|---|"
    )
    return _README.format(
        name=course.name,
        version=f"{sys.version_info.major}.{sys.version_info.minor}",
        install=install or INSTALL,
        which="" if install else _WHICH,
        table="\n".join([head, *(_row(exercise, due) for exercise in course.exercises)]),
        conventions=f"{conventions}\n" if conventions else "",
        exercise=first.name,
        part=first.parts[0].name,
        plot="".join(_PLOT.format(name=each.name) for each in drawn[:1]),
        play=_PLAY if (course.root / PLAYGROUND).is_file() else "",
    )


def student_course(course: Course) -> str:
    """Return the text of the students' course.yml."""
    gates = {"exercises": {"__all__": {"gates"}}}
    fields = course.model_dump(exclude_none=True, exclude=gates)
    for exercise in fields["exercises"]:
        own = sorted(exercise.pop("limits").items() - fields["limits"].items())
        parts = exercise.pop("parts")
        exercise |= {"limits": dict(own)} if own else {}
        exercise["parts"] = [{k: v for k, v in part.items() if v != ()} for part in parts]
    text = yaml.safe_dump(_plain(fields), sort_keys=False, allow_unicode=True, width=100)
    return f"# Written by `grader release`: your points and deadlines. Leave it as it is.\n{text}"


def _plain(value: Any) -> Any:
    """Return what YAML can hold: lists and texts, and whole numbers without a fraction."""
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case float() if value.is_integer():
            return int(value)
        case datetime():
            return value.isoformat()
    return value


def _row(exercise: Exercise, with_due: bool) -> str:
    due = exercise.deadline.strftime("%Y-%m-%d %H:%M %z") if exercise.deadline else ""
    title = exercise.title.replace("|", "\\|")
    lesson = f"[{exercise.name}](exercises/{exercise.name}/README.md)"
    return f"| {lesson}: {title} | {exercise.max_score:g} |" + (f" {due} |" if with_due else "")
