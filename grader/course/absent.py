"""A file that an exercise should have and has not → what the course's author can do.

A name that is misspelt is found among what is there, so that the remedy is to rename it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from grader.course.model import Course

_ALIKE = 0.75
"""Names as alike as this are one name, misspelt: README and Readme, test_hiden and test_hidden."""

OPTIONAL = ("misconceptions.py", "picture.py", "picture.svg")


def files_of(exercise: str) -> tuple[str, ...]:
    """Return the names of the files that every exercise has in solutions/."""
    return (f"{exercise}.py", "README.md", "hints.md", "test_visible.py", "test_hidden.py")


def remedy(course: Course, exercise: str, file: str) -> str:
    """Say what to do where ``solutions/<exercise>/<file>`` is missing."""
    folder = course.solution_folder(exercise)
    if folder.is_dir():
        known = {*files_of(exercise), *OPTIONAL}
        there = [each.name for each in folder.iterdir() if each.is_file()]
        near = _misspelt(file, [name for name in there if name not in known])
        return f"rename {near} to {file}" if near else "every exercise has one: write it"
    near = _misspelt(exercise, _folders_of_no_exercise(course))
    if near:
        return f"rename solutions/{near} to solutions/{exercise}"
    return f"write solutions/{exercise}/, or take {exercise} out of course.yml"


def _folders_of_no_exercise(course: Course) -> list[str]:
    folder, exercises = course.solution_folder(), {each.name for each in course.exercises}
    if not folder.is_dir():
        return []
    return [each.name for each in folder.iterdir() if each.is_dir() and each.name not in exercises]


def _misspelt(name: str, names: Iterable[str]) -> str | None:
    """Return the one of some names that is meant to be ``name``; endings are not compared."""
    wanted = Path(name)
    found = {
        Path(each).stem.casefold(): each
        for each in sorted(names)
        if Path(each).suffix.lower() == wanted.suffix
    }
    near = difflib.get_close_matches(wanted.stem.casefold(), found, n=1, cutoff=_ALIKE)
    return found[near[0]] if near else None
