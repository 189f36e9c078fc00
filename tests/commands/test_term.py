"""Tests of a term: a platform's download and a roster become grades, and grades go back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app
from grader.course.model import Course
from grader.sandbox.interface import Sandbox
from tests.support.fractions import RATIONALS, WRONG_DIVISOR, class_of


class Term:
    """A course, and the commands that are typed about it."""

    def __init__(self, course: Course, home: Path) -> None:
        self.root, self.out, self.home = course.root, home / "out", home

    def type(self, *words: str, out: str = "--out") -> Result:
        """Type a command about this class."""
        line = [*words, *([out, str(self.out)] if out else []), "--course", str(self.root)]
        return CliRunner().invoke(app, line, env={"COLUMNS": "200"})

    def roster(self, *rows: str) -> None:
        """Write who is in the class."""
        (self.root / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def grades(self) -> dict[str, str]:
        """Return everybody's points in rationals."""
        text = (self.out / "grades.csv").read_text("utf-8-sig")
        return {row["student"]: row["rationals"] for row in csv.DictReader(text.splitlines())}

    def feedback(self, student: str) -> str:
        """Return what a student reads."""
        return (self.out / "feedback" / f"{student}.txt").read_text("utf-8")


@pytest.fixture
def term(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Term:
    """A term that begins."""
    return Term(course, tmp_path)


def test_from_canvas_and_back(term: Term) -> None:
    """Ids of the download and of the roster find the row; all else stays as Canvas wrote it."""
    download = term.home / "submissions"
    download.mkdir()
    (download / "lindqvistada_123_9001_rationals.py").write_text(RATIONALS)
    (download / "bergbo_LATE_124_9002_rationals-1.py").write_text(WRONG_DIVISOR)
    (download / "otherzoe_777_9003_rationals.py").write_text(RATIONALS)
    term.roster("key,name,canvas_id", "ada,Ada Lindqvist,123", "bo,Bo Berg,124", "eve,Eve,125")

    graded = term.type("grade", str(download))

    assert graded.exit_code == 0, graded.output
    assert term.grades()["ada"] == "7.50"
    assert set(term.grades()) == {"ada", "bo", "eve", "otherzoe"}
    assert "not on roster.csv: otherzoe" in graded.output
    assert "eve: rationals not yet due, words not handed in" in term.type("grades").output

    exported = term.home / "canvas.csv"
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Rational numbers (42)\r\n"
        "    Points Possible,,,,,7.5\r\n"
        '"Lindqvist, Ada",123,,ada,S1,\r\n"Berg, Bo",124,,bo,S1,\r\n"Eve",125,,eve,S1,\r\n'
    )
    exported.write_text(text, newline="")
    words = ("--into", str(exported), "--exercise", "rationals", "--column", "Rational numbers")
    done = term.type("export", "canvas", str(term.out), *words, out="")

    assert done.exit_code == 0, done.output
    filled = (term.home / "canvas-filled.csv").read_bytes().decode()
    assert filled == text.replace("ada,S1,", "ada,S1,7.50").replace("bo,S1,", "bo,S1,5.50")
    assert "otherzoe" in done.output
    assert "new since the last export: 0" in term.type("grades").output
    term.type("adjust", "bo", "rationals", "--points=+1", "--reason", "a dispute")
    assert "new since the last export: 1\n  bo, rationals: 6.5" in term.type("grades").output


def test_a_group_is_judged_once(term: Term) -> None:
    """Each member has the grade, the feedback and a row; the group has none."""
    folder = class_of(term.home / "class", {"Team 1": {"rationals.py": RATIONALS}})
    term.roster("key,name,group", "ada,Ada,Team 1", "bo,Bo,Team 1")

    graded = term.type("grade", str(folder))

    assert graded.exit_code == 0, graded.output
    assert term.grades() == {"ada": "7.50", "bo": "7.50"}
    assert "rationals: 7.5 of 7.5 points" in term.feedback("bo")
    assert "rationals: attempt 1" in (term.out / "feedback" / "bo.html").read_text("utf-8")
    assert term.type("replay", "bo", "rationals").exit_code == 0
    term.type("adjust", "bo", "rationals", "--points=-1", "--reason", "did not take part")
    assert term.grades() == {"ada": "7.50", "bo": "6.50"}
    assert "attempt 1" in term.type("history", "bo").output


def test_a_roster_that_renames_keeps_what_was_decided(term: Term) -> None:
    """Their corrections, history and what was reported go with them to the new name."""
    download = term.home / "submissions"
    download.mkdir()
    (download / "lindqvistada_123_9001_rationals.py").write_text(RATIONALS)
    (download / "bergbo_124_9002_rationals.py").write_text(RATIONALS)
    assert term.type("grade", str(download)).exit_code == 0
    words = ("rationals", "--points=-2.5", "--reason", "an oral exam")
    assert term.type("adjust", "lindqvistada", *words).exit_code == 0
    term.roster("key,name,canvas_id", "ada,Ada Lindqvist,123", "bo,Bo Berg,124")

    again = term.type("grade", str(download))

    assert again.exit_code == 0, again.output
    assert term.grades() == {"ada": "5.00", "bo": "7.50"}
    assert "an oral exam" in term.type("history", "ada").output
    assert term.type("undo").exit_code == 0
    assert term.grades() == {"ada": "7.50", "bo": "7.50"}


def test_an_extension_a_week_late(term: Term) -> None:
    """It comes after the class was graded, and judges nobody anew."""
    folder = class_of(term.home / "class", {"ada": {"rationals.py": RATIONALS}})
    (folder / "ada" / "timestamp.txt").write_text("2031-03-03 12:00:00 UTC\n")
    term.roster("key,extension", "ada,")
    assert term.type("grade", str(folder)).exit_code == 0
    assert (term.grades()["ada"], "-30 %" in term.feedback("ada")) == ("5.25", True)
    term.roster("key,extension", "ada,rationals:+7d")

    again = term.type("grade", str(folder))

    assert again.exit_code == 0, again.output
    assert "resumed: 1 of 1" in again.output
    assert "1 grade: 1 up" in again.output
    assert term.grades()["ada"] == "7.50"
    assert "on time by the extension" in term.feedback("ada")


def test_a_late_work_lowers_nothing_unasked(term: Term) -> None:
    """It is better as it was judged, and worse after what its lateness costs."""
    folder = class_of(term.home / "class", {"ada": {"rationals.py": WRONG_DIVISOR}})
    stamp = folder / "ada" / "timestamp.txt"
    stamp.write_text("2031-02-01 12:00:00 UTC\n")
    assert term.type("grade", str(folder)).exit_code == 0
    (folder / "ada" / "rationals.py").write_text(RATIONALS)
    stamp.write_text("2031-03-09 12:00:00 UTC\n")

    done = term.type("grade", str(folder))

    assert done.exit_code == 1
    assert "ada, rationals: from 5.5 to 3.75 (attempt 2)" in done.output
    assert term.grades()["ada"] == "5.50"
    assert term.type("grade", str(folder), "--yes").exit_code == 0
    assert term.grades()["ada"] == "3.75"


def test_a_lowering_that_was_declined_is_not_written_later(term: Term) -> None:
    """A correction of one student writes all reports: it waits until somebody has said yes."""
    folder = class_of(term.home / "class", {"ada": {"rationals.py": RATIONALS}})
    assert term.type("grade", str(folder)).exit_code == 0
    course = term.root / "course.yml"
    course.write_text(course.read_text().replace("points: 3", "points: 2"))
    assert term.type("grade", str(folder)).exit_code == 1

    done = term.type("adjust", "ada", "rationals", "--points=-1", "--reason", "x")

    assert "nobody was asked: ada (rationals)" in str(done.exception)
    assert term.grades()["ada"] == "7.50"


def test_a_broken_roster(term: Term) -> None:
    """It is said with its line, and nothing is judged or written."""
    folder = class_of(term.home / "class", {"ada": {"rationals.py": RATIONALS}})
    term.roster("key,name", "ada,Ada", "ada,Another")

    done = term.type("grade", str(folder))

    assert "roster.csv:3" in str(done.exception)
    assert not term.out.exists()


def test_the_gradebook_that_course_yml_names(term: Term) -> None:
    """Every command finds it, from any folder."""
    folder = class_of(term.home / "class", {"ada": {"rationals.py": RATIONALS}})
    course = term.root / "course.yml"
    course.write_text(f"gradebook: spring\n{course.read_text()}")
    term.out = term.root / "spring"

    assert term.type("grade", str(folder), out="").exit_code == 0
    assert term.grades()["ada"] == "7.50"
    assert "ada" in term.type("grades", out="").output
