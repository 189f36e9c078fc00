"""A result and what it was made from → the notebook that formgrader opens: code, points, why.

A student may have handed in a notebook or a file: the code is shown as it was judged, a cell each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode, validate
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum

from grader.course import Exercise
from grader.judging import Result
from grader.platforms.nbgrader import cells
from grader.reports import feedback_on_part
from grader.submission import NOTHING, Submission, definitions

OURS = "nngrader"
"""Under this name a notebook says that an export wrote it: others are never written over."""


def autograded_notebook(exercise: Exercise, result: Result, submission: Submission | None) -> str:
    """Return the text of the .ipynb file: the same for the same result."""
    made = [*_work(exercise, submission), *_grades(exercise, result)]
    for number, cell in enumerate(made, start=1):
        cell.id = f"cell-{number}"  # not a random one
    nb = new_notebook(cells=made, metadata={OURS: {"digest": result.digest}})
    validate(nb)
    return json.dumps(nb, indent=1, sort_keys=True) + "\n"


def is_ours(content: str) -> bool:
    """Say whether an export wrote a notebook."""
    try:
        return OURS in json.loads(content)["metadata"]
    except (ValueError, TypeError, KeyError):
        return False


def grade_cell(exercise: Exercise, part: str) -> NotebookNode:
    """Return a part's grade cell as the gradebook knows it, without outputs."""
    metadata = cells.grade_metadata(exercise.part(part))
    return _with_checksum(new_code_cell(cells.grade_source(part), metadata=_nodes(metadata)))


def outputs(score: float | None, text: str) -> list[NotebookNode]:
    """Return a grade cell's outputs: what is read, and the number, where there is one."""
    made = [new_output("stream", name="stdout", text=text)]
    if score is not None:
        data = {"text/plain": repr(score)}
        made.append(new_output("execute_result", data=data, execution_count=None))
    return made


def _work(exercise: Exercise, submission: Submission | None) -> Iterator[NotebookNode]:
    """Return the code; a cell that defines a part is that one's solution cell, for comments."""
    work = submission.work(exercise.name) if submission else None
    if work is None:
        yield new_markdown_cell(NOTHING)
        return
    waiting = {part.name: part for part in exercise.parts}
    for version in work.versions:
        yield new_markdown_cell(f"# `{version.path}`")
        for cell in version.cells:
            defined = [name for name in waiting if name in definitions([cell.source])]
            part = waiting.pop(defined[0]) if defined else None
            metadata = _nodes(cells.solution_metadata(part)) if part else {}
            made = new_code_cell(cell.source, metadata=metadata)
            yield _with_checksum(made) if part else made
        if version.problem:
            yield new_markdown_cell(version.problem)


def _grades(exercise: Exercise, result: Result) -> Iterator[NotebookNode]:
    yield new_markdown_cell("# Points")
    for part in result.judged_parts:
        cell = grade_cell(exercise, part.part)
        text = feedback_on_part(result, part.part).plain
        cell.outputs = outputs(None if part.held else part.score, text)
        yield cell


def _with_checksum(cell: NotebookNode) -> NotebookNode:
    cell.metadata.nbgrader["cell_type"] = cell.cell_type
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cell


def _nodes(metadata: dict[str, Any]) -> NotebookNode:
    return NotebookNode({key: NotebookNode(value) for key, value in metadata.items()})
