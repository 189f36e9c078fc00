"""Tests of a term: a platform's download and a roster become grades, and grades go back."""

from __future__ import annotations

import csv
import shutil
import zipfile
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app
from grader.course.model import Course
from grader.sandbox.interface import Sandbox
from tests.support.fractions import RATIONALS, WORDS, WRONG_DIVISOR, class_of
from tests.support.layouts import zipped


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
    assert "rationals: marked late by the platform" in graded.output
    assert "(grader adjust can): bo\n" in graded.output
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
    without_row = "  otherzoe, rationals: 7.5\n"
    assert f"new since the last export: 1\n{without_row}" in term.type("grades").output
    term.type("adjust", "bo", "rationals", "--points=+1", "--reason", "a dispute")
    new = f"new since the last export: 2\n  bo, rationals: 6.5\n{without_row}"
    assert new in term.type("grades").output


def test_what_is_new_is_so_for_each_exercise_and_student(term: Term) -> None:
    """An export holds one exercise of whom it has a row; several, to anywhere, add up."""
    works = {"rationals.py": RATIONALS, "words.py": WORDS}
    folder = class_of(term.home / "class", dict.fromkeys(("ada", "bo"), works))
    assert term.type("grade", str(folder)).exit_code == 0
    exported = term.home / "canvas.csv"
    rows = "Student,ID,SIS User ID,SIS Login ID,Section,Points (42)\n    Points Possible,,,,,7.5\n"
    exported.write_text(rows + "Ada,1,,ada,S1,\n")

    def export(exercise: str) -> None:
        words = ("--into", str(exported), "--exercise", exercise, "--column", "Points", "--scale")
        done = term.type("export", "canvas", str(term.out), *words, out="")
        assert done.exit_code == 0, done.output

    def new() -> list[str]:
        _, found, listed = term.type("grades").output.partition("new since the last export: ")
        return [each.strip() for each in listed.splitlines()[1:]] if found else ["no export yet"]

    assert new() == ["no export yet"]
    export("rationals")
    assert new() == ["ada, words: 5", "bo, rationals: 7.5", "bo, words: 5"]
    export("words")
    assert new() == ["bo, rationals: 7.5", "bo, words: 5"]
    table = str(term.home / "table.csv")
    assert term.type("export", "csv", str(term.out), "--out", table, out="").exit_code == 0
    assert new() == []
    term.type("adjust", "ada", "words", "--points=-1", "--reason", "a dispute")
    export("rationals")
    assert new() == ["ada, words: 4"]


WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Feedback comments"\r\n'
    '"Participant 5501","Ada Lindqvist",ada@uni.edu,Submitted,,7.50,Yes,"1 March 2031",\r\n'
    '"Participant 5502","Bo Berg",bo@uni.edu,Submitted,2.00,7.50,Yes,-,"<p>Nice,\nBo</p>"\r\n'
    '"Participant 5503","Eve O\'Neil",eve@uni.edu,"No submission",,7.50,Yes,-,\r\n'
)
BLIND = (
    '\ufeffIdentifier,Status,Grade,"Maximum Grade","Grade can be changed"\r\n'
    '"Participant 5501",Submitted,,7.50,Yes\r\n'
    '"Participant 5502",Submitted,2.00,7.50,Yes\r\n'
    '"Participant 5503","No submission",,7.50,Yes\r\n'
)


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
@pytest.mark.parametrize(
    ("pattern", "worksheet"),
    [
        ("{}_{}_assignsubmission_file/{}", WORKSHEET),
        ("{}_{}_assignsubmission_file_{}", WORKSHEET),
        ("Participant_{1}_assignsubmission_file/{2}", BLIND),
    ],
    ids=["folders", "flat", "blind"],
)
def test_from_moodle_and_back(term: Term, pattern: str, worksheet: str, packed: bool) -> None:
    """Two assignments; one's worksheet gets its points alone, and the feedback Moodle's names."""
    people = {"Ada Lindqvist": 5501, "Bo Berg": 5502}
    for file, text, first in (("rationals.py", RATIONALS, 0), ("words.py", WORDS, 100)):
        download = term.home / f"download of {file}"
        for name, number in people.items():
            path = download / pattern.format(name, number + first, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(WRONG_DIVISOR if name == "Bo Berg" and not first else text)
        graded = term.type("grade", str(zipped(download) if packed else download))
        assert graded.exit_code == 0, graded.output

    exported = term.home / "Grades-NN1-Rationals-4711.csv"
    exported.write_bytes(worksheet.encode())
    done = term.type(
        "export",
        "moodle",
        str(term.out),
        "--into",
        str(exported),
        "--exercise",
        "rationals",
        out="",
    )

    assert done.exit_code == 0, done.output
    filled = exported.with_name("Grades-NN1-Rationals-4711-filled.csv").read_bytes().decode()
    wanted = worksheet.replace("Submitted,,", "Submitted,7.50,").replace(
        "Submitted,2.00", "Submitted,5.50"
    )
    assert filled == wanted
    assert exported.read_bytes() == worksheet.encode()
    assert "2 cells of Grade filled in" in done.output

    to = term.home / "feedback.zip"
    sent = term.type("export", "moodle-feedback", str(term.out), "--to", str(to), out="")
    assert sent.exit_code == 0, sent.output
    with zipfile.ZipFile(to) as archive:
        heads = ["Participant_{}" if worksheet is BLIND else f"{name}_{{}}" for name in people]
        assert sorted(archive.namelist()) == sorted(
            f"{head.format(number + first)}_assignsubmission_file/feedback.html"
            for head, number in zip(heads, people.values(), strict=True)
            for first in (0, 100)
        )
        (bo,) = [each for each in archive.namelist() if "_5502_" in each]
        assert b"5.5 of 7.5" in archive.read(bo)


def test_from_moodle_into_the_courses_gradebook(term: Term) -> None:
    """It has no numbers of an assignment: the roster's addresses find the row."""
    download = term.home / "download"
    for name, text in (("Ada Lindqvist", RATIONALS), ("Bo Berg", WRONG_DIVISOR)):
        path = download / f"{name}_{len(name)}_assignsubmission_file" / "rationals.py"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    term.roster("key,name,email", "ada,Ada Lindqvist,ada@uni.edu", "bo,Bo Berg,bo@uni.edu")
    assert term.type("grade", str(download)).exit_code == 0
    exported = term.home / "NN1 Grades.csv"
    text = (
        '"First name","Last name","ID number","Email address",'
        '"Assignment: Rational numbers (Real)","Course total (Real)",'
        '"Last downloaded from this course"\n'
        "Ada,Lindqvist,S-17,ada@uni.edu,-,-,1796083200\n"
        "Bo,Berg,S-18,bo@uni.edu,-,-,1796083200\n"
    )
    exported.write_bytes(text.encode())
    words = ("--into", str(exported), "--exercise", "rationals", "--column", "Rational numbers")

    done = term.type("export", "moodle", str(term.out), *words, out="")

    assert done.exit_code == 0, done.output
    filled = (term.home / "NN1 Grades-filled.csv").read_bytes().decode()
    assert filled == text.replace("ada@uni.edu,-", "ada@uni.edu,7.50").replace(
        "bo@uni.edu,-", "bo@uni.edu,5.50"
    )


def test_a_student_disputes(term: Term) -> None:
    """History, replay, a correction, history again: every report says the new grade, and why."""
    folder = class_of(term.home / "class", {"bo": {"rationals.py": WRONG_DIVISOR}})
    assert term.type("grade", str(folder)).exit_code == 0
    shutil.rmtree(folder)

    before = term.type("history", "bo").output
    assert "rationals: 5.5 of 7.5, judged" in before
    assert "attempt 1: 5.5 of 7.5, the grade" in before
    assert "(graded)" not in before
    replayed = term.type("replay", "bo", "rationals")
    assert (replayed.exit_code, "the same, bit for bit" in replayed.output) == (0, True)
    wanted = ("greatest_common_divisor", "--points=+1.5", "--reason", "by the lesson's wording")
    done = term.type("adjust", "bo", "rationals", *wanted)
    assert (done.exit_code, "1 grade: 1 up" in done.output) == (0, True), done.output

    after = term.type("history", "bo").output
    said = "greatest_common_divisor +1.5 by your instructor (by the lesson's wording) = 7"
    assert "rationals: 7 of 7.5" in after
    assert said in after
    assert "attempt 1: 5.5 of 7.5, the grade" in after
    assert "1. greatest_common_divisor +1.5: by the lesson's wording" in after
    assert term.grades() == {"bo": "7.00"}
    assert said in term.feedback("bo")
    assert said in unescape((term.out / "feedback" / "bo.html").read_text("utf-8"))
    assert said in (term.out / "results.json").read_text("utf-8")
    again = term.type("replay", "bo", "rationals")
    assert (again.exit_code, "the same, bit for bit" in again.output) == (0, True)


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
    assert term.type("grade", str(folder), "--from", "nbgrader").exit_code == 0
    assert (term.grades()["ada"], "-30 %" in term.feedback("ada")) == ("5.25", True)
    term.roster("key,extension", "ada,rationals:+7d")

    again = term.type("grade", str(folder), "--from", "nbgrader")

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
    assert term.type("grade", str(folder), "--from", "nbgrader").exit_code == 0
    (folder / "ada" / "rationals.py").write_text(RATIONALS)
    stamp.write_text("2031-03-09 12:00:00 UTC\n")

    done = term.type("grade", str(folder), "--from", "nbgrader")

    assert done.exit_code == 1
    assert "ada, rationals: from 5.5 to 3.75 (attempt 2)" in done.output
    assert term.grades()["ada"] == "5.50"
    assert term.type("grade", str(folder), "--from", "nbgrader", "--yes").exit_code == 0
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
    assert "7.5" in term.type("grades").output
    table = term.home / "table.csv"
    assert term.type("export", "csv", str(term.out), "--out", str(table), out="").exit_code == 0
    assert "7.50" in table.read_text("utf-8-sig")


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
