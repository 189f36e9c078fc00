"""Tests of nbgrader's own commands on a course that was released for it."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.model import Course
from tests.support.files import edit, tree
from tests.support.fractions import HERE, RATIONALS, WRONG_DIVISOR, copy_course
from tests.support.nbgrader_course import (
    CLASS,
    EXPECTED,
    PARTS,
    answer,
    auto_scores,
    cell_of,
    done,
    hand_in,
    nbgrader,
    read,
    released,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The second course, whose calls end after a few seconds."""
    course = copy_course(tmp_path_factory.mktemp("private") / "course")
    edit(course.root / "course.yml", "call_seconds: 60", "call_seconds: 5")
    return course


@pytest.fixture(scope="module")
def assignment(hurried: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nbgrader course with its assignment, before anybody handed in: no test changes it."""
    return released(hurried, tmp_path_factory.mktemp("assignment") / "course")


@pytest.fixture(scope="module")
def graded(assignment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The nbgrader course after autograding, feedback and export: no test changes it."""
    folder = shutil.copytree(assignment, tmp_path_factory.mktemp("nbgrader") / "course")
    for student, change in CLASS.items():
        submitted = hand_in(folder, student, change)
        (submitted / "timestamp.txt").write_text("2031-02-01 12:00:00 UTC\n")
        if student == "hal":
            (submitted / "rationals.py").write_text(RATIONALS)
    done(folder, "autograde", "rationals")
    done(folder, "generate_feedback", "rationals")
    done(folder, "export")
    yield folder


@pytest.mark.parametrize("student", CLASS)
def test_each_part_gets_what_it_deserves(graded: Path, student: str) -> None:
    """However the notebook was treated, and whatever its code does."""
    scores = auto_scores(graded, student)

    expected = zip(PARTS, EXPECTED[student], strict=True)
    assert {
        f"{part}-points": (points, False) for part, points in expected
    }.items() <= scores.items()


@pytest.mark.parametrize("student", CLASS)
def test_each_grade_cell_has_one_finite_number(graded: Path, student: str) -> None:
    """nbgrader makes full marks of none, of two, of NaN and of a negative one."""
    notebook = read(graded / "autograded" / student / "rationals" / "rationals.ipynb")

    for part in PARTS:
        cell = cell_of(notebook, f"{part}-points")
        said, number = cell["outputs"]
        points = float("".join(number["data"]["text/plain"]))
        assert (said["output_type"], said["name"]) == ("stream", "stdout")
        assert number["output_type"] == "execute_result"
        assert math.isfinite(points)
        assert 0 <= points <= cell["metadata"]["nbgrader"]["points"]
        assert "from grader.notebook import check" in "".join(cell["source"])


def test_what_nothing_judged_is_left_to_a_person(graded: Path) -> None:
    """A written answer, and a test of the author's own, which nothing has run: no number."""
    scores = auto_scores(graded, "ada")

    assert scores["why"] == (0, False)  # nbgrader's own word for an answer that is untouched
    assert scores["own-test"] == (None, True)


def test_a_file_beside_the_notebook_is_named(graded: Path) -> None:
    """Each of its cells says what was judged; where it was the notebook, none says so."""
    said = {
        student: [
            "".join(cell_of(notebook, f"{name}-points")["outputs"][0]["text"]) for name in PARTS
        ]
        for student in ("hal", "ada")
        for notebook in [read(graded / f"autograded/{student}/rationals/rationals.ipynb")]
    }

    beside = "judged: rationals.py, handed in beside this notebook\n"
    assert [text.startswith(beside) for text in said["hal"]] == [True] * len(PARTS)
    assert "judged:" not in "".join(said["ada"])


def test_the_explanation_stands_in_the_feedback(graded: Path) -> None:
    """The page that a student gets says what failed, and nothing of a process's own trouble."""
    page = (graded / "feedback" / "bob" / "rationals" / "rationals.html").read_text()

    assert "greatest_common_divisor: 0 of 2" in page
    assert "6 divides 12 and 18, and nothing larger does" in page
    assert "time limit" in (graded / "feedback/dan/rationals/rationals.html").read_text()
    assert "SIGSEGV" in (graded / "feedback/cyd/rationals/rationals.html").read_text()


def test_students_are_in_the_csv(graded: Path) -> None:
    """nbgrader's export has every student; it does not quote a comma, which is its own trouble."""
    rows = list(csv.reader((graded / "grades.csv").read_text("utf-8-sig").splitlines()))

    assert {row[3] for row in rows[1:]} == {*CLASS} - {"Lee, Kim"} | {"Lee"}


def test_nothing_private_leaves(graded: Path) -> None:
    """No line of a hidden suite or of the reference is in a notebook, a page or the database."""
    private = set()
    for name in ("test_hidden.py", "rationals.py"):
        lines = (HERE / "solutions" / "rationals" / name).read_text().splitlines()
        solution = [each for each in lines if each.startswith("    ")]
        private |= {each.strip() for each in solution if "Give" not in each and '"""' not in each}
    visible = (HERE / "solutions/rationals/test_visible.py").read_text()
    stub = read(graded / "source" / "rationals" / "rationals.ipynb")
    known = visible + "".join("".join(cell["source"]) for cell in stub["cells"]) + RATIONALS
    private = {each for each in private if len(each) > 16 and each not in known}
    encoded = {form for each in private for form in (each, json.dumps(each)[1:-1])}

    files = tree(graded)
    assert len(private) > 15
    assert "gradebook.db" in files
    found = {
        (name, each) for name, held in files.items() for each in encoded if each.encode() in held
    }
    assert found == set()
    assert [name for name in files if "hidden" in name] == []
    assert [name for name in files if name.endswith("/rationals.py") and "hal" not in name] == []


def test_a_newer_work_takes_the_place(assignment: Path, tmp_path: Path) -> None:
    """A resubmission is graded anew; a person's points stay, and get a second look."""
    folder = shutil.copytree(assignment, tmp_path / "course")
    submitted = hand_in(folder, "bob", lambda notebook: answer(notebook, WRONG_DIVISOR))
    (submitted / "timestamp.txt").write_text("2031-02-01 12:00:00 UTC\n")
    done(folder, "autograde", "rationals")
    before = auto_scores(folder, "bob")
    submitted = hand_in(folder, "bob", lambda notebook: answer(notebook, RATIONALS))
    (submitted / "timestamp.txt").write_text("2031-03-02 12:00:00 UTC\n")

    done(folder, "autograde", "rationals")

    after = auto_scores(folder, "bob")
    assert before["greatest_common_divisor-points"] == (0, False)
    assert after["greatest_common_divisor-points"] == (1.6, False)  # two days late: 20 %
    page = read(folder / "autograded" / "bob" / "rationals" / "rationals.ipynb")
    outputs = cell_of(page, "greatest_common_divisor-points")["outputs"]
    assert "2 days at 10 %: -20 %" in "".join(outputs[0]["text"])


@pytest.fixture
def one(assignment: Path, tmp_path: Path) -> Path:
    """A course with one student, who was not graded yet."""
    folder = shutil.copytree(assignment, tmp_path / "course")
    hand_in(folder, "bob", lambda notebook: answer(notebook, WRONG_DIVISOR))
    return folder


def test_a_course_that_is_not_there_is_said(one: Path) -> None:
    """Nobody is graded, and the setting is named: once, and in a sentence."""
    hand_in(one, "cyd", lambda notebook: None)
    typed = nbgrader(one, "autograde", "rationals", GRADER_COURSE="/nowhere")

    assert typed.returncode == 1
    assert "Traceback" not in typed.stderr
    assert typed.stderr.count("c.Judge.course: there is no course.yml in /nowhere") == 1
    assert 'Try: c.Judge.course = "/path/of/the/course" in nbgrader_config.py' in typed.stderr
    assert not [*one.glob("autograded/*/*")]

    done(one, "autograde", "rationals")  # put right, nobody is passed over

    assert (one / "autograded/bob/rationals/rationals.ipynb").is_file()


def test_one_notebook_of_an_assignment(one: Path) -> None:
    """What was graded of the others stays where its judging cannot begin."""
    done(one, "autograde", "rationals")
    graded = one / "autograded/bob/rationals"

    options = ("--notebook", "rationals", "--force")
    typed = nbgrader(one, "autograde", "rationals", *options, GRADER_COURSE="/nowhere")

    assert typed.returncode == 1
    assert not (graded / "rationals.ipynb").exists()
    assert (graded / "course.yml").is_file()


def test_a_suite_that_is_wrong_grades_nobody(one: Path, hurried: Course, tmp_path: Path) -> None:
    """The reference is tried first, as `grader grade` tries it."""
    shutil.copytree(hurried.root, tmp_path / "broken")
    edit(tmp_path / "broken/solutions/rationals/test_hidden.py", "== [7, 7]", "== [7, 8]")

    typed = nbgrader(one, "autograde", "rationals", GRADER_COURSE=str(tmp_path / "broken"))

    assert typed.returncode == 1
    assert "the reference fails hidden::test_greatest_common_divisor_with_zero" in typed.stderr
    assert "Traceback" not in typed.stderr
    assert not (one / "autograded" / "bob" / "rationals").exists()


def test_without_its_settings_nothing_is_graded(one: Path, tmp_path: Path) -> None:
    """nbgrader goes on where its settings cannot be read, and would give any card full marks."""
    other = tmp_path / "another" / "grader" / "__init__.py"
    other.parent.mkdir(parents=True)
    other.write_text("raise ModuleNotFoundError(\"No module named 'grader'\", name='grader')\n")

    typed = nbgrader(one, "autograde", "rationals", PYTHONPATH=str(other.parents[1]))

    assert typed.returncode != 0
    assert "python -m pip install 'nngrader[instructor,nbgrader]'" in typed.stderr
    assert not (one / "autograded").exists()


def test_run_by_nbgrader_itself_a_grade_cell_gives_nothing(one: Path) -> None:
    """Where the settings were taken away, the cells raise: no points, and why."""
    (one / "nbgrader_config.py").unlink()

    done(one, "autograde", "rationals")

    assert auto_scores(one, "bob")["greatest_common_divisor-points"] == (0, False)
    page = (one / "autograded" / "bob" / "rationals" / "rationals.ipynb").read_text()
    assert "its nbgrader_config.py was not read" in page
