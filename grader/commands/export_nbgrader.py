"""`grader export nbgrader`: a graded class → the gradebook of an nbgrader course.

The class is read from the store that `grader grade` wrote; nothing is judged again.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.errors import MissingLibrary
from grader.judging import Result
from grader.reports import counted
from grader.submission import Submission, unpack

if TYPE_CHECKING:
    from grader.platforms.nbgrader import Exported

_MOST_NAMED = 10


def export_nbgrader(
    course: Course, results: Path, into: Path, db: str = "", name: str = ""
) -> Exported:
    """Write the results of a class into a gradebook; by default nbgrader's own, in ``into``.

    Raises `UsageError` where there are no results, no nbgrader or no course of it, and
    `GraderError` where the gradebook does not take them.
    """
    if importlib.util.find_spec("nbgrader") is None:
        raise MissingLibrary("the export needs", ["nbgrader"])
    from grader.platforms.nbgrader import export_results

    with results_at(results, "name the folder that grader grade wrote: --out") as store:
        book = Gradebook(store, course)
        graded = book.agreed()

        def submission_of(result: Result) -> Submission | None:
            attempt = book.judged(result)
            packed = store.work(attempt.key.submission) if attempt else b""
            return unpack(packed, result.student, {}) if packed else None

        return export_results(course, graded, submission_of, db, into, name)


def shown(exported: Exported, into: Path) -> Iterator[str]:
    """Say what was written, and what a person has to do."""
    yield (
        f"in the gradebook: {counted(exported.works, 'work')} of "
        f"{counted(exported.students, 'student')}; "
        f"{counted(exported.notebooks, 'notebook')} written below {into / 'autograded'}"
    )
    if exported.waiting:
        parts = counted(exported.waiting, "part")
        yield f"points that a person has to give, in formgrader: {parts}"
    if exported.look:
        named = _listed(exported.look)
        yield f"changed below points that a person gave, which still count: {named}"
    if exported.apart:
        named = _listed(exported.apart)
        yield f"nbgrader has points of parts alone; to be corrected in formgrader: {named}"
    if exported.kept:
        notebooks = counted(len(exported.kept), "notebook")
        yield f"left as nbgrader wrote them: {notebooks} in autograded/"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
