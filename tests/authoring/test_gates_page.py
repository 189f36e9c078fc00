"""docs/authors.md: the gate that it shows can be calibrated, and pasted."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml

from grader.authoring.calibration import calibrate_suite, course_lines
from grader.course.model import Course, load_course
from grader.errors import CourseError

GUIDE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
ROW, SUITE, PASTED = (
    textwrap.dedent(block)
    for block in re.findall(r"^ {3}```\w+\n(.*?)^ {3}```$", GUIDE, re.MULTILINE | re.DOTALL)
)
REFERENCE = """
import numpy as np

def train(x, labels):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(200):
        error = 1 / (1 + np.exp(-(x @ w + b))) - labels
        w, b = w - 0.5 * error @ x / len(x), b - 0.5 * error.mean()
    return w, b
"""


def written(folder: Path, row: str) -> Path:
    """Write the page's exercise, with a row for its gate."""
    (folder / "solutions" / "clouds").mkdir(parents=True)
    (folder / "course.yml").write_text(f"name: Clouds\n{row}", encoding="utf-8")
    (folder / "solutions/clouds/clouds.py").write_text(REFERENCE, encoding="utf-8")
    (folder / "solutions/clouds/test_hidden.py").write_text(SUITE, encoding="utf-8")
    return folder


def loaded(folder: Path, *, calibrating: bool) -> Course:
    """Load it as a command does, or as `grader calibrate` does."""
    return load_course(folder, exactly=True, calibrating=calibrating)


def test_the_row_is_calibrated_with_the_suite_of_the_page(tmp_path: Path) -> None:
    """Before that it is refused elsewhere; what is printed is what the page shows, but for runs."""
    root = written(tmp_path, ROW)
    with pytest.raises(CourseError, match="no `calibration`"):
        loaded(root, calibrating=False)
    (gate,) = loaded(root, calibrating=True).exercises[0].gates

    figures = calibrate_suite(root / "solutions", "clouds", gate, runs=20)

    (printed,), (shown,) = yaml.safe_load(course_lines(figures)), yaml.safe_load(PASTED)
    measured = {"calibration": {}, "trivial": 0}
    assert printed | measured == shown | measured
    assert printed["calibration"]["failures"] == shown["calibration"]["failures"] == 0
    assert 0.5 <= printed["trivial"] <= shown["trivial"] < 0.9


def test_the_pasted_lines_are_a_gate(tmp_path: Path) -> None:
    """In the row's place, further in."""
    head, gates, _ = ROW.partition("    gates:\n")
    root = written(tmp_path, head + gates + textwrap.indent(PASTED, "      "))

    (gate,) = loaded(root, calibrating=False).exercises[0].gates

    assert (gate.name, gate.calibration.runs) == ("clouds", 3000)
