"""Tests of the light installation: no torch, scikit-learn, scipy and matplotlib are there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from grader.authoring.derive import bundle
from grader.course.model import Course, load_course
from tests.support.command_line import pytest_typed, typed
from tests.support.fractions import FOLDER, RATIONALS, WORDS, class_of

MISSING = ("torch", "sklearn", "scipy", "matplotlib", "pandas", "nbgrader", "nbformat")
HIDE = """
import sys
from importlib.machinery import PathFinder


class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        hidden = name.partition(".")[0] in %s
        return None if hidden else PathFinder.find_spec(name, path, target)


sys.meta_path[:] = [Without if each is PathFinder else each for each in sys.meta_path]
"""
SMALL = "python -m pip install torch"


@pytest.fixture
def light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python that this test starts finds no more than the light installation has."""
    hide(MISSING, tmp_path, monkeypatch)


def hide(libraries: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these be installed for no Python that a test starts from now on."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(HIDE % (libraries,), encoding="utf-8")
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, [str(tmp_path / "site"), before]))
    )


@pytest.fixture
def mine(course: Course, tmp_path: Path, light: None) -> Path:
    """A student's folder of a course that needs no library, but in its second exercise."""
    bundle(course, tmp_path / "mine")
    suite = tmp_path / "mine" / "exercises" / "words" / "test_visible.py"
    suite.write_text(f"import torch\n{suite.read_text(encoding='utf-8')}", encoding="utf-8")
    (tmp_path / "mine" / FOLDER / "rationals.py").write_text(RATIONALS, encoding="utf-8")
    return tmp_path / "mine"


@pytest.mark.slow
def test_a_student_begins_without_torch(mine: Path) -> None:
    """list, hint, check and pytest work; what needs torch is named with the line for it."""
    listed, hint = typed("list", cwd=mine), typed("hint", "words", cwd=mine)
    all_of_it, of_torch = typed("check", cwd=mine), typed("check", "words", cwd=mine)
    plot = typed("plot", cwd=mine)
    tried = typed("try", "words", "Counter", cwd=mine)
    code, said = pytest_typed(mine)

    assert (listed.returncode, hint.returncode) == (0, 0), listed.stderr + hint.stderr
    assert (all_of_it.returncode, all_of_it.stderr) == (0, "")
    assert "visible: 3 of 3" in all_of_it.stdout
    assert f"words needs torch, which is not installed\ntry: {SMALL}" in all_of_it.stdout
    assert (of_torch.returncode, of_torch.stdout) == (2, "")
    assert f"error: words needs torch, which is not installed\ntry: {SMALL}" in of_torch.stderr
    assert (tried.returncode, tried.stderr) == (2, of_torch.stderr)
    assert plot.returncode == 2
    assert "pictures need matplotlib" in plot.stderr
    assert plot.stderr.endswith("try: python -m pip install matplotlib\n")
    assert (code, "3 passed, 1 skipped" in said) == (0, True), said
    assert f"words needs torch, which is not installed: {SMALL}" in said


@pytest.mark.slow
def test_a_course_without_torch_needs_none(course: Course, tmp_path: Path, light: None) -> None:
    """It is released, checked and graded where there is no torch."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS, "words.py": WORDS}})

    released = typed("release", "--to", tmp_path / "handout", cwd=course.root)
    graded = typed("grade", tmp_path / "class", "--unsandboxed", cwd=course.root)

    assert (released.returncode, released.stderr) == (0, "")
    assert "torch" not in (tmp_path / "handout" / "README.md").read_text(encoding="utf-8")
    assert graded.returncode == 0, graded.stderr
    assert "ada" in graded.stdout


@pytest.mark.slow
def test_an_author_reads_what_to_install(course: Course, light: None) -> None:
    """Gates ask for scipy, and a suite for what it imports: no traceback, and the line."""
    suite = course.solution_folder("words") / "test_hidden.py"
    suite.write_text(f"import sklearn\n{suite.read_text(encoding='utf-8')}", encoding="utf-8")
    checked = typed("release", "--check", cwd=course.root)
    fields = yaml.safe_load((course.root / "course.yml").read_text(encoding="utf-8"))
    gate = {
        "name": "easy", "part": "add", "threshold": 0.9, "seeds": 3, "need": 2, "trivial": 0.5,
        "calibration": {"runs": 10000, "failures": 25, "upper": 0.0035, "false_fail": 3.7e-05},
    }  # fmt: skip
    fields["exercises"][0]["gates"] = [gate]
    (course.root / "course.yml").write_text(yaml.safe_dump(fields), encoding="utf-8")

    listed = typed("list", cwd=course.root)

    assert (checked.returncode, listed.returncode) == (2, 2)
    assert "ModuleNotFoundError: No module named 'sklearn'" in checked.stderr
    assert checked.stderr.endswith("try: python -m pip install scikit-learn\n")
    assert listed.stderr == (
        "error: this needs scipy, which is not installed\ntry: python -m pip install scipy\n"
    )


ALL_TYPED = """
import sys
from grader import cli

for line in sys.stdin:
    sys.argv = ["grader", *line.split()]
    try:
        ended = cli.main()
    except SystemExit as error:
        ended = error.code
    print(f"{line.strip()} ends in {ended or 0}", flush=True)
"""


@pytest.mark.slow
def test_a_course_begins_clean_without_torch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a line is changed it is released, audited, checked and graded; scipy is there."""
    hide(tuple(each for each in MISSING if each != "scipy"), tmp_path, monkeypatch)
    made, added = (
        typed(*words, cwd=folder)
        for words, folder in [
            (("new-course", "mine"), tmp_path),
            (("new", "layers"), tmp_path / "mine"),
        ]
    )
    course = load_course(tmp_path / "mine")
    right = {
        f"{each.name}.py": course.reference(each.name).read_text() for each in course.exercises
    }
    class_of(tmp_path / "class", {"ada": right})
    commands = [
        "release", "release --check", "audit --quick layers", "release --to ../handout",
        "check --course ../handout --submission ../class/ada", "grade ../class",
    ]  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", ALL_TYPED], input="\n".join(commands), cwd=course.root,
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (made.returncode, added.returncode) == (0, 0), made.stderr + added.stderr
    ended = [line for line in done.stdout.splitlines() if " ends in " in line]
    assert ended == [f"{line} ends in 0" for line in commands], done.stdout + done.stderr
    assert "everything derived is fresh" in done.stdout
    assert "the audit is clean" in done.stdout
    assert "torch" not in done.stdout
    assert (course.root / "results/grades.csv").read_text().count('"ada",3.00,3.00,6.00,') == 1


@pytest.mark.slow
def test_an_audit_says_at_once_what_it_needs(course: Course, light: None) -> None:
    """Not after half an hour."""
    audited = typed("audit", cwd=course.root)

    assert (audited.returncode, audited.stdout) == (2, "")
    assert audited.stderr == (
        "error: an audit computes bounds with scipy, which is not installed\n"
        "try: python -m pip install scipy\n"
    )
