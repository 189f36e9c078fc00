"""What the visible suites of exercises import, and what of it is missing on this machine.

Whoever opens a suite asks here first: a library that is not installed is no mistake of the course.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.suites import suite_paths
from grader.course import Course, Exercise
from grader.errors import MissingLibrary
from grader.sandbox.libraries import missing_libraries


def able(
    course: Course, exercises: Sequence[Exercise]
) -> tuple[tuple[Exercise, ...], MissingLibrary | None]:
    """Return the exercises whose visible suites can run here, and what the others lack."""
    missing = {
        each.name: [
            library
            for path in suite_paths(course, each, hidden=False)
            for library in missing_libraries(path.read_text(encoding="utf-8"))
        ]
        for each in exercises
    }
    left_out = [name for name in missing if missing[name]]
    if not left_out:
        return tuple(exercises), None
    need = "needs" if len(left_out) == 1 else "need"
    libraries = dict.fromkeys(library for name in left_out for library in missing[name])
    lacking = MissingLibrary(f"{', '.join(left_out)} {need}", libraries)
    return tuple(each for each in exercises if not missing[each.name]), lacking


def require_libraries(course: Course, exercises: Sequence[Exercise]) -> None:
    """Raise `MissingLibrary` unless the visible suites of all these exercises can run here."""
    _, lacking = able(course, exercises)
    if lacking:
        raise lacking
