"""The instructor's solutions → modules on the near side: what answers are held against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from grader.course.model import Course, Exercise
from grader.course.modules import load_module
from grader.errors import CourseError


def load_references(course: Course, exercises: Sequence[Exercise]) -> dict[str, ModuleType]:
    """Import the reference solutions.

    Raises `CourseError` for one that is missing or cannot be imported.
    """
    return {each.name: _load_reference(course.root, each.name) for each in exercises}


def _load_reference(root: Path, name: str) -> ModuleType:
    path = root / "solutions" / name / f"{name}.py"
    try:
        return load_module(path, f"reference_{name}")
    except Exception as error:
        raise CourseError(
            f"{path}: {type(error).__name__}: {error}", "mend the reference"
        ) from error
