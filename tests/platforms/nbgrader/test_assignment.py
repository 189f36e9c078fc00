"""Tests of the folder that `grader release --format nbgrader` writes."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from grader.authoring import write_release
from grader.commands.kernel import Kernel
from grader.commands.release import shown_nbgrader, write_nbgrader
from grader.course.model import Course, load_course
from grader.errors import UsageError
from grader.platforms.nbgrader import assignment_files, config_text
from tests.support.command_line import Run
from tests.support.files import edit, tree
from tests.support.kernels import FakeKernel
from tests.support.nbgrader_course import ROOT, cell_of

EXERCISES = [each.name for each in load_course(ROOT, exactly=True).exercises]


def test_an_assignment_holds_its_notebook_and_what_its_checks_need(course: Course) -> None:
    """No reference, no hidden suite, and no .py that nbgrader would copy over a student's."""
    files = assignment_files(course, course.exercise("rationals"), {})

    assert sorted(files) == [
        "source/rationals/course.yml",
        "source/rationals/exercises/rationals/README.md",
        "source/rationals/exercises/rationals/hints.md",
        "source/rationals/exercises/rationals/test_visible.py",
        "source/rationals/rationals.ipynb",
    ]
    assert b"words" not in files["source/rationals/course.yml"]


@pytest.mark.parametrize("name", EXERCISES)
def test_each_part_has_a_solution_cell_and_a_locked_one(name: str) -> None:
    """With the points of course.yml, for every exercise of this repository's course."""
    course = load_course(ROOT, exactly=True)
    exercise = course.exercise(name)

    text = assignment_files(course, exercise, {})[f"source/{name}/{name}.ipynb"].decode()

    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    for part in exercise.parts:
        solution = cell_of(notebook, part.name)
        grade = cell_of(notebook, f"{part.name}-points")
        said = grade["metadata"]["nbgrader"]
        assert (said["grade"], said["locked"], said["solution"]) == (True, True, False)
        assert said["points"] == part.points
        marks = solution["source"].count("### BEGIN SOLUTION\n")
        assert 1 <= marks == solution["source"].count("raise NotImplementedError")
        first, second = grade["source"].splitlines()
        assert first == "from grader.notebook import check"
        assert second.startswith(f'check("{part.name}")')
    assert "../../" not in text
    assert "THE-GRADER" not in text


def test_files_are_named_from_where_the_notebook_lies() -> None:
    """The data that an exercise reads comes along, and its pictures are found."""
    course = load_course(ROOT, exactly=True)

    files = assignment_files(course, course.exercise("titanic"), {})

    notebook = json.loads(files["source/titanic/titanic.ipynb"])
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    assert "source/titanic/data/titanic.csv" in files
    assert '"data/titanic.csv"' in text
    assert "](exercises/titanic/picture.svg)" in text
    assert 'picture("titanic")' in text
    assert not [
        each for each in assignment_files(course, course.exercise("perceptron"), {})
        if "/data/" in each
    ]  # fmt: skip


def test_its_checks_run_where_a_student_gets_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The assignment's folder is all that there is: no handout, no course around it."""
    files = assignment_files(course, course.exercise("rationals"), {})
    write_release(files, tmp_path / "got")
    notebook = json.loads(files["source/rationals/rationals.ipynb"])
    lines = cell_of(notebook, "greatest_common_divisor-points")["source"]
    monkeypatch.chdir(tmp_path / "got" / "source" / "rationals")
    kernel = FakeKernel()
    with closing(Kernel()) as ours:
        monkeypatch.setattr("grader.notebook._KERNEL", ours)
        kernel.run("def greatest_common_divisor(p, q): return 1")

        card = kernel.run("".join(lines))

    assert "greatest_common_divisor: 0 of 1 check pass" in repr(card)


def test_settings_are_python_and_name_the_course(course: Course) -> None:
    """Its path is the course's own, unless the environment says another one."""
    text = config_text(course)

    compile(text, "nbgrader_config.py", "exec")
    assert f'os.environ.get("GRADER_COURSE", {str(course.root.resolve())!r})' in text
    assert "c.CourseDirectory.course_id = 'sums-and-sentences'" in text


def test_settings_are_the_instructors_once_they_are_there(course: Course, tmp_path: Path) -> None:
    """A second release leaves them, and what nbgrader and the author put there, as they are."""
    changed, assignments = write_nbgrader(course, tmp_path / "nb")
    (tmp_path / "nb" / "nbgrader_config.py").write_text("# mine\n")
    (tmp_path / "nb/source/rationals/questions.ipynb").write_text("{}")

    again, _ = write_nbgrader(course, tmp_path / "nb")

    assert (len(changed), again) == (11, [])
    assert (tmp_path / "nb" / "nbgrader_config.py").read_text() == "# mine\n"
    assert (tmp_path / "nb/source/rationals/questions.ipynb").exists()
    assert shown_nbgrader(changed, tmp_path / "nb", assignments) == (
        f"11 files written to {tmp_path / 'nb'}: 2 assignments in source/\n"
        f"next: cd {tmp_path / 'nb'} && nbgrader generate_assignment rationals"
    )


def test_a_notebook_that_the_author_changed_is_not_written_over(
    course: Course, tmp_path: Path
) -> None:
    """Questions may have been added to it."""
    write_nbgrader(course, tmp_path / "nb")
    notebook = tmp_path / "nb/source/rationals/rationals.ipynb"
    notebook.write_text("{}")
    edit(course.root / "solutions/rationals/README.md", "Euclid's rule", "The rule")

    with pytest.raises(UsageError, match=r"rationals\.ipynb was changed since it was released"):
        write_nbgrader(course, tmp_path / "nb")

    assert notebook.read_text() == "{}"


def test_it_is_typed(course: Course, tmp_path: Path, run: Run) -> None:
    """`--format nbgrader` wants a folder, and goes with nothing else."""
    where = ("--course", course.root)

    code, out, _ = run("release", "--format", "nbgrader", "--to", tmp_path / "nb", *where)
    refused = run("release", "--format", "nbgrader", *where)

    assert (code, "2 assignments" in out) == (0, True)
    assert "nbgrader_config.py" in tree(tmp_path / "nb")
    assert refused[0] == 2
    assert "try: grader release --format nbgrader --to DIR" in refused[2]


def test_a_release_needs_no_nbgrader() -> None:
    """It is written where nbgrader is not installed."""
    program = "import sys, grader.commands.release; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0
    assert {"nbgrader", "nbformat", "traitlets"} & set(done.stdout.split()) == set()
