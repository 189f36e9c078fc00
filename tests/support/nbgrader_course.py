"""An nbgrader course of the second course, with students of every kind, and its real commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from grader.commands.release import write_nbgrader
from grader.course.model import Course
from grader.judging import Check, Outcome, PartScore, Result
from grader.platforms.nbgrader import CONFIG, Exported, export_results
from grader.sandbox.verdict import Verdict
from grader.submission import Submission
from tests.support import fractions
from tests.support.fractions import RATIONALS, WRONG_DIVISOR

ROOT = Path(__file__).parents[2]
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""A PATH on which this Python's programs come first."""

Notebook = dict[str, Any]

PARTS = ("greatest_common_divisor", "reduced", "add")
FIRST_LINE = "    return abs(p) if not q"
CRASH = RATIONALS.replace(FIRST_LINE, f"    import ctypes\n    ctypes.string_at(0)\n{FIRST_LINE}")
LOOP = RATIONALS.replace(FIRST_LINE, f"    while True: pass\n{FIRST_LINE}")
NANS = (
    "def greatest_common_divisor(p, q): return float('nan')\n"
    "def reduced(p, q): return [float('nan'), -1e300]\n"
    "def add(a, b): return 'nan'\n"
)


def nbgrader(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Type an nbgrader command in a folder, with this Python's programs first in PATH."""
    mine = {"PATH": PROGRAMS, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **environment}
    nowhere = {f"JUPYTER_{each}": str(folder / ".jupyter") for each in ("CONFIG_DIR", "DATA_DIR")}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words], cwd=folder, timeout=600,
        env={**os.environ, **nowhere, **mine}, capture_output=True, text=True,
    )  # fmt: skip


def done(folder: Path, *words: str, **environment: str) -> str:
    """Type an nbgrader command that must succeed; give what it said."""
    typed = nbgrader(folder, *words, **environment)
    assert typed.returncode == 0, typed.stderr
    return typed.stdout + typed.stderr


def read(path: Path) -> Notebook:
    """Read a notebook."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def write(path: Path, notebook: Notebook) -> None:
    """Write a notebook."""
    path.write_text(json.dumps(notebook), encoding="utf-8")


def cell_of(notebook: Notebook, grade_id: str) -> Notebook:
    """Give the cell of a grade_id; there is exactly one."""
    (found,) = [
        cell for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    ]  # fmt: skip
    mine: Notebook = found
    return mine


def answer(notebook: Notebook, source: str) -> None:
    """Write a solution into the first part's cell, and nothing into the others."""
    first, *others = PARTS
    cell_of(notebook, first)["source"] = source
    for name in others:
        cell_of(notebook, name)["source"] = ""


def _forge(notebook: Notebook) -> None:
    """Claim full marks in every way that a notebook has."""
    answer(notebook, WRONG_DIVISOR)
    number = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    for name in PARTS:
        cell = cell_of(notebook, f"{name}-points")
        cell["outputs"] = [{**number, "data": {"text/plain": "99.0"}}]
        cell["source"] = "99.0"
        cell["metadata"]["nbgrader"] |= {"points": 99, "grade": False, "solution": True}


def _delete(notebook: Notebook) -> None:
    """Delete every cell but one, with right code, that is no cell of nbgrader's."""
    code = {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}}
    notebook["cells"] = [{**code, "id": "mine", "source": RATIONALS}]


def _duplicate(notebook: Notebook) -> None:
    """Copy the locked cells, with another source."""
    answer(notebook, RATIONALS)
    for name in PARTS:
        copy = json.loads(json.dumps(cell_of(notebook, f"{name}-points")))
        notebook["cells"].append({**copy, "id": f"{name}-again", "source": "0.0"})


def _break_metadata(notebook: Notebook) -> None:
    """Leave metadata behind that is none."""
    answer(notebook, RATIONALS)
    cell_of(notebook, "add-points")["metadata"]["nbgrader"] = {"grade": True, "locked": True}
    notebook["cells"][0]["metadata"]["nbgrader"] = "yes"


def _loop(notebook: Notebook) -> None:
    """Never end, once a check calls it; there are no cells that try it."""
    answer(notebook, LOOP)
    notebook["cells"] = [each for each in notebook["cells"] if not each["id"].startswith("try-")]


def _writes(source: str) -> Callable[[Notebook], None]:
    return lambda notebook: answer(notebook, source)


CLASS: dict[str, Callable[[Notebook], None]] = {
    "ada": _writes(RATIONALS),
    "bob": _writes(WRONG_DIVISOR),
    "cyd": _writes(CRASH),
    "dan": _loop,
    "eve": _forge,
    "fay": _delete,
    "gil": _duplicate,
    "hal": lambda notebook: None,  # works in a file beside it
    "ivy": _writes(NANS),
    "jon": _break_metadata,
    "Lee, Kim": _writes(f"import sys\nprint('!', file=sys.stderr)\n{RATIONALS}"),
}
EXPECTED = {
    "ada": (2, 3, 2.5), "bob": (0, 3, 2.5), "cyd": (0, 3, 2.5), "dan": (0, 3, 2.5),
    "eve": (0, 3, 2.5), "fay": (2, 3, 2.5), "gil": (2, 3, 2.5), "hal": (2, 3, 2.5),
    "ivy": (0, 0, 0), "jon": (2, 3, 2.5), "Lee, Kim": (2, 3, 2.5),
}  # fmt: skip
"""What each student's parts get; a part that needs a wrong one is judged with the reference's."""


def released(course: Course, folder: Path) -> Path:
    """Write the nbgrader course, with two cells of the author's own, and generate its assignment.

    These are a question, and a test that nothing of ours knows.
    """
    write_nbgrader(course, folder)
    source = folder / "source" / "rationals" / "rationals.ipynb"
    notebook = read(source)
    flags = {"schema_version": 3, "task": False, "grade": True}
    question = {**flags, "grade_id": "why", "solution": True, "locked": False, "points": 2}
    own = {**flags, "grade_id": "own-test", "solution": False, "locked": True, "points": 1}
    notebook["cells"] += [
        {
            "cell_type": "markdown", "id": "why", "source": "Why is 1/3 rounded?",
            "metadata": {"nbgrader": question},
        },
        {
            "cell_type": "code", "id": "own", "source": "assert WHOLE == 1", "outputs": [],
            "execution_count": None, "metadata": {"nbgrader": own},
        },
    ]  # fmt: skip
    write(source, notebook)
    done(folder, "generate_assignment", "rationals")
    return folder


def hand_in(folder: Path, student: str, change: Callable[[Notebook], None]) -> Path:
    """Place what a student hands in where `nbgrader collect` does; give its folder."""
    submitted = folder / "submitted" / student / "rationals"
    shutil.rmtree(submitted, ignore_errors=True)
    shutil.copytree(folder / "release" / "rationals", submitted)
    notebook = read(submitted / "rationals.ipynb")
    change(notebook)
    write(submitted / "rationals.ipynb", notebook)
    return submitted


def auto_scores(folder: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    """Give by grade_id a student's automatic score, and whether a person has to look."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        submission = gradebook.find_submission_notebook("rationals", "rationals", student)
        return {
            each.cell.name: (each.auto_score, bool(each.needs_manual_grade))
            for each in submission.grades
        }


MOMENT = datetime(2031, 2, 1, 12, tzinfo=UTC)
POINTS = {"greatest_common_divisor": 2.0, "reduced": 3.0, "add": 2.5}


def result_of(student: str = "ada", held: float = 0.0, **scores: float) -> Result:
    """Give a result in the first exercise; a part that is not named has all its points."""
    parts = tuple(
        PartScore(name, scores.get(name, points), points, held if name == "add" else 0.0)
        for name, points in POINTS.items()
    )
    checks = tuple(
        Check(f"visible::test_{each}", each, True, Outcome.PASSED, sentence="It is right.")
        for each in POINTS
    )
    score = sum(each.score for each in parts)
    found = Result(student, "rationals", score, 7.5, Verdict.GRADED, parts, checks, digest="0a")
    return replace(found, handed_in=MOMENT)


def exported(course: Course, folder: Path, db: str, *results: Result) -> Exported:
    """Export results of students who handed in the right file; the folder is nbgrader's."""
    (folder / CONFIG).touch()

    def submission_of(result: Result) -> Submission:
        return fractions.hand_in(result.student, rationals=RATIONALS)

    return export_results(course, results, submission_of, db, folder)
