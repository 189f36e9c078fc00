"""Tests of the wheel that students install: the grader, and nothing of the solutions."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns(".venv", ".git", "results", "__pycache__", "build")
    shutil.copytree(ROOT, folder / "source", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", folder, folder / "source"], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_only_the_grader(wheel: zipfile.ZipFile) -> None:
    """No folder but the package and its metadata is in it."""
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"grader"}


def test_the_wheel_holds_no_hidden_check_and_no_reference(wheel: zipfile.ZipFile) -> None:
    """Not a line of a hidden suite or of a reference is found in any file of it."""
    packed = b"\n".join(wheel.read(name) for name in wheel.namelist())
    hidden = list(ROOT.glob("solutions/*/test_hidden.py"))

    wrong = [each.with_name("misconceptions.py") for each in hidden]
    for path in [*hidden, *wrong, *(each.with_name(f"{each.parent.name}.py") for each in hidden)]:
        for line in path.read_bytes().splitlines():
            assert len(line.strip()) < 40 or line.strip() not in packed, line
    assert len(hidden) == 10
    assert not [name for name in wheel.namelist() if "solutions" in name]


def test_the_wheel_holds_what_the_far_side_needs(wheel: zipfile.ZipFile) -> None:
    """The far side's files, and the text of the self-test, come with the package."""
    names = set(wheel.namelist())

    attacks = {"grader/sandbox/attacks.py", "grader/sandbox/answer_attacks.py"}
    assert {"grader/sandbox/guest/zygote.py", *attacks} <= names


def test_the_wheel_holds_the_playground_s_page(wheel: zipfile.ZipFile) -> None:
    """What the browser loads comes with the package."""
    page = {"index.html", "page.js", "playground.js", "playground.css", "icon.svg"}

    assert {f"grader/play/static/{name}" for name in page} <= {*wheel.namelist()}


def test_the_wheel_holds_the_page_on_which_answers_are_marked(wheel: zipfile.ZipFile) -> None:
    """It comes with the package, too."""
    page = {"index.html", "mark.js", "mark.css", "icon.svg"}

    assert {f"grader/marking/static/{name}" for name in page} <= {*wheel.namelist()}


def test_the_wheel_holds_the_scripts_of_an_export(wheel: zipfile.ZipFile) -> None:
    """What Gradescope runs comes with the package."""
    scripts = {f"grader/platforms/gradescope/scripts/{n}" for n in ("setup.sh", "run_autograder")}

    assert scripts <= {*wheel.namelist()}


def test_the_wheel_holds_what_a_new_course_begins_with(wheel: zipfile.ZipFile) -> None:
    """Each file of the scaffold comes with the package."""
    folder = ROOT / "grader" / "authoring" / "scaffold"
    files = {path.relative_to(ROOT).as_posix() for path in folder.rglob("*.*") if path.is_file()}

    assert "grader/authoring/scaffold/exercise/test_hidden.py" in files
    assert {each for each in files if "__pycache__" not in each} <= {*wheel.namelist()}


def test_the_wheel_holds_the_templates_of_pages(wheel: zipfile.ZipFile) -> None:
    """What reports are drawn with comes with the package."""
    templates = {path.name for path in (ROOT / "grader" / "reports" / "templates").iterdir()}

    assert {"base.html", "page.css"} <= templates
    assert {f"grader/reports/templates/{name}" for name in templates} <= {*wheel.namelist()}
