"""The files of this course's handout, run by themselves: ``python titanic.py``, from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring.derive import bundle, reference_source, stub_source
from grader.course.model import Course, load_course

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
NAMES = [each.name for each in COURSE.exercises]


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The students' folder."""
    folder = tmp_path_factory.mktemp("handout") / "course"
    bundle(COURSE, folder)
    return load_course(folder, exactly=True)


def script(handout: Course, name: str) -> Path:
    """Return an exercise's file in the handout."""
    return handout.exercise_folder(name) / f"{name}.py"


def finish(handout: Course, name: str, below: str = "") -> None:
    """Write the reference in, as a student would, and something below it."""
    when_run = script(handout, name).read_text("utf-8").removeprefix(stub_source(COURSE, name))
    text = f"{reference_source(COURSE, name)}\n\n{below}{when_run}"
    script(handout, name).write_text(text, "utf-8")


def run(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a file as a student does who stands in a folder."""
    return subprocess.run(
        [sys.executable, path], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_file_runs_from_anywhere(handout: Course, name: str) -> None:
    """As it is handed out it says what it waits for, and finished it draws, with no traceback."""
    as_handed_out = run(script(handout, name), Path("/"))
    finish(handout, name)
    finished = run(script(handout, name), handout.root)

    assert (as_handed_out.returncode, as_handed_out.stderr) == (0, "")
    assert as_handed_out.stdout.startswith(f"{name}: this picture waits for `")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.splitlines()[0] == str(handout.root / "pictures" / f"{name}.svg")


@pytest.mark.parametrize("where", ["", ".", "exercises", "exercises/titanic"])
def test_the_passengers_are_found_from_anywhere(handout: Course, where: str) -> None:
    """What the lesson of titanic puts together reads them, whichever folder one stands in."""
    lesson = (ROOT / "solutions/titanic/README.md").read_text("utf-8")
    (together,) = re.findall(r"## Put together\n\n```python\n(.*?)```", lesson, re.DOTALL)
    path = handout.exercise_folder("titanic") / "mine.py"
    path.write_text(f"{reference_source(COURSE, 'titanic')}\n\n{together}", "utf-8")

    done = run(path, handout.root / where if where else Path("/"))

    assert (done.returncode, done.stderr) == (0, "")
    assert 0.7 < float(done.stdout) < 0.9
