"""What the students' folder says of itself: their course.yml and their README.

A student's course.yml has no gates: only hidden checks use them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from textwrap import indent
from types import MappingProxyType
from typing import Any

import yaml

from grader.authoring.notebook import GRADER
from grader.course.model import Course, Exercise
from grader.errors import install as install_line
from grader.errors import package
from grader.sandbox.libraries import imported_libraries

SUITE, PICTURE, PLAYGROUND = "test_visible.py", "picture.py", "playground.py"
PYTEST_INI = """\
# pytest, and an editor's test explorer, read this in here and in each exercise's folder.
[pytest]
testpaths = exercises
addopts = -rfEs
"""
IGNORED = """\
# What comes up by itself, or is only of this machine: no part of what you hand in.
.venv/
__pycache__/
.ipynb_checkpoints/
.pytest_cache/
.DS_Store
# How far you are, and what `grader reset` keeps.
.grader/progress.json
.grader/before-reset/
# What commands write.
/pictures/
handin.zip
junit.xml
"""
"""A student's .gitignore. What else lies in .grader/ was handed out, and goes along."""
_WITH_THE_GRADER = {*sys.stdlib_module_names, "grader", "numpy", "pytest"}

_README = """\
# {name}

## Set up, once

You need Python 3.11 or later; what you hand in is judged by Python {version}. Open a terminal in
this folder, and type the lines of your system.

{set_up}
{which}
## Every day

`source .venv/bin/activate` in this folder (Windows: `.venv\\Scripts\\activate`), and
`grader list`.

Read [the first lesson](exercises/{exercise}/README.md) first. Then write in
`exercises/{exercise}/{exercise}.py`, and type `grader check {exercise}`.

## The exercises

{table}

Each exercise is a folder in `exercises/`: `README.md` is the lesson, `NAME.py` is where you write,
and `NAME.ipynb` is the same as a notebook. Write in the one that you like, and leave the other as
it is.

A notebook opens in your editor, with `.venv` as its kernel. Or in a browser:
`python -m pip install jupyterlab` once, then
`jupyter lab exercises/{exercise}/{exercise}.ipynb`.

In the notebook a cell under each part checks it. It works wherever Jupyter runs in this folder. In
Colab, or elsewhere without this folder, take away the `#` in the notebook's first code cell: its
lines install the grader and get this folder, packed as a zip, from an https address or a path.
{both}
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
`pytest`, or your editor's test explorer, runs the same checks, of all exercises or in one's folder.
More checks, which are not in here, judge what you hand in: they ask for what the lesson says, on
other values.

Where Python stops with an error, read it from below: the last line says what went wrong, and the
lines above it say where.

## Hand in

`grader pack` makes `handin.zip` of all exercises that you have begun, or of those that you name. It
says which files count and how they run alone. Hand in that archive; or your `NAME.py` or
`NAME.ipynb` of each exercise, under that name, with the modules of your own that it imports.
"""
_PLOT = "- `grader plot {name}`: its picture, drawn with your own functions\n"
_PLAY = "- `grader play`: a page in your browser, on which your own functions train a network\n"
_LIGHT = """

Lighter, for {names}:

    python -m pip install {grader}

in the place of the lines with `pip`. What another exercise needs is then said where it is missing,
with the line that installs it."""
_WINDOWS = "Windows, in the Command Prompt"
_BOTH = "What stands there in CAPITALS your instructor gives you.\n"
_WHICH = f"\n`{GRADER}` is the file or the address that your instructor gives you.\n"


def student_readme(
    course: Course,
    install: str = "",
    conventions: str = "",
    files: Mapping[str, bytes] = MappingProxyType({}),
    address: str = "",
) -> str:
    """Return the README of the students' folder; ``install`` follows pip install.

    ``conventions`` is a section of the course's own, below the exercises. What has to be installed
    is what the students' ``files`` below exercises/ import. The folder itself is to be had at
    ``address``.
    """
    first = next(iter(course.judged), course.exercises[0])
    drawn = [e for e in course.exercises if (course.solution_folder(e.name) / PICTURE).is_file()]
    due = any(exercise.deadline for exercise in course.exercises)
    head = (
        "| exercise | points | due |\n|---|---|---|" if due else "| exercise | points |\n|---|---|"
    )
    return _README.format(
        name=course.name,
        version=f"{sys.version_info.major}.{sys.version_info.minor}",
        set_up=_set_up(course, install or GRADER, files),
        which="" if install else _WHICH,
        both="" if install and address else _BOTH,
        table="\n".join([head, *(_row(exercise, due) for exercise in course.exercises)]),
        conventions=f"{conventions}\n" if conventions else "",
        exercise=first.name,
        part=(first.parts or first.all_parts)[0].name,
        plot="".join(_PLOT.format(name=each.name) for each in drawn[:1]),
        play=_PLAY if (course.root / PLAYGROUND).is_file() else "",
    )


def _set_up(course: Course, grader: str, files: Mapping[str, bytes]) -> str:
    """Return the lines that set a course up, for each system, and where fewer are enough."""
    work = {
        each.name: _libraries(files, f"{each.name}/{SUITE}", f"{each.name}/{each.name}.py")
        for each in course.judged
    }
    pictures = [name for name in files if name.endswith(f"/{PICTURE}")]
    libraries = [*chain(*work.values()), *_libraries(files, *pictures)]
    libraries += ["matplotlib"] if pictures else []
    others = dict.fromkeys(package(each) for each in libraries if each != "torch")
    last = f"python -m pip install {' '.join([grader, *others])}"
    said = _on_each_system(last, with_torch="torch" in libraries)
    light = ", ".join(name for name, needed in work.items() if not needed)
    return said + (_LIGHT.format(names=light, grader=grader) if libraries and light else "")


def _libraries(files: Mapping[str, bytes], *names: str) -> list[str]:
    """Return what these files import and the grader does not bring along."""
    sources = [files.get(name, b"").decode("utf-8") for name in names]
    imported = (library for source in sources for library in imported_libraries(source))
    return [library for library in imported if library not in _WITH_THE_GRADER]


def _on_each_system(last: str, *, with_torch: bool) -> str:
    unix = ["python3 -m venv .venv", "source .venv/bin/activate"]
    windows = ["py -m venv .venv", r".venv\Scripts\activate"]
    if not with_torch:
        systems = {"Linux and macOS": [*unix, last], _WINDOWS: [*windows, last]}
    else:
        small, plain = install_line(["torch"], "linux"), install_line(["torch"], "darwin")
        systems = {
            "Linux": [*unix, small, last],
            "macOS": [*unix, plain, last],
            _WINDOWS: [*windows, small, last],
        }
    blocks = (
        f"On {name}:\n\n{indent(chr(10).join(lines), '    ')}" for name, lines in systems.items()
    )
    return "\n\n".join(blocks)


def student_course(course: Course) -> str:
    """Return the text of the students' course.yml.

    Deadlines have their offsets, so that no student's machine needs to know the time zone.
    """
    fields = course.model_dump(
        by_alias=True,
        exclude_none=True,
        exclude={"exercises": {"__all__": {"gates"}}, "gradebook": True, "time_zone": True},
    )
    shared = {key: fields.get(key, {}) for key in ("limits", "lateness", "attempts")}
    for exercise in fields["exercises"]:
        if not exercise["avoid"]:
            del exercise["avoid"]
        parts, sections = exercise.pop("parts"), exercise.pop("sections")
        exercise |= {"sections": sections} if sections else {}
        for key, common in shared.items():
            own = sorted(exercise.pop(key, {}).items() - common.items())
            exercise |= {key: dict(own)} if own else {}
        exercise["parts"] = [{k: v for k, v in p.items() if v not in ((), False)} for p in parts]
        for item in chain(*(part.get("rubric", ()) for part in exercise["parts"])):
            del item["text"]  # what earns the points may say what the answer is
    for key in ("lateness", "attempts"):
        if noun := getattr(course, key):
            fields[key] = noun.model_dump(exclude_defaults=True)
    fields = {key: each for key, each in fields.items() if each != {}}
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
