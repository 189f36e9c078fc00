"""Tests of what students meet of parts that a person marks: released, listed, packed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from grader.authoring import derive
from grader.cli import app
from grader.commands.pack import pack
from grader.course.model import Course, load_course
from grader.errors import UsageError
from grader.sandbox.interface import Sandbox
from tests.support.by_hand import png, with_answers
from tests.support.fractions import RATIONALS

ESSAY = "# An essay\n\n## What is judged\n\nA sketch.\n"


@pytest.fixture
def handout(course: Course, tmp_path: Path) -> Course:
    """The students' folder of a course that asks for a text and a picture."""
    (course.root / "solutions" / "essay").mkdir()
    (course.root / "solutions" / "essay" / "README.md").write_text(ESSAY)
    derive.bundle(with_answers(course), tmp_path / "handout")
    return load_course(tmp_path / "handout", exactly=True)


def typed(course: Course, *words: str) -> Result:
    """Type a command in a student's folder."""
    return CliRunner().invoke(app, [*words, "--course", str(course.root)], env={"COLUMNS": "200"})


def test_what_earns_points_is_not_handed_out(handout: Course) -> None:
    """Students know the items and their points; what earns them may say what the answer is."""
    text = (handout.root / "course.yml").read_text("utf-8")

    assert "one number" not in text
    assert [(i.name, i.points) for i in handout.exercises[0].marked[0].rubric] == [
        ("idea", 2),
        ("example", 1),
    ]
    assert handout.exercise("rationals").max_score == 10.5
    assert sorted(p.name for p in handout.exercise_folder("essay").iterdir()) == ["README.md"]


def test_the_notebook_has_a_cell_for_it(handout: Course) -> None:
    """It is empty, so that nothing was handed in yet."""
    notebook = json.loads((handout.exercise_folder("rationals") / "rationals.ipynb").read_text())
    texts = ["".join(cell["source"]) for cell in notebook["cells"]]
    place = texts.index("## Answer: why_reduce\n\n")

    assert "3 points" in texts[place - 1] and "why_reduce.md" in texts[place - 1]


def test_a_course_that_has_only_such_exercises_is_released(tmp_path: Path) -> None:
    """Lessons alone: there are no suites and no stubs."""
    solution = tmp_path / "course" / "solutions" / "essay"
    solution.mkdir(parents=True)
    (solution / "README.md").write_text(ESSAY)
    part = {"name": "essay", "points": 1, "by": "hand", "rubric": [{"name": "all", "points": 1}]}
    fields = {"name": "C", "exercises": [{"name": "essay", "title": "E", "parts": [part]}]}
    (tmp_path / "course" / "course.yml").write_text(yaml.safe_dump(fields))

    derive.bundle(load_course(tmp_path / "course", exactly=True), tmp_path / "handout")

    assert "An essay" in (tmp_path / "handout" / "exercises" / "essay" / "README.md").read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("check", "essay"), ("check", "rationals", "why_reduce"), ("hint", "essay"),
        ("hint", "rationals", "why_reduce"), ("try", "essay"), ("watch", "essay"),
    ],
)  # fmt: skip
def test_nothing_is_checked_of_it(handout: Course, words: tuple[str, ...]) -> None:
    """It is said what to hand in instead."""
    error = typed(handout, *words).exception

    assert isinstance(error, UsageError)
    assert "is marked by hand" in error.message
    assert "hand it in" in error.remedy


def test_it_is_listed(handout: Course) -> None:
    """With its points, and no part of what can pass."""
    said = typed(handout, "list").output

    assert "not checked: marked by hand" in said
    assert "0 of 5 parts pass" in said


class TestPack:
    """What is handed in goes along, whatever became of the code."""

    def test_answers_alone(self, handout: Course) -> None:
        """The code is as it was handed out, and does not stop them."""
        (handout.exercise_folder("rationals") / "why_reduce.md").write_text("So.")
        (handout.exercise_folder("essay") / "sketch.png").write_bytes(png())

        packed = pack(handout, [])

        assert packed.path
        with zipfile.ZipFile(packed.path) as archive:
            assert {*archive.namelist()} == {"why_reduce.md", "sketch.png"}
            assert archive.read("sketch.png") == png()

    def test_beside_code(self, handout: Course, lent_sandbox: Sandbox) -> None:
        """Which is tried as ever."""
        (handout.exercise_folder("rationals") / "rationals.py").write_text(RATIONALS)
        (handout.exercise_folder("rationals") / "why_reduce.md").write_text("So.")

        packed = pack(handout, ["rationals"])

        assert packed.whole
        assert {*packed.names} == {"rationals.py", "why_reduce.md"}
        assert packed.exercises[0].result is not None

    def test_none(self, handout: Course) -> None:
        """What is missing is said by its name."""
        packed = pack(handout, ["essay"])

        assert packed.exercises[0].refused == "there is no sketch.png"
        assert packed.path is None
