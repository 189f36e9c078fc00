"""Tests of signature: every report says which grader judged, and which wrote it, if another."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from grader.authoring.audit import Count, CourseVerdict, Verdict
from grader.commands.audit_screen import BEGIN, END, write_tables
from grader.course import Course
from grader.judging import Judged, Result
from grader.platforms import classroom50, github
from grader.platforms.gradescope import results as gradescope
from grader.platforms.nbgrader import preprocessors
from grader.reports import junit, signature, similarity_page, write_reports
from grader.similarity import Similarity
from grader.store import fingerprints
from tests.reports.conftest import Make

HERE = fingerprints.own_version()
JUDGED = {"protection": "L3", "grader": "0.0.7", "secret": "5ec2e7"}
BOTH = f"nngrader 0.0.7, reported by nngrader {HERE}"


def test_one_grader_or_two() -> None:
    """One that judges and reports is named once; where nobody says who judged, nobody is named."""
    assert signature({"grader": HERE}) == f"nngrader {HERE}"
    assert signature(JUDGED) == BOTH
    assert signature({}) == ""
    assert fingerprints.environment("L3", "cpu")["grader"] == HERE


def test_the_reports_of_a_class(tmp_path: Path, school: list[Result]) -> None:
    """Each file of a class and of each student names both."""
    write_reports(school, JUDGED, tmp_path, notes=())
    texts = {
        str(each.relative_to(tmp_path)): each.read_text("utf-8-sig")
        for each in tmp_path.rglob("*.*")
    }

    assert len(texts) == 4 + 2 * 3
    assert json.loads(texts.pop("results.json"))["environment"]["grader"] == "0.0.7"
    assert {name for name, text in texts.items() if BOTH not in text} == set()
    rows = list(csv.DictReader(io.StringIO(texts["grades.csv"])))
    assert {row["grader"] for row in rows} == {BOTH}
    assert [*rows[0]][:2] == ["student", "perceptron"]
    assert list(csv.DictReader(io.StringIO(texts["notes.csv"]))) == [
        {"kind": "grader", "student": "", "exercise": "", "part": "", "note": BOTH}
    ]


def test_a_store_that_does_not_know(tmp_path: Path, school: list[Result]) -> None:
    """An earlier grader wrote no version down: that is said."""
    write_reports(school, {"protection": "L3"}, tmp_path, notes=())

    for name in ("class.html", "feedback/bob.txt", "feedback/bob.html", "grades.csv", "notes.csv"):
        assert f"an earlier nngrader, reported by nngrader {HERE}" in (
            (tmp_path / name).read_text("utf-8-sig")
        )


def test_what_goes_to_a_platform(make: Make) -> None:
    """JUnit's properties, GitHub's summaries, Gradescope's output and Classroom 50's text."""
    results = [make()]

    assert 'name="grader" value="0.0.7"' in junit.render(results, JUDGED)
    assert BOTH in github.class_summary(results, JUDGED, [])
    assert f"nngrader {HERE}" in github.check_summary(results, "L3", [])
    assert f"nngrader {HERE}" in classroom50.release_body(results, "L3", [])
    written = json.loads(gradescope.render(results, JUDGED))
    assert BOTH in written["output"]
    assert written["extra_data"]["environment"]["grader"] == "0.0.7"


def test_what_stands_in_a_notebook(pristine: Course, make: Make) -> None:
    """Under each part's cell, beside the level of protection."""
    exercise = pristine.exercise("words")
    result = make(exercise="words")
    parts = tuple(replace(result.parts[0], part=each.name) for each in exercise.parts)
    judged = Judged(None, (replace(result, parts=parts),))  # type: ignore[arg-type]

    for _, _, words in preprocessors._of_parts(exercise, judged, "L3"):
        assert f"graded by nngrader {HERE}, protection L3" in words


def test_what_an_author_and_a_person_read(tmp_path: Path) -> None:
    """The tables of an audit, and the page of alike works."""
    tables = tmp_path / "README.md"
    tables.write_text(f"{BEGIN}\n{END}\n")

    nothing = Verdict("circles", (), (), Count(), Count(), ())
    write_tables(CourseVerdict((nothing,)), tables)

    assert f"; nngrader {HERE}, python " in tables.read_text()
    page = similarity_page.render([Similarity("circles", {"a": 0.1, "b": 0.1}, 0.5, (), 0, 0)])
    assert f"Compared by nngrader {HERE}." in page


@pytest.mark.parametrize("version", ["<script>", "=1+1", "\x1b[2J"])
def test_a_version_is_a_strangers_word(tmp_path: Path, school: list[Result], version: str) -> None:
    """What stands in a store that somebody sent does nothing to who reads a report."""
    write_reports(school, {**JUDGED, "grader": version}, tmp_path, notes=())

    assert "<script>nn" not in (tmp_path / "class.html").read_text()
    assert "<script>," not in (tmp_path / "class.html").read_text()
    assert "\x1b" not in (tmp_path / "feedback" / "bob.txt").read_text()
    assert "\x1b" not in (tmp_path / "grades.csv").read_text("utf-8-sig")
