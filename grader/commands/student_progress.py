"""The file in which a student's folder keeps how far its student is: checks passed, hints read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from grader.course.model import Course
from grader.errors import StoreError
from grader.store import write_whole

if TYPE_CHECKING:
    from grader.judging import Result

FAILED = "failed"
"""By part what its first failing check said when it was last checked: for the hints."""
_UNWRITTEN = "is not written yet"
PATH = Path(".grader") / "progress.json"
_SHAPE = TypeAdapter(dict[str, dict[str, dict[str, Any]]])


def recall(course: Course) -> dict[str, dict[str, Any]]:
    """Return what is known by exercise; nothing where the file is missing or broken."""
    try:
        return _SHAPE.validate_json((course.root / PATH).read_bytes())
    except (OSError, ValueError):  # no file, or one that somebody else wrote
        return {}


def first_failures(result: Result) -> dict[str, str]:
    """Return by part what its first failing check asks, and below it what is known of the mistake.

    Of a part that is not written yet there is nothing to say.
    """
    said: dict[str, str] = {}
    for check in result.checks:
        why = check.explanation
        if check.outcome == "failed" and why and check.part not in said:
            known = why.likely or why.pattern or why.problem
            said[check.part] = "" if _UNWRITTEN in known else f"{check.sentence}\n{known}"
    return {part: text for part, text in said.items() if text}


def save(course: Course, progress: dict[str, dict[str, Any]]) -> None:
    """Write the file, or raise `StoreError`."""
    try:
        write_whole(course.root / PATH, json.dumps(progress, indent=1) + "\n")
    except StoreError as error:
        remedy = "make room, or make the folder writable, and run the command again"
        raise StoreError(error.message, remedy) from error
