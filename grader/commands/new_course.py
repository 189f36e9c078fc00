"""`grader new-course`: a course of one's own, begun with an example or with others' exercises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import grader
from grader.authoring import new_course as written
from grader.authoring import own_course
from grader.course.model import Course, load_course
from grader.errors import UsageError

NN = "nn"
"""The course of the grader's own repository: never part of an installation, which students have."""


def new_course(directory: Path, source: str | None, exercises: Sequence[str]) -> Course:
    """Write the course into a new folder and return it; an empty list means all exercises.

    Without a source it has one, an example. Raises `UsageError` for exercises of no source.
    """
    if source is not None:
        return written(_source(source), directory, exercises)
    if exercises:
        fix = f"--from {NN} --exercises {','.join(exercises)}"
        raise UsageError("--exercises names exercises of another course", fix)
    return own_course(directory)


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
        "  grader release                derives exercises/ from them\n"
        "  grader release --check        says what is stale or wrong\n"
        "  grader audit                  says which wrong solutions no check catches\n"
        "  grader new EXERCISE           begins one more exercise\n"
        "  grader release --to STUDENTS  writes the folder that students get\n"
        "  grader grade SUBMISSIONS      grades a class"
    )
