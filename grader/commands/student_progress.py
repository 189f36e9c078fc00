"""The file in which a student's folder keeps how far its student is: checks passed, hints read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader.course.model import Course
from grader.errors import StoreError
from grader.store import write_whole

PATH = Path(".grader") / "progress.json"
_SHAPE = TypeAdapter(dict[str, dict[str, dict[str, Any]]])


def recall(course: Course) -> dict[str, dict[str, Any]]:
    """Return what is known by exercise; nothing where the file is missing or broken."""
    try:
        return _SHAPE.validate_json((course.root / PATH).read_bytes())
    except (OSError, ValueError):  # no file, or one that somebody else wrote
        return {}


def save(course: Course, progress: dict[str, dict[str, Any]]) -> None:
    """Write the file, or raise `StoreError`."""
    try:
        write_whole(course.root / PATH, json.dumps(progress, indent=1) + "\n")
    except StoreError as error:
        remedy = "make room, or make the folder writable, and run the command again"
        raise StoreError(error.message, remedy) from error
