"""Tests of docs/grading.md: its examples are read, and its arithmetic is what they give."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.course.policy import Attempts, CourseLateness
from grader.gradebook import apply, counting, read_roster, terms
from grader.gradebook.roster import COLUMNS
from grader.judging import PartScore, Result
from grader.sandbox.verdict import Verdict

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [text for kind, text in BLOCKS if kind == "yaml"]
LINES = [
    (rule, line)
    for (kind, rule), (after, lines) in pairwise(BLOCKS)
    if (kind, after) == ("yaml", "text")
    for line in lines.splitlines()
]
REST = """\
exercises:
  - name: layers
    title: Layers
    deadline: 2026-11-30T23:59
    parts: [{name: forward, points: 10}]
"""


def course(folder: Path, example: str) -> Course:
    """Load an example, completed by what it leaves out."""
    zone = "" if "time_zone" in example else "time_zone: Europe/Zurich\n"
    rest = "" if "exercises" in example else REST
    (folder / "course.yml").write_text(f"name: A\n{zone}{example}{rest}", encoding="utf-8")
    return load_course(folder, exactly=True)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_of_course_yml(tmp_path, example):
    """Each is accepted as it stands."""
    assert course(tmp_path, example).exercises


@pytest.mark.parametrize(("rule", "line"), LINES)
def test_arithmetic(tmp_path, rule, line):
    """A work handed in at the time that stands in a line gets just this line."""
    read = course(tmp_path, rule)
    written = re.search(r"handed in \w+ (.*?) CET", line)
    assert written
    handed_in = datetime.strptime(f"{written[1]} +0100", "%d %b %Y %H:%M %z")
    work = Result(
        "ada", "layers", 8.5, 10.0, Verdict.GRADED, (PartScore("forward", 8.5, 10.0),),
        handed_in=handed_in, digest="d",
    )  # fmt: skip
    left = read.lateness.late_days or None if read.lateness else None

    found = apply(*counting([work], terms(read, read.exercise("layers")), left))

    assert found.arithmetic == line


def test_the_roster(tmp_path):
    """It is read in the first example's course."""
    (rows,) = [text for kind, text in BLOCKS if kind == "csv"]
    (tmp_path / "roster.csv").write_text(rows, encoding="utf-8")

    roster = read_roster(tmp_path / "roster.csv", course(tmp_path, EXAMPLES[0]))

    assert [each.key for each in roster.people] == ["ada", "bo", "cy"]


def test_all_is_named():
    """Every key of lateness and attempts, every rule of counting, every column."""
    counts = Attempts.model_json_schema()["properties"]["counts"]["enum"]
    named = [*CourseLateness.model_fields, *Attempts.model_fields, *counts, *COLUMNS]

    assert len(LINES) > 6
    assert [each for each in named if not re.search(rf"`?\b{each}\b", PAGE)] == []
