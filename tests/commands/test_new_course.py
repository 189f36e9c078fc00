"""Tests of beginning a course with exercises of another one."""

from __future__ import annotations

from pathlib import Path

import pytest

import grader
from grader.commands.new_course import new_course, shown
from grader.commands.release import problems
from grader.course.model import Course
from grader.errors import UsageError
from grader.sandbox.interface import Sandbox


@pytest.mark.slow
def test_nn_is_the_course_of_the_repository(tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """What is begun with it is fresh, its stubs pass nothing and its references everything."""
    made = new_course(tmp_path / "mine", "nn", ["perceptron", "optimizers"])

    assert [each.name for each in made.exercises] == ["perceptron", "optimizers"]
    assert problems(made) == []


def test_a_course_may_be_named_by_its_folder(course: Course, tmp_path: Path) -> None:
    """What to do next is said."""
    made = new_course(tmp_path / "mine", str(course.root), ["words"])

    said = shown(made, tmp_path / "mine")
    assert "mine: words\n" in said
    assert "grader release --check" in said


def test_an_installed_grader_has_no_solutions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Students install the grader, so nn is only where the repository is; the remedy says so."""
    monkeypatch.setattr(grader, "__file__", str(tmp_path / "site-packages/grader/__init__.py"))
    with pytest.raises(UsageError, match="nn is not here") as said:
        new_course(tmp_path / "mine", "nn", [])
    assert "clone" in said.value.remedy


def test_a_folder_without_a_course_is_no_source(tmp_path: Path) -> None:
    """The command says where it looked."""
    with pytest.raises(UsageError, match=r"no course\.yml"):
        new_course(tmp_path / "mine", str(tmp_path), [])
