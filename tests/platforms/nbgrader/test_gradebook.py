"""Tests of the export into a gradebook: what is in its rows, the first time and the tenth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Assignment, Base, Gradebook
from sqlalchemy import create_engine, select

from grader.course.model import Course
from grader.errors import GraderError, UsageError
from grader.platforms.nbgrader import export_results
from grader.platforms.nbgrader.gradebook import LONGEST_NAME
from grader.sandbox.verdict import Verdict
from tests.support.files import tree
from tests.support.nbgrader_course import PARTS, cell_of, done, exported, read, result_of
from tests.support.postgres import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of this module's own."""
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    address: str = request.getfixturevalue("server")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return address


def rows(db: str) -> dict[str, set[tuple[Any, ...]]]:
    """Give all rows of all tables."""
    engine = create_engine(db)
    with engine.connect() as connection:
        found = {
            name: {tuple(row) for row in connection.execute(select(table))}
            for name, table in Base.metadata.tables.items()
        }
    engine.dispose()
    return found


def grades(db: str, student: str = "ada") -> dict[str, tuple[float | None, bool, float]]:
    """Give by grade_id the automatic score, whether a person has to look, and what counts."""
    with Gradebook(db) as gradebook:
        notebook = gradebook.find_submission_notebook("rationals", "rationals", student)
        return {
            each.name: (each.auto_score, each.needs_manual_grade, each.score)
            for each in notebook.grades
        }


def test_each_part_has_its_points(course: Course, tmp_path: Path, db: str) -> None:
    """In either database, with the moment of handing in and the deadline."""
    said = exported(course, tmp_path, db, result_of(reduced=1.5), result_of("Lee, Kim"))

    assert grades(db) == {
        "greatest_common_divisor-points": (2.0, False, 2.0),
        "reduced-points": (1.5, False, 1.5),
        "add-points": (2.5, False, 2.5),
    }
    assert (said.students, said.works, said.notebooks) == (2, 2, 2)
    with Gradebook(db) as gradebook:
        submission = gradebook.find_submission("rationals", "Lee, Kim")
        assert (submission.score, submission.max_score) == (7.5, 7.5)
        assert submission.timestamp == datetime(2031, 2, 1, 12)
        assert submission.assignment.duedate == datetime(2031, 2, 28, 22, 59)


def test_a_second_export_changes_nothing(course: Course, tmp_path: Path, db: str) -> None:
    """Not a row, and not a notebook."""
    results = [result_of(), result_of("bob", add=0.0)]
    exported(course, tmp_path, db, *results)
    before = rows(db)
    notebook = tmp_path / "autograded" / "ada" / "rationals" / "rationals.ipynb"
    written = notebook.stat().st_mtime_ns

    said = exported(course, tmp_path, db, *results)

    assert rows(db) == before
    assert (said.notebooks, said.look) == (0, ())
    assert notebook.stat().st_mtime_ns == written


def test_a_persons_points_stay(course: Course, tmp_path: Path, db: str) -> None:
    """They count, and get a second look only where the grader's changed below them."""
    exported(course, tmp_path, db, result_of(add=1.0, reduced=0.0))
    with Gradebook(db) as gradebook:
        for part in ("add", "reduced"):
            grade = gradebook.find_grade(f"{part}-points", "rationals", "rationals", "ada")
            grade.manual_score, grade.needs_manual_grade = 2.25, False
        comment = gradebook.find_comment("add", "rationals", "rationals", "ada")
        comment.manual_comment = "well argued"
        gradebook.db.commit()

    said = exported(course, tmp_path, db, result_of(add=2.0, reduced=0.0))

    assert grades(db)["add-points"] == (2.0, True, 2.25)
    assert grades(db)["reduced-points"] == (0.0, False, 2.25)
    assert said.look == ("ada, rationals, add",)
    with Gradebook(db) as gradebook:
        comment = gradebook.find_comment("add", "rationals", "rationals", "ada")
        assert comment.comment == "well argued"


def test_points_that_are_held_wait_for_a_person(course: Course, tmp_path: Path, db: str) -> None:
    """No number; once they are judged, nobody has to look."""
    said = exported(course, tmp_path, db, result_of(add=1.0, held=1.5))
    waiting = grades(db)["add-points"]

    exported(course, tmp_path, db, result_of())

    assert (waiting, said.waiting) == ((None, True, 0.0), 1)
    assert grades(db)["add-points"] == (2.5, False, 2.5)


def test_rows_that_are_missing_are_added(course: Course, tmp_path: Path, db: str) -> None:
    """A part that is younger than the submission, whose rows nbgrader made before it."""
    with Gradebook(db, "sums-and-sentences") as gradebook:
        gradebook.add_assignment("rationals")
        gradebook.add_notebook("rationals", "rationals")
        gradebook.add_grade_cell(
            "reduced-points", "rationals", "rationals", max_score=1, cell_type="code"
        )
        gradebook.add_student("ada", first_name="Ada")
        gradebook.add_submission("rationals", "ada")
        gradebook.add_notebook("questions", "rationals")

    exported(course, tmp_path, db, result_of())

    assert {name: score for name, (score, *_) in grades(db).items()} == {
        "greatest_common_divisor-points": 2.0, "reduced-points": 3.0, "add-points": 2.5,
    }  # fmt: skip
    with Gradebook(db) as gradebook:
        assert gradebook.find_student("ada").first_name == "Ada"
        assert gradebook.find_comment("add", "rationals", "rationals", "ada").comment is None
        assert {each.name for each in gradebook.find_assignment("rationals").notebooks} == {
            "questions", "rationals",
        }  # fmt: skip
        cell = gradebook.find_grade_cell("reduced-points", "rationals", "rationals")
        assert cell.max_score == 3.0


def test_who_handed_nothing_in_has_no_submission(course: Course, tmp_path: Path) -> None:
    """The student is there all the same, as nbgrader has it."""
    db = f"sqlite:///{tmp_path}/gradebook.db"
    nothing = replace(result_of("eve"), verdict=Verdict.NOT_SUBMITTED, digest="")

    said = exported(course, tmp_path, db, nothing)

    assert (said.students, said.works) == (1, 0)
    with Gradebook(db) as gradebook:
        assert gradebook.find_student("eve").submissions == []
        assert gradebook.db.query(Assignment).count() == 2
    assert not (tmp_path / "autograded").exists()


def test_the_notebook_shows_the_code_and_why(course: Course, tmp_path: Path) -> None:
    """What formgrader opens: a cell for comments, and each part's number and words."""
    db = f"sqlite:///{tmp_path}/gradebook.db"

    exported(course, tmp_path, db, result_of(add=1.0, held=1.5))

    notebook = read(tmp_path / "autograded" / "ada" / "rationals" / "rationals.ipynb")
    assert "def reduced(p, q):" in cell_of(notebook, "greatest_common_divisor")["source"]
    for part in PARTS:
        said, *number = cell_of(notebook, f"{part}-points")["outputs"]
        assert f"  {part}: " in said["text"]
        assert len(number) == (part != "add")


def test_nbgraders_own_notebooks_are_left(course: Course, tmp_path: Path) -> None:
    """They are the student's own, which an export has not got."""
    path = tmp_path / "autograded" / "ada" / "rationals" / "rationals.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')

    said = exported(course, tmp_path, "", result_of())

    assert (said.notebooks, said.kept) == (0, (path,))
    assert read(path)["cells"] == []


def test_nbgrader_goes_on_from_there(course: Course, tmp_path: Path) -> None:
    """Its own commands write feedback and a CSV of what was exported."""
    exported(course, tmp_path, "", result_of(add=1.0), result_of("Lee, Kim"))

    done(tmp_path, "generate_feedback", "rationals")
    done(tmp_path, "export")

    page = (tmp_path / "feedback" / "ada" / "rationals" / "rationals.html").read_text()
    assert "add: 1 of 2.5" in page
    assert "rationals,2031-02-28 22:59:00,2031-02-01 12:00:00,ada,,,,6.0,0.0,6.0,7.5" in (
        tmp_path / "grades.csv"
    ).read_text().replace('"', "")


def test_what_is_no_database_is_said(course: Course, tmp_path: Path) -> None:
    """And never with its password."""
    with pytest.raises(UsageError, match="no address of a database"):
        exported(course, tmp_path, "nonsense", result_of())
    with pytest.raises(UsageError, match="needs MySQLdb, which is not installed"):
        exported(course, tmp_path, "mysql://me:hush@127.0.0.1/x", result_of())
    with pytest.raises(GraderError) as raised:
        exported(course, tmp_path, "postgresql+psycopg://me:hush@127.0.0.1:1/x", result_of())

    assert "me:***@127.0.0.1:1/x failed" in raised.value.message
    assert "hush" not in f"{raised.value.message}{raised.value.remedy}"
    assert not (tmp_path / "autograded").exists()


def test_a_folder_that_is_no_course_gets_no_gradebook(course: Course, tmp_path: Path) -> None:
    """A mistyped --into, or one of something else, makes nothing."""
    (tmp_path / "submissions").mkdir()
    said = r"nosuch is no course of nbgrader: it is not there"
    with pytest.raises(UsageError, match=said) as raised:
        export_results(course, [result_of()], lambda _: None, "", tmp_path / "nosuch")
    with pytest.raises(UsageError, match=r"has no nbgrader_config\.py, gradebook\.db or source/"):
        export_results(course, [result_of()], lambda _: None, "", tmp_path / "submissions")

    assert "grader release --format nbgrader --to DIR" in raised.value.remedy
    assert tree(tmp_path / "submissions") == {}
    assert not (tmp_path / "nosuch").exists()


@pytest.mark.parametrize("place", ["nosuch/gradebook.db", "another/grades.db"])
def test_an_address_of_no_gradebook_makes_none(course: Course, tmp_path: Path, place: str) -> None:
    """Neither in a folder that is not there, nor in one that is no course of nbgrader's."""
    (tmp_path / "another").mkdir()
    db = f"sqlite:///{tmp_path}/{place}"

    with pytest.raises(UsageError, match=rf"there is no gradebook {tmp_path}/{place}") as raised:
        exported(course, tmp_path, db, result_of())

    assert "c.CourseDirectory.db_url" in raised.value.remedy
    assert [*tmp_path.rglob("*.db")] == []


@pytest.mark.parametrize("mark", ["nbgrader_config.py", "source/x", "gradebook.db"])
def test_any_course_of_nbgraders_gets_its_gradebook(
    course: Course, tmp_path: Path, mark: str
) -> None:
    """Its settings may lie elsewhere, and its gradebook be of any name."""
    for folder in ("into", "other"):
        (tmp_path / folder / mark).parent.mkdir(parents=True)
        (tmp_path / folder / mark).touch()
    db = f"sqlite:///{tmp_path}/other/grades.db"

    export_results(course, [result_of()], lambda _: None, db, tmp_path / "into")

    assert grades(db)["add-points"] == (2.5, False, 2.5)


@pytest.mark.parametrize("name", ["x" * (LONGEST_NAME + 1), "..", "a/b"])
def test_a_name_that_nbgrader_cannot_have_is_refused(
    course: Course, tmp_path: Path, name: str
) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match=r"nbgrader takes|no name of a folder"):
        exported(course, tmp_path, "", result_of(name))

    assert [*tmp_path.glob("*.db")] == []


def test_a_course_that_changed_gets_its_new_points(course: Course, tmp_path: Path) -> None:
    """The cells follow course.yml."""
    db = f"sqlite:///{tmp_path}/gradebook.db"
    exported(course, tmp_path, db, result_of())
    worth = course.exercise("rationals").parts[0].model_copy(update={"points": 4.0})
    parts = (worth, *course.exercise("rationals").parts[1:])
    changed = course.exercise("rationals").with_parts(parts)
    other = course.model_copy(update={"exercises": (changed, *course.exercises[1:])})

    exported(other, tmp_path, db, result_of())

    with Gradebook(db) as gradebook:
        assert gradebook.find_submission("rationals", "ada").max_score == 9.5
