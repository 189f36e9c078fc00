"""Tests of `grader export nbgrader`: from a graded class to a gradebook."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.commands.export_nbgrader import export_nbgrader, shown
from grader.commands.grade import GradeOptions, grade_class
from grader.course.model import Course
from grader.errors import MissingLibrary, UsageError
from grader.platforms.nbgrader import Exported
from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run
from tests.support.fractions import STUDENTS, class_of
from tests.support.nbgrader_course import PROGRAMS, cell_of, read


@pytest.fixture
def results(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Path:
    """A class that was graded, and the folder of its results."""
    students = {**STUDENTS, "Lee, Kim": STUDENTS["ada"]}
    grade_class(course, GradeOptions(class_of(tmp_path / "class", students), tmp_path / "out"))
    return tmp_path / "out"


def test_the_grades_are_those_of_the_class(
    course: Course, results: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed: every work is in the gradebook, and its notebook where formgrader looks.

    Also where the environment is not active, and nbgrader's own programs are not on PATH.
    """
    into = tmp_path / "nb"
    (into / "source").mkdir(parents=True)
    typed = ("export", "nbgrader", results, "--into", into, "--course", course.root)
    monkeypatch.setenv("PATH", os.defpath)

    first, second = run(*typed), run(*typed)

    monkeypatch.setenv("PATH", PROGRAMS)
    assert first == (
        0,
        f"in the gradebook: 8 works of 6 students; 8 notebooks written below {into}/autograded\n",
        "",
    )
    assert second[1].startswith("in the gradebook: 8 works of 6 students; 0 notebooks ")
    with Gradebook(f"sqlite:///{into}/gradebook.db", "sums-and-sentences") as gradebook:
        scores = {
            (each.student.id, each.assignment.name): each.score
            for name in ("rationals", "words")
            for each in gradebook.assignment_submissions(name)
        }
    assert scores == {
        ("ada", "rationals"): 7.5, ("ada", "words"): 5.0,
        ("bob", "rationals"): 5.5, ("bob", "words"): 0.0,
        ("cyd", "words"): 5.0, ("dan", "rationals"): 0.0,
        ("Lee, Kim", "rationals"): 7.5, ("Lee, Kim", "words"): 5.0,
    }  # fmt: skip
    notebook = read(into / "autograded" / "cyd" / "words" / "words.ipynb")
    assert "def split_words" in cell_of(notebook, "split_words")["source"]


def test_a_folder_without_results_is_said(course: Course, tmp_path: Path) -> None:
    """With the option that names it."""
    with pytest.raises(UsageError, match=r"there is no .*results\.sqlite"):
        export_nbgrader(course, tmp_path / "nothing", tmp_path)


def test_without_nbgrader_the_line_that_installs_it_is_said(
    course: Course, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no part of what an instructor installs otherwise."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(MissingLibrary) as raised:
        export_nbgrader(course, results, tmp_path)

    assert raised.value.remedy == "python -m pip install nbgrader"


def test_what_a_person_has_to_do_is_said() -> None:
    """Points to give, points that changed below theirs, and notebooks that were left."""
    look = tuple(f"s{number}, rationals, add" for number in range(12))
    said = [*shown(Exported(3, 4, 1, look, 2, (Path("a"),)), Path("nb"))]

    assert said[1] == "points that a person has to give, in formgrader: 2 parts"
    assert said[2].startswith("changed below points that a person gave, which still count: s0, ")
    assert said[2].endswith("s9, rationals, add; and 2 more")
    assert said[3] == "left as nbgrader wrote them: 1 notebook in autograded/"


def test_what_nbgrader_has_no_place_for_is_said(
    course: Course, results: Path, tmp_path: Path, run: Run
) -> None:
    """Points of a whole exercise, and an excuse: a part's own are carried."""
    (tmp_path / "nb" / "source").mkdir(parents=True)
    about = ("--out", results, "--course", course.root, "--reason", "x")
    run("adjust", "bob", "rationals", "--points=+1", *about)
    run("adjust", "bob", "words", "--excuse", *about)
    run("adjust", "ada", "rationals", "add", "--points=-1", *about)

    code, said, _ = run(
        "export", "nbgrader", results, "--into", tmp_path / "nb", "--course", course.root
    )

    assert code == 0
    assert said.splitlines()[1:] == [
        "nbgrader has points of parts alone; to be corrected in formgrader: bob, rationals "
        "(+1 points); bob, words (excused)"
    ]
