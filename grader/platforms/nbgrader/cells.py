"""How the cells of a part are called in nbgrader, and what their metadata says: its format 3.

A part has a solution cell, in which the student writes, and a locked grade cell below it.
"""

from __future__ import annotations

from typing import Any

from grader.course import Part

GRADE_CELL = """\
from grader.notebook import check
check("{part}")  # visible checks; the points come from more checks than these"""


def solution_id(part: str) -> str:
    """Return the grade_id of a part's solution cell."""
    return part


def points_id(part: str) -> str:
    """Return the grade_id of a part's grade cell."""
    return f"{part}-points"


def grade_source(part: str) -> str:
    """Return the two lines of a part's grade cell."""
    return GRADE_CELL.format(part=part)


def solution_metadata(part: Part) -> dict[str, Any]:
    """Return the metadata of a part's solution cell."""
    return _metadata(solution_id(part.name), solution=True)


def grade_metadata(part: Part) -> dict[str, Any]:
    """Return the metadata of a part's grade cell."""
    return _metadata(points_id(part.name), grade=True, locked=True, points=part.points)


def _metadata(grade_id: str, **said: Any) -> dict[str, Any]:
    kind = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **kind, **said}}
