"""Tests of the export to Gradescope: suites are tried, and the zip is private."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.commands.export_gradescope import Exported, export, shown
from grader.course import Course, load_course
from grader.errors import CourseError, StoreError, UnknownName, UsageError
from grader.sandbox.interface import Sandbox
from tests.support.files import edit
from tests.support.fractions import add_checks

WRONG = '''

@pytest.mark.part("add")
def test_that_no_solution_passes(student):
    """One is two."""
    assert_holds(student.add((1, 1), (0, 1)) == (2, 1), "a sum")
'''


def test_the_zip_is_the_owners_alone(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """It holds the solutions; an older one of other permissions is replaced."""
    to = tmp_path / "autograder.zip"
    to.write_bytes(b"old")
    to.chmod(0o644)

    exported = export(course, ["words"], to)

    assert to.stat().st_mode & 0o777 == 0o600
    assert "run_autograder" in zipfile.ZipFile(to).namelist()
    assert shown(exported) == (
        f"{to}: words\n"
        "It holds your solutions: give it to nobody but Gradescope, which wants\n"
        "  autograder points  5\n"
        "  container          2.75 GB of memory or more\n"
        "  timeout            10 minutes"
    )


def test_a_broken_suite_is_not_exported(
    course: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """The reference fails a check: its place is named, and there is no zip."""
    add_checks(course, WRONG)

    with pytest.raises(CourseError, match=r"solutions/rationals/test_hidden.py:\d+: the reference"):
        export(course, [], tmp_path / "autograder.zip")

    assert not (tmp_path / "autograder.zip").exists()


def test_a_file_that_cannot_be_written(
    course: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """The remedy names this command's option."""
    (tmp_path / "a.zip").mkdir()

    with pytest.raises(StoreError, match="cannot be written") as refused:
        export(course, ["words"], tmp_path / "a.zip")

    assert "--to FILE.zip" in refused.value.remedy


def test_wrong_names(course: Course, tmp_path: Path) -> None:
    """An exercise that is none, and a file that is no zip."""
    with pytest.raises(UnknownName, match="word'"):
        export(course, ["word"], tmp_path / "a.zip")
    with pytest.raises(UsageError, match="no name of a zip file") as refused:
        export(course, [], tmp_path / "autograder")
    assert refused.value.remedy == f"--to {tmp_path}/autograder.zip"


def test_what_gradescope_cannot_wait_for_is_said(course: Course) -> None:
    """Its longest timeout ends in a zero; and L1 is said where it is let."""
    edit(course.root / "course.yml", "exercise_seconds: 300", "exercise_seconds: 1500")
    longer = load_course(course.root, exactly=True)

    said = shown(Exported(Path("a.zip"), longer.exercises, unsandboxed=True))

    assert "timeout            40 minutes" in said
    assert "takes 50 minutes, and Gradescope gives it 40 and then a zero" in said
    assert "without protection too" in said
