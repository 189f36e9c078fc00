"""Notebooks for those who grade notebooks: the student's cells, and cells that run the suites.

In go the sources of a submission; out come notebooks whose test cells run, in the kernel, the same
checks with the same inputs as everywhere in the benchmark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.subjects import source_of
from grader.submission import Submission

_IMPORTS = "import os\nfrom benchmarks.plain import judge_notebook\n"
_CALL = 'judge_notebook(os.environ["TASK"], "{name}", globals())'
_TEST = _IMPORTS + f"assert {_CALL}\n"  # an answer would count as partial credit


def sources_of(submission: Submission) -> dict[str, str]:
    """Give the code of each exercise."""
    return {work.exercise: source_of(work) for work in submission.works}


def for_nbgrader(names: Sequence[str], sources: Mapping[str, str]) -> Any:
    """Make nbgrader's notebook: for each exercise a cell to fill in, and one that tests."""
    cells = []
    for name in names:
        source = sources.get(name, "### BEGIN SOLUTION\npass\n### END SOLUTION")
        cells.append(_nbgrader_cell(name, source, solution=True))
        cells.append(_nbgrader_cell(f"test_{name}", _TEST.format(name=name), solution=False))
    return _notebook(cells)


def _nbgrader_cell(name: str, source: str, *, solution: bool) -> Any:
    about = {
        "schema_version": 3, "grade_id": name, "solution": solution, "grade": not solution,
        "locked": not solution, "task": False,
    }  # fmt: skip
    about |= {"cell_type": "code"} if solution else {"cell_type": "code", "points": 1}
    return _cell(name, source, {"nbgrader": about})


def for_otter(names: Sequence[str], sources: Mapping[str, str]) -> Any:
    """Make otter's notebook: for each exercise the student's cell, and one that checks it."""
    cells = [_cell("start", "import otter\ngrader = otter.Notebook()")]
    for name in names:
        cells.append(_cell(name, sources[name]))
        cells.append(_cell(f"test_{name}", f'grader.check("{name}")'))
    return _notebook(cells)


def otter_test(name: str) -> str:
    """Write otter's test of an exercise."""
    lines = [*_IMPORTS.splitlines(), f"{_CALL.format(name=name)} > 0"]
    code = "".join(f">>> {line}\n" for line in lines) + "True\n"
    case = {"code": code, "hidden": False, "locked": False, "points": 1}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return f"test = { ({'name': name, 'points': None, 'suites': [suite]})!r}\nOK_FORMAT = True\n"


def must_have_run(notebook: Mapping[str, Any]) -> None:
    """Raise `ValueError` unless all cells of a graded notebook ran, and none raised."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    errors = [output for output in outputs if output["output_type"] == "error"]
    if errors:
        raise ValueError(f"nbgrader's kernel raised {errors[0]['ename']}: {errors[0]['evalue']}")
    if not all(cell.get("execution_count") for cell in notebook["cells"]):
        raise ValueError("nbgrader did not run every cell")


def _cell(name: str, source: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Make a code cell; nbformat says which keys it must have."""
    about = dict(metadata or {})
    cell = {"cell_type": "code", "id": name, "metadata": about, "source": source}
    return {**cell, "execution_count": None, "outputs": []}


def _notebook(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": list(cells), "metadata": about, "nbformat": 4, "nbformat_minor": 5}
