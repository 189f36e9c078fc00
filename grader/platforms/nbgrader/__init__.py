"""A course → one that nbgrader's commands take; a submission → grade cells; results → a gradebook.

::

    assignment_files(course, …)       grader release --format nbgrader
    RestoreCells, Judge, SaveGrades   nbgrader autograde
    export_results(results, …)        grader export nbgrader

nbgrader itself is imported only with what stands in its classes' place, and by the export.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from grader.platforms.nbgrader.assignment import CONFIG, assignment_files, config_text

if TYPE_CHECKING:
    from grader.platforms.nbgrader.gradebook import Exported, export_results
    from grader.platforms.nbgrader.preprocessors import Judge, RestoreCells, SaveGrades

__all__ = [
    "CONFIG", "Exported", "Judge", "RestoreCells", "SaveGrades", "assignment_files", "config_text",
    "export_results",
]  # fmt: skip

_LATE = {
    "Exported": "gradebook",
    "Judge": "preprocessors",
    "RestoreCells": "preprocessors",
    "SaveGrades": "preprocessors",
    "export_results": "gradebook",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
