"""`grader new-course`: a course of one's own, begun with exercises of another one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import grader
from grader.authoring import new_course as written
from grader.course.model import Course, load_course
from grader.errors import UsageError

NN = "nn"
"""The course of the grader's own repository: never part of an installation, which students have."""


def new_course(directory: Path, source: str, exercises: Sequence[str]) -> Course:
    """Write the course into a new folder and return it; an empty list means all exercises."""
    return written(_source(source), directory, exercises)


def _source(name: str) -> Course:
    folder = Path(grader.__file__).parents[1] if name == NN else Path(name)
    if name == NN and not (folder / "solutions").is_dir():
        what = "the course nn is not here: an installed grader has no solutions, for students' sake"
        raise UsageError(what, "clone the grader's repository, and give its folder to --from")
    return load_course(folder, exactly=True)


def shown(course: Course, directory: Path) -> str:
    """Say what the new course has, and what to do with it."""
    names = ", ".join(each.name for each in course.exercises)
    return (
        f"{directory}: {names}\n"
        "Now, in that folder: change what you like in course.yml and solutions/, then\n"
        "  grader release --check        says what is stale or wrong\n"
        "  grader release --to STUDENTS  writes the folder that students get\n"
        "  grader grade SUBMISSIONS      grades a class"
    )
