"""The file in which a student's folder keeps how far its student is: checks passed, hints read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader.course.model import Course
from grader.judging.results import Outcome, Result
from grader.store.files import write_whole

PATH = Path(".grader") / "progress.json"
_SHAPE = TypeAdapter(dict[str, dict[str, dict[str, Any]]])


def recall(course: Course) -> dict[str, dict[str, Any]]:
    """Return what is known by exercise; nothing where the file is missing or broken."""
    try:
        return _SHAPE.validate_json((course.root / PATH).read_bytes())
    except (OSError, ValueError):  # no file, or one that somebody else wrote
        return {}


def remember(course: Course, results: Sequence[Result]) -> None:
    """Keep by exercise and part how many checks passed, and of how many."""
    progress = recall(course)
    for result in results:
        parts = {part.part: [0, 0] for part in result.parts}
        for each in result.checks:
            parts[each.part][0] += each.outcome is Outcome.PASSED
            parts[each.part][1] += 1
        progress.setdefault(result.exercise, {})["parts"] = parts
    save(course, progress)


def save(course: Course, progress: dict[str, dict[str, Any]]) -> None:
    """Write the file."""
    write_whole(course.root / PATH, json.dumps(progress, indent=1) + "\n")
