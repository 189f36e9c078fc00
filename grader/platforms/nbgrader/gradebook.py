"""Results → an nbgrader gradebook, as often as one likes: rows are added, and none is removed.

An assignment and its notebook are called as the exercise. A person's points stay: where what the
grader found changes under them, nbgrader asks for another look.
"""

from __future__ import annotations

import os
import sysconfig
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    SubmittedNotebook,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError

from grader.course import Course, Exercise
from grader.errors import GraderError, UsageError
from grader.judging import PartScore, Result, Standing
from grader.platforms.nbgrader.assignment import CONFIG, course_id
from grader.platforms.nbgrader.autograded import autograded_notebook, grade_cell, is_ours
from grader.platforms.nbgrader.cells import points_id, solution_id
from grader.sandbox.verdict import Verdict
from grader.store import write_whole
from grader.submission import Submission

DATABASE = "gradebook.db"
LONGEST_NAME = 128
"""Characters of a student's name: nbgrader's own limit."""

_INTO = "--into with its folder, or write one: grader release --format nbgrader --to DIR"
_DATABASES = "--db sqlite:///gradebook.db, or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
_UPGRADE = "is it there, and of this nbgrader? nbgrader db upgrade brings an older one up to date"

SubmissionOf = Callable[[Result], Submission | None]


@dataclass(frozen=True)
class Exported:
    """What an export did: how many students and works, and what was changed by it.

    ``look`` names points that a person gave, under which the grader's changed; ``waiting`` counts
    parts that a person has to give points for. ``kept`` are notebooks that nbgrader wrote, and that
    were left as they are. ``apart`` names what was decided of whole exercises, for which nbgrader
    has no place.
    """

    students: int
    works: int
    notebooks: int
    look: tuple[str, ...]
    waiting: int
    kept: tuple[Path, ...]
    apart: tuple[str, ...] = ()


def export_results(
    course: Course,
    results: Sequence[Result],
    submission_of: SubmissionOf,
    db: str,
    folder: Path,
    name: str = "",
) -> Exported:
    """Write a class's results into the gradebook ``db``, and below ``folder`` the notebooks.

    ``db`` is an address that SQLAlchemy knows; without one it is nbgrader's own, in ``folder``.
    ``name`` is what the course is called in nbgrader.

    Raises `UsageError` for an address or a name that nbgrader cannot use and for a folder that is
    no course of nbgrader's, and `GraderError` where the gradebook does not take the results.
    """
    judged = {each.name for each in course.judged}
    results = [each for each in results if each.exercise in judged]
    handed_in = [each for each in results if each.verdict != Verdict.NOT_SUBMITTED]
    for student in {each.student for each in results}:
        _require_usable(student)
    done: Exported = Exported(len({r.student for r in results}), len(handed_in), 0, (), 0, ())
    done = replace(done, apart=tuple(_apart(results)))
    _require_course(folder)
    file = str((folder / DATABASE).resolve())
    address = db or URL.create("sqlite", database=file).render_as_string(hide_password=False)
    with _opened(address, name or course_id(course)) as gradebook:
        rows = {each.name: _Rows(gradebook, each) for each in course.judged}
        for student in sorted({each.student for each in results}):
            gradebook.update_or_create_student(student)
        for result in handed_in:
            look, waiting = rows[result.exercise].save(result)
            done = replace(done, look=(*done.look, *look), waiting=done.waiting + waiting)
    for result in handed_in:
        exercise = course.exercise(result.exercise)
        at = folder / "autograded" / result.student / exercise.name
        path = at / f"{exercise.name}.ipynb"
        text = autograded_notebook(exercise, result, submission_of(result))
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        if before is not None and not is_ours(before):
            done = replace(done, kept=(*done.kept, path))
        elif before != text:
            write_whole(path, text, "--into DIR")
            done = replace(done, notebooks=done.notebooks + 1)
    return done


def _apart(results: Iterable[Result]) -> Iterator[str]:
    """Name excuses, and points that were set or added beside an exercise's parts."""
    for each in results:
        what = f"{each.student}, {each.exercise}"
        if each.standing is Standing.EXCUSED:
            yield f"{what} (excused)"
        elif each.adjustment:
            yield f"{what} ({each.adjustment:+g} points)"


def _require_usable(student: str) -> None:
    """Refuse a name that nbgrader has no row for, or that is no folder's."""
    if len(student) > LONGEST_NAME:
        what = f"{student[:40]}… has more than the {LONGEST_NAME} characters that nbgrader takes"
        raise UsageError(what, "rename the student's folder, and grade it again")
    if any(each in student for each in "/\0") or student in ("", ".", ".."):
        raise UsageError(f"{student!r} is no name of a folder", "rename the student's folder")


def _require_course(folder: Path) -> None:
    """Refuse a folder in which nbgrader has no course: a gradebook there would be a new one."""
    marks = (CONFIG, DATABASE, "source")
    if not any((folder / mark).exists() for mark in marks):
        what = "is not there" if not folder.is_dir() else f"has no {CONFIG}, {DATABASE} or source/"
        raise UsageError(f"{folder} is no course of nbgrader: it {what}", _INTO)


def _require_place(address: URL) -> None:
    """Refuse the address of a file that is not there, unless it is to lie in nbgrader's course."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return
    path = Path(str(address.database))
    if not path.exists():
        try:
            _require_course(path.parent)
        except UsageError as error:
            what = f"there is no gradebook {path}, and {error.message}"
            raise UsageError(
                what, "--db with the one that nbgrader uses: c.CourseDirectory.db_url"
            ) from None


@contextmanager
def _programs() -> Iterator[None]:
    """Let nbgrader find alembic, which it starts by name, in an environment that is not active."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{sysconfig.get_path('scripts')}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextmanager
def _opened(db: str, course: str) -> Iterator[Gradebook]:
    """Open a gradebook, or make one; never say the password of its address."""
    try:
        url = make_url(db)
    except ArgumentError:
        raise UsageError("this is no address of a database", _DATABASES) from None
    _require_place(url)
    address = url.render_as_string(hide_password=True)
    try:
        with warnings.catch_warnings(), _programs(), Gradebook(db, course) as gradebook:
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own way to fill its tables
            yield gradebook
    except ModuleNotFoundError as error:
        fix = f"python -m pip install {'psycopg[binary]' if 'psycopg' in str(error) else ''}"
        raise UsageError(f"{address} needs {error.name}, which is not installed", fix) from None
    except (SQLAlchemyError, InvalidEntry) as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise GraderError(f"the gradebook {address} failed: {said}", _UPGRADE) from None


class _Rows:
    """The rows of one exercise: those of its cells are made where they are missing."""

    def __init__(self, gradebook: Gradebook, exercise: Exercise) -> None:
        self._gradebook, self._exercise = gradebook, exercise
        name = exercise.name
        where = name, name
        try:
            gradebook.find_assignment(name)  # a deadline that was moved there stays
        except MissingEntry:
            due = {"duedate": exercise.deadline} if exercise.deadline else {}
            gradebook.add_assignment(name, **due)
        self._notebook = gradebook.update_or_create_notebook(*where)
        self._cells: dict[str, str] = {}
        self._comments: list[str] = []
        for part in exercise.parts:
            most = {"max_score": part.points, "cell_type": "code"}
            cell = gradebook.update_or_create_grade_cell(points_id(part.name), *where, **most)
            self._cells[part.name] = cell.id
            solution = gradebook.update_or_create_solution_cell(solution_id(part.name), *where)
            self._comments.append(solution.id)
            self._add_source(part.name)

    def save(self, result: Result) -> tuple[list[str], int]:
        """Save one student's result; return whose points need a look, and how many wait."""
        name, db = self._exercise.name, self._gradebook.db
        when = {"timestamp": result.handed_in} if result.handed_in else {}
        submission = self._gradebook.update_or_create_submission(name, result.student, **when)
        notebook = self._submitted(submission)
        grades = {each.cell_id: each for each in notebook.grades}
        look = []
        for part in result.judged_parts:
            cell = self._cells[part.part]
            grade = grades.get(cell) or Grade(cell_id=cell, notebook_id=notebook.id)
            db.add(grade)
            if _save_points(grade, part):
                look.append(f"{result.student}, {name}, {part.part}")
        known = {each.cell_id for each in notebook.comments}
        missing = [each for each in self._comments if each not in known]
        db.add_all(Comment(cell_id=each, notebook_id=notebook.id) for each in missing)
        db.commit()
        return look, sum(part.held > 0 for part in result.judged_parts)

    def _submitted(self, submission: Any) -> Any:
        """Return a submission's notebook; it lacks one that is younger than the submission."""
        mine: Iterable[Any] = submission.notebooks
        for notebook in mine:
            if notebook.notebook_id == self._notebook.id:
                return notebook
        made = SubmittedNotebook(notebook_id=self._notebook.id, assignment_id=submission.id)
        self._gradebook.db.add(made)
        self._gradebook.db.commit()
        return made

    def _add_source(self, part: str) -> None:
        """Say what a part's cells hold, unless `nbgrader generate_assignment` has said it."""
        where = self._exercise.name, self._exercise.name
        locked = grade_cell(self._exercise, part)
        for name, source, checksum in (
            (points_id(part), locked.source, locked.metadata.nbgrader.checksum),
            (solution_id(part), "", None),
        ):
            try:
                self._gradebook.find_source_cell(name, *where)
            except MissingEntry:
                self._gradebook.add_source_cell(
                    name, *where, cell_type="code", locked=checksum is not None,
                    source=source, checksum=checksum,
                )  # fmt: skip


def _save_points(grade: Any, part: PartScore) -> bool:
    """Save a part's points; say whether they changed under a person's."""
    score = None if part.held else part.score
    changed = grade.manual_score is not None and grade.auto_score != score
    grade.auto_score = score
    if changed:
        grade.needs_manual_grade = True
    elif grade.manual_score is None:
        grade.needs_manual_grade = score is None
    return changed
