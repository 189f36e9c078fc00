"""`grader new`: one more exercise of a course, whole from the beginning."""

from __future__ import annotations

from grader.authoring import new_exercise
from grader.course.model import Course

__all__ = ["new_exercise", "shown"]


def shown(course: Course, name: str) -> str:
    """Say where the new exercise stands, and what to do with it."""
    parts = " and ".join(each.name for each in course.exercise(name).parts)
    return (
        f"solutions/{name}/ is there, and stands last in course.yml, with the parts {parts}\n"
        "Now replace the example by your own: what is marked TODO, in both. Then\n"
        f"  {'grader release':24}derives what students get of it\n"
        f"  {'grader release --check':24}says what is stale or wrong\n"
        f"  {f'grader audit {name}':24}says which wrong solutions no check catches"
    )
