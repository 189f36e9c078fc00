"""The instructor's solutions → modules on the near side: what answers are held against."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from grader.course import absent
from grader.course.model import Course, Exercise
from grader.course.modules import load_module, place_of
from grader.errors import CourseError, install_or


def load_references(course: Course, exercises: Sequence[Exercise]) -> dict[str, ModuleType]:
    """Import the reference solutions.

    Raises `CourseError` for one that is missing or cannot be imported.
    """
    references = {}
    for name in [each.name for each in exercises]:
        path = course.reference(name)
        if not path.is_file():
            what = f"{path}: there is no such file"
            raise CourseError(what, absent.remedy(course, name, path.name))
        try:
            references[name] = load_module(path, f"reference_{name}")
        except (Exception, SystemExit) as error:
            what = place_of(error, [str(path)])
            raise CourseError(what, install_or(error, "fix the reference")) from error
    return references
