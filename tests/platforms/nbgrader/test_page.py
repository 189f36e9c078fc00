"""Tests of docs/nbgrader.md: what a newcomer types works, in this order; and of an exchange."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.authoring import new_course
from grader.course.model import Course, load_course
from grader.platforms.nbgrader.assignment import _INSTALL
from tests.support.fractions import RATIONALS
from tests.support.nbgrader_course import ROOT, answer, auto_scores, done, read, released, write

PAGE = (ROOT / "docs" / "nbgrader.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def typed(script: str, cwd: Path) -> str:
    """Type the lines of a block in a shell, with this Python's programs; give what was said."""
    mine = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        ["bash", "-e", "-c", script], cwd=cwd, env={**os.environ, **mine},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_page_is_followed(tmp_path: Path) -> None:
    """From the course's folder to grades, and the same class by the other way."""
    new_course(load_course(ROOT, exactly=True), tmp_path / "course", ["perceptron"])
    course, nb = tmp_path / "course", tmp_path / "nbgrader-course"
    reference = load_course(course, exactly=True).reference("perceptron").read_text()
    release, generate, grade, export = BLOCKS

    said = typed(release, course)
    typed(generate, course)
    for student in ("ada", "bob"):
        submitted = nb / "submitted" / student / "perceptron"
        submitted.mkdir(parents=True)
        notebook = read(nb / "release" / "perceptron" / "perceptron.ipynb")
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        if student == "ada":
            notebook["cells"] = [{**code, "id": "mine", "source": reference}]
        write(submitted / "perceptron.ipynb", notebook)
        (tmp_path / "submissions" / student).mkdir(parents=True)
        write(tmp_path / "submissions" / student / "perceptron.ipynb", notebook)
    typed(grade, nb)
    autograded = _scores(nb)
    typed(export, nb)

    assert "next: cd ../nbgrader-course && nbgrader generate_assignment perceptron" in said
    assert autograded == _scores(nb) == {"ada": 10.0, "bob": 0.0}


def _scores(nb: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{nb}/gradebook.db") as gradebook:
        found = gradebook.assignment_submissions("perceptron")
        return {each.student.id: each.score for each in found}


def test_the_page_installs_what_the_settings_ask_for() -> None:
    """One line, in both places."""
    assert f"python -m pip install {_INSTALL}" in PAGE


@pytest.mark.slow
def test_an_exchange_brings_it_to_a_student_and_back(course: Course, tmp_path: Path) -> None:
    """nbgrader's own way out and in; only where the system lets it lock a folder away."""
    nb, student, exchange = released(course, tmp_path / "nb"), tmp_path / "home", tmp_path / "ex"
    for folder in (student, exchange):
        folder.mkdir()
    exchange.chmod(0o777)
    where = (f"--Exchange.root={exchange}", f"--Exchange.cache={tmp_path / 'cache'}")
    mine = ("--course", "sums-and-sentences", *where)

    done(nb, "release_assignment", "rationals", *where)
    done(student, "fetch_assignment", "rationals", *mine)
    got = student / "rationals" / "rationals.ipynb"
    notebook = read(got)
    answer(notebook, RATIONALS)
    write(got, notebook)
    done(student, "submit", "rationals", *mine)
    done(nb, "collect", "rationals", *where)
    done(nb, "autograde", "rationals")

    (collected,) = (nb / "submitted").iterdir()
    scores = auto_scores(nb, collected.name)
    assert (collected / "rationals" / "timestamp.txt").is_file()
    assert (student / "rationals" / "exercises" / "rationals" / "test_visible.py").is_file()
    assert scores["add-points"] == (2.5, False)
