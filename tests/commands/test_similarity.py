"""Tests of grader similarity, from a class's folder to its page."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.commands.grade import GradeOptions
from grader.commands.similarity import similarity
from grader.course.model import load_course
from grader.errors import MissingLibrary, UsageError
from grader.similarity import fingerprints

pytest.importorskip("copydetect")

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "examples" / "class"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a class in which one handed in another's titanic, under another name."""
    folder = tmp_path / "class"
    for student in ("ada-lindqvist", "bruno-ferreira", "jonas-weber"):
        shutil.copytree(CLASS / student, folder / student)
    theirs = next((folder / "ada-lindqvist").rglob("titanic.*"))
    target = folder / "zoe" / theirs.name
    target.parent.mkdir()
    target.write_text("# mine\n" + theirs.read_text("utf-8").replace("weights", "w"), "utf-8")
    return folder


def run(*words: object) -> tuple[int, str]:
    """Run grader similarity on this course."""
    done = CliRunner().invoke(app, ["similarity", *map(str, words), "--course", str(ROOT)])
    return done.exit_code, done.output


def test_a_copy_is_shown_and_nobody_else(copied: Path, tmp_path: Path) -> None:
    """The pair with its exercise on the screen, and side by side in the page."""
    code, said = run(copied, "--out", tmp_path / "out")

    assert code == 0
    assert "titanic: ada-lindqvist and zoe, " in said
    assert said.count("% alike") == 1
    assert "never a verdict" in said
    page = (tmp_path / "out" / "similarity.html").read_text("utf-8")
    assert "ada-lindqvist and zoe" in page


def test_the_page_is_for_this_user_alone(copied: Path, tmp_path: Path) -> None:
    """It shows works, and the reference beside them."""
    before = os.umask(0)
    try:
        run(copied, "--out", tmp_path / "out", "--exercise", "titanic")
    finally:
        os.umask(before)

    assert (tmp_path / "out" / "similarity.html").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_last_years_works_are_compared_too(copied: Path, tmp_path: Path) -> None:
    """A work that was handed in a year ago is found, by its folder and student."""
    (tmp_path / "2025").mkdir()
    shutil.move(copied / "zoe", tmp_path / "2025" / "zoe")
    shutil.copytree(CLASS / "goran-petrovic", tmp_path / "2025" / "goran-petrovic")

    code, said = run(copied, "--reference", tmp_path / "2025", "--out", tmp_path / "out")

    assert code == 0
    assert f"titanic: ada-lindqvist and {tmp_path / '2025'}/zoe" in said.replace("\n", "")


def test_the_reference_solution_counts_as_an_older_work(copied: Path, tmp_path: Path) -> None:
    """Who hands in what only the course's author should have is shown."""
    leaked = copied / "zoe" / "backpropagation.py"
    shutil.copy(ROOT / "solutions" / "backpropagation" / "backpropagation.py", leaked)

    _, said = run(copied, "--out", tmp_path / "out", "--exercise", "backpropagation")

    assert "backpropagation: zoe and the reference solution, 100% alike" in said


def test_one_work_is_nothing_to_compare(tmp_path: Path) -> None:
    """A folder of one student: said, and nothing is written."""
    shutil.copytree(CLASS / "ada-lindqvist", tmp_path / "class" / "ada-lindqvist")

    options = GradeOptions(tmp_path / "class", tmp_path / "out", exercises=["circles"])
    with pytest.raises(UsageError, match="no two works"):
        similarity(load_course(ROOT), options)

    assert not (tmp_path / "out").exists()


def test_without_copydetect_it_says_what_to_install(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line to type, and no traceback."""
    fingerprints._copydetect.cache_clear()
    monkeypatch.setitem(sys.modules, "copydetect", None)
    with pytest.raises(MissingLibrary) as missing:
        similarity(load_course(ROOT), GradeOptions(copied, tmp_path / "out"))
    fingerprints._copydetect.cache_clear()

    assert "python -m pip install copydetect" in missing.value.remedy
    assert not (tmp_path / "out").exists()
