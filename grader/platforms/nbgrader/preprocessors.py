"""What stands in nbgrader's autograding for the running of cells: see the generated settings.

`RestoreCells` puts right what became of the cells' metadata, `Judge` fills each part's grade cell
with what the grader found, and `SaveGrades` keeps it in the gradebook.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import traitlets
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from grader.course import Course, Exercise, load_course
from grader.errors import GraderError, UsageError
from grader.feedback import one_line
from grader.judging import Judged, require_device
from grader.platforms.nbgrader.autograde_run import AutogradeRun, end_run, run_of
from grader.platforms.nbgrader.autograded import outputs
from grader.platforms.nbgrader.cells import points_id
from grader.reports import NO_RECORD, feedback_on_part
from grader.store import fingerprints
from grader.submission import unpack

SCORES = "grader_scores"
"""Under this name `Judge` hands on the points by grade_id; None is for a person to give."""

_AGAIN = 'nbgrader autograde {} --student="{}" --force'
_LATER = "your instructor knows of it, and can have it graded again"
_SETTING = 'c.Judge.course = "/path/of/the/course" in nbgrader_config.py'
_DEVICE = 'c.Judge.device = "cpu" in nbgrader_config.py, or "cuda" where torch has a GPU'
_STALE = "grader release --format nbgrader, and nbgrader generate_assignment"

Resources = dict[str, Any]
Done = tuple[NotebookNode, Resources]


class RestoreCells(NbGraderPreprocessor):
    """Gives cells the metadata that the gradebook knows, and locked cells that are gone back.

    A student's editor, or a student, may have changed, copied or deleted them; nbgrader ends the
    run of a whole class over some of it.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Done:
        """Restore a notebook's cells."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            row = gradebook.find_notebook(where["notebook"], where["assignment"])
            known = {cell.name: _metadata(cell, row) for cell in row.source_cells}
            sources = {cell.name: (cell.cell_type, cell.source) for cell in row.source_cells}
        there = set()
        for cell in reversed(nb.cells):  # of copies the last one counts, as with DeduplicateIds
            said = cell.metadata.pop("nbgrader", None)
            name = said.get("grade_id") if isinstance(said, dict) else None
            if isinstance(name, str) and name in known and name not in there:
                cell.metadata["nbgrader"] = known[name].copy()
                there.add(name)
        for name, metadata in known.items():
            if metadata["locked"] and name not in there:
                self.log.warning("Cell %s was missing from the submission, and is added", name)
                _insert(nb, _cell(*sources[name], metadata))
        return nb, resources


def _metadata(cell: Any, row: Any) -> NotebookNode:
    """Return a cell's metadata as nbgrader's format 3 has it, from the rows of the gradebook."""
    points = {each.name: each.max_score for each in (*row.grade_cells, *row.task_cells)}
    is_grade = cell.name in {each.name for each in row.grade_cells}
    said = {
        "schema_version": 3,
        "grade_id": cell.name,
        "grade": is_grade or cell.name in points,
        "solution": cell.name in {each.name for each in row.solution_cells},
        "task": cell.name in {each.name for each in row.task_cells},
        "locked": bool(cell.locked),
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
    }
    if said["task"]:
        said["grade"] = False
    if cell.name in points:
        said["points"] = points[cell.name]
    return NotebookNode(said)


def _cell(kind: str, source: str, metadata: NotebookNode) -> NotebookNode:
    make = new_code_cell if kind == "code" else new_markdown_cell
    cell: NotebookNode = make(source, metadata=NotebookNode(nbgrader=metadata))
    return cell


def _insert(nb: NotebookNode, cell: NotebookNode) -> None:
    """Put a cell below the solution of its part, or at the end."""
    if (nb.nbformat, nb.nbformat_minor) < (4, 5):
        del cell["id"]
    wanted = cell.metadata.nbgrader.grade_id
    for position, other in enumerate(nb.cells):
        if points_id(_grade_id(other)) == wanted:
            nb.cells.insert(position + 1, cell)
            return
    nb.cells.append(cell)


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


class Judge(NbGraderPreprocessor):
    """Judges the submitted files as `grader grade` does, and fills in the parts' grade cells.

    Each gets the explanation as text, and one number between 0 and the cell's points; what could
    not be judged gets no number. No cell is run in nbgrader's process. A notebook that is no
    exercise of the course is left as it is.
    """

    course = traitlets.Any("", help="Folder of the course, with its solutions.").tag(config=True)
    device = traitlets.Any("cpu", help="cpu; or cuda, to judge the GPU checks.").tag(config=True)
    unsandboxed = traitlets.Bool(
        False, help="Grade where nothing protects the grades; every explanation says so."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Done:
        """Judge the submission that a notebook is of."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        try:
            resources[SCORES] = self._judge(nb, resources["nbgrader"])
        except GraderError as error:
            self._stop(error, resources["nbgrader"])
        finally:
            if self._is_last(resources["nbgrader"]):
                end_run(self.parent.parent)
        return nb, resources

    def _stop(self, error: GraderError, where: dict[str, str]) -> NoReturn:
        """End nbgrader, which would go on to the next student and show a traceback for each.

        What it has begun to write goes, as after a failure of its own: it would pass over it later.
        """
        end_run(self.parent.parent)
        folders = self.parent.parent.coursedir
        step = folders.autograded_directory
        begun = Path(folders.format_path(step, where["student"], where["assignment"]))
        if folders.notebook_id == "*":
            shutil.rmtree(begun, ignore_errors=True)
        else:
            (begun / f"{where['notebook']}.ipynb").unlink(missing_ok=True)
        self.log.error("%s\nTry: %s", error.message, error.remedy)
        raise SystemExit(1)

    def _judge(self, nb: NotebookNode, where: dict[str, str]) -> dict[str, float | None]:
        course = self._course()
        if where["notebook"] not in [each.name for each in course.exercises]:
            return {}
        exercise = course.exercise(where["notebook"])
        run = run_of(self.parent.parent, lambda: self._begin(course, where))
        judged = run.judge(where["student"], self._submitted(where), exercise.name)
        if judged.problem:
            again = _AGAIN.format(where["assignment"], where["student"])
            said = "%s was not judged: %s\nonce this is put right: %s"
            self.log.error(said, where["student"], judged.problem, again)
        counted = _counted(judged, exercise.name, f"{where['notebook']}.ipynb")
        found = {
            points_id(name): (score, counted + text)
            for name, score, text in _of_parts(exercise, judged, run.level)
        }
        for cell in nb.cells:
            if _grade_id(cell) in found:
                score, text = found[_grade_id(cell)]
                _require_same_points(cell, exercise)
                cell.outputs = outputs(score, text)
        return {name: score for name, (score, _) in found.items()}

    def _submitted(self, where: dict[str, str]) -> Path:
        """Return the folder with what a student handed in; Autograde holds the course's folders."""
        folders = self.parent.parent.coursedir
        step = folders.submitted_directory
        return Path(folders.format_path(step, where["student"], where["assignment"]))

    def _is_last(self, where: dict[str, str]) -> bool:
        """Say whether no notebook of the run comes after this one."""
        converter = self.parent.parent
        last = Path(max(converter.assignments)), Path(converter.notebooks[-1]).stem
        return (self._submitted(where), where["notebook"]) == last

    def _course(self) -> Course:
        if not self.course:
            raise UsageError("nbgrader does not know where the course lies", _SETTING)
        if not isinstance(self.course, str | Path):
            raise UsageError(f"c.Judge.course: {self.course!r} is no path", _SETTING)
        try:
            return load_course(Path(self.course).expanduser(), exactly=True)
        except UsageError as error:
            raise UsageError(f"c.Judge.course: {error.message}", _SETTING) from None

    def _begin(self, course: Course, where: dict[str, str]) -> AutogradeRun:
        """Begin the run of an assignment, of which every notebook may be an exercise."""
        try:
            require_device(self.device)
        except UsageError as error:
            raise UsageError(f"c.Judge.device: {error.message}", _DEVICE) from None
        with Gradebook(where["db_url"]) as gradebook:
            assignment = gradebook.find_assignment(where["assignment"])
            names = {each.name for each in assignment.notebooks}
        exercises = [each for each in course.exercises if each.name in names]
        folders = map(Path, self.parent.parent.assignments)
        self.log.info("Starting the judging of %s", ", ".join(sorted(names)))
        return AutogradeRun(
            course, exercises, folders, unsandboxed=self.unsandboxed, device=self.device
        )


def _counted(judged: Judged, exercise: str, notebook: str) -> str:
    """Say which file was judged, where it is not the notebook that one is looking at."""
    if exercise not in judged.works:
        return ""
    work = unpack(judged.works[exercise].packed, "", {}).work(exercise)
    paths = [each.path for each in work.versions] if work else []
    if not paths or notebook in paths:
        return ""
    return f"judged: {one_line(paths[0])}, handed in beside this notebook\n"


def _of_parts(
    exercise: Exercise, judged: Judged, level: str
) -> Iterator[tuple[str, float | None, str]]:
    """Return of each part its points, or None where a person has to give them, and the words."""
    warning = NO_RECORD if level == "L1" else ""
    if judged.problem:
        said = f"not graded: {one_line(judged.problem, 500)}\n{_LATER}\n"
        yield from ((part.name, None, warning + said) for part in exercise.parts)
        return
    (result,) = judged.results
    signed = f"graded by nngrader {fingerprints.own_version()}, protection {level}\n"
    for part in result.judged_parts:
        text = warning + feedback_on_part(result, part.part).plain + signed
        if part.held:
            text += "a person gives these points: not all could be judged here\n"
            yield part.part, None, text
        else:
            yield part.part, within(part.score, exercise.part(part.part).points), text


def within(score: float, points: float) -> float:
    """Return a score that nbgrader takes as it is: it makes full marks of NaN, or less than 0."""
    if not math.isfinite(score):
        raise ValueError(f"{score} is no score")
    return min(max(score, 0.0), points)


def _require_same_points(cell: NotebookNode, exercise: Exercise) -> None:
    """Refuse an assignment that was generated when the part was worth something else."""
    grade_id, points = _grade_id(cell), float(cell.metadata.nbgrader["points"])
    right = next(each.points for each in exercise.parts if points_id(each.name) == grade_id)
    if points != right:
        what = (
            f"{grade_id} is worth {points:g} in nbgrader's gradebook, and {right:g} in the course"
        )
        raise UsageError(what, _STALE)


class SaveGrades(SaveAutoGrades):
    """Keeps the points that `Judge` found. What it did not judge is for a person.

    nbgrader's own would read them from the cells' outputs, and give full marks where there are
    none: to a test of the author's own as well, which nothing has run.
    """

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        scores = resources.get(SCORES, {})
        if utils.is_solution(cell):
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            _grade_id(cell), self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = scores.get(_grade_id(cell))
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        self.gradebook.db.commit()
