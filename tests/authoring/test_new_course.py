"""Tests of a course that is begun with exercises of another one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader.authoring import new_course, stale
from grader.authoring.audit.equivalents import load_equivalents
from grader.authoring.audit.names import load_judgements
from grader.course.model import Course, load_course
from grader.errors import UnknownName, UsageError
from tests.support.files import ignored, tree

OURS = load_course(Path(__file__))


def test_the_chosen_exercises_go_along_and_no_others(tmp_path: Path) -> None:
    """In the order of the course, with everything that is needed to release and to audit them."""
    made = new_course(OURS, tmp_path / "mine", ["circles", "perceptron"])

    assert [each.name for each in made.exercises] == ["perceptron", "circles"]
    assert made.exercise("circles") == OURS.exercise("circles")
    assert stale(made) == []
    files = tree(tmp_path / "mine")
    assert "validity/calibration/circles.json" in files
    assert "tests/validity/chaffs/perceptron.py" in files
    assert {name.split("/")[1] for name in files if name.startswith("solutions/")} == {
        "circles", "conventions.md", "perceptron"
    }  # fmt: skip
    assert not [name for name in files if name.startswith("data/") or "titanic" in name]


def test_what_is_known_of_the_exercises_goes_along(tmp_path: Path) -> None:
    """Equivalent mutants and judged names of the chosen ones, and the reasons in course.yml."""
    made = new_course(OURS, tmp_path / "mine", ["backpropagation"])

    assert load_equivalents(made) == [
        each for each in load_equivalents(OURS) if each.exercise == "backpropagation"
    ]
    assert load_judgements(made).keys() <= {"backpropagation"}
    text = (tmp_path / "mine" / "course.yml").read_text()
    assert "# the probability of the right class" in text
    assert "`perceptron`" not in (tmp_path / "mine/solutions/conventions.md").read_text()


def test_the_playground_goes_along_with_what_it_plays(tmp_path: Path) -> None:
    """A course without any of its exercises has none."""
    new_course(OURS, tmp_path / "mine", ["activations"])
    new_course(OURS, tmp_path / "other", ["perceptron"])

    ours = (OURS.root / "playground.py").read_bytes()
    assert (tmp_path / "mine/playground.py").read_bytes() == ours
    assert not (tmp_path / "other/playground.py").exists()


def test_an_exercise_with_data_brings_it(tmp_path: Path) -> None:
    """Its suites read it."""
    new_course(OURS, tmp_path / "mine", ["titanic"])

    assert (tmp_path / "mine/data/titanic.csv").read_bytes() == (
        OURS.root / "data/titanic.csv"
    ).read_bytes()


def test_as_a_repository(tmp_path: Path) -> None:
    """The course goes along; no grade, no secret, and nothing that a machine makes by itself."""
    new_course(OURS, tmp_path / "mine", ["perceptron"])
    made = {
        "results/grades.csv", "results/results.sqlite", "term/results.sqlite-wal",
        "autograder.zip", ".venv/bin/python", "solutions/perceptron/__pycache__/x.pyc",
        "exercises/perceptron/.ipynb_checkpoints/perceptron.ipynb", ".grader/progress.json",
        "junit.xml", ".pytest_cache/x", "pictures/perceptron.svg",
    }  # fmt: skip

    files = {*tree(tmp_path / "mine"), *made}

    assert ignored(tmp_path / "mine", files) == made


def test_all_of_them_by_default(tmp_path: Path) -> None:
    """The same course again, comments and all."""
    new_course(OURS, tmp_path / "mine")

    for name in ("course.yml", "validity/equivalent.yml", "validity/names.yml"):
        assert (tmp_path / "mine" / name).read_text() == (OURS.root / name).read_text()


@pytest.mark.parametrize("kept", [["words"], ["rationals"]])
def test_the_first_and_the_last_row(course: Course, tmp_path: Path, kept: list[str]) -> None:
    """What stands before and behind the list of exercises stays."""
    lateness = "lateness: {percent_per_day: 10, at_most_percent: 50}\n"
    text = (course.root / "course.yml").read_text().replace(lateness, "")
    (course.root / "course.yml").write_text(f"{text}\n{lateness}")

    new_course(load_course(course.root), tmp_path / "mine", kept)

    before, after = (
        yaml.safe_load((folder / "course.yml").read_text())
        for folder in (course.root, tmp_path / "mine")
    )
    assert [each["name"] for each in after.pop("exercises")] == kept
    assert before.pop("exercises") and before == after


def test_a_comment_belongs_to_the_row_below_it(course: Course, tmp_path: Path) -> None:
    """It leaves with its row."""
    text = (course.root / "course.yml").read_text()
    first = f"  - name: {course.exercises[0].name}"
    (course.root / "course.yml").write_text(text.replace(first, f"  # easy\n{first}"))

    new_course(load_course(course.root), tmp_path / "mine", [course.exercises[1].name])

    assert "easy" not in (tmp_path / "mine/course.yml").read_text()


def test_an_unknown_exercise_is_named(tmp_path: Path) -> None:
    """Nothing is written for it."""
    with pytest.raises(UnknownName, match="circle"):
        new_course(OURS, tmp_path / "mine", ["circle"])
    assert not (tmp_path / "mine").exists()


def test_a_folder_with_something_in_it_is_refused(course: Course, tmp_path: Path) -> None:
    """Nobody's course is written over."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "course.yml").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        new_course(course, tmp_path / "mine")
    assert tree(tmp_path / "mine") == {"course.yml": b"mine"}


def test_a_students_folder_is_no_source(course: Course, tmp_path: Path) -> None:
    """It has no solutions."""
    (course.root / "solutions").rename(tmp_path / "gone")
    with pytest.raises(UsageError, match="student's folder"):
        new_course(course, tmp_path / "mine")


def test_rows_in_brackets_are_refused(course: Course, tmp_path: Path) -> None:
    """A list in one line cannot be taken apart by lines."""
    parts = "parts: [{name: split_words, points: 1}]"
    row = f"{{name: words, title: Words, {parts}}}"
    (course.root / "course.yml").write_text(f"name: In one line\nexercises: [{row}]\n")
    with pytest.raises(UsageError, match="brackets"):
        new_course(load_course(course.root), tmp_path / "mine", ["words"])
    assert not (tmp_path / "mine").exists()
