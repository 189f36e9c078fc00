"""Tests of `grader export canvas` and its like: from a graded class to a file for the platform."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader.commands.export_lms import (
    FillOptions,
    Rules,
    export_feedback,
    export_points,
    export_table,
    shown,
)
from grader.commands.grade import GradeOptions, grade_class
from grader.commands.gradebook import Gradebook
from grader.course.model import Course, load_course
from grader.errors import UsageError
from grader.judging import Result, Standing, not_graded
from grader.reports.class_table import plain
from grader.sandbox.interface import Sandbox
from grader.sandbox.verdict import Verdict
from tests.support.command_line import Run
from tests.support.fractions import GPU, STUDENTS, add_checks, class_of

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Rationals (1),words (2),total (3)\n"
MOST = "    Points Possible,,,,,8,5,13\n"
CANVAS = (
    HEADER
    + MOST
    + '"Lindqvist, Ada",41,,ada,NN 1,3.00,,\n'
    + '"Brown, Bob",42,,bob,NN 1,,,\n'
    + '"Chen, Cyd",43,,cyd,NN 1,4.00,,\n'
    + '"Eve, E",44,,eve,NN 1,,,\n'
)


@pytest.fixture
def course(course: Course) -> Course:
    """The second course, of which everything was due long ago."""
    path = course.root / "course.yml"
    path.write_text(path.read_text("utf-8").replace("2031-", "2021-"), "utf-8")
    return load_course(course.root, exactly=True)


@pytest.fixture
def graded(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Path:
    """A class that was graded; points of the first exercise wait for a GPU."""
    add_checks(course, GPU)
    grade_class(course, GradeOptions(class_of(tmp_path / "class", STUDENTS), tmp_path / "results"))
    return tmp_path


@pytest.fixture
def into(graded: Path) -> FillOptions:
    """A file as Canvas exported it."""
    path = graded / "canvas.csv"
    path.write_text(CANVAS, encoding="utf-8")
    return FillOptions(path, graded / "results", "words")


def said(course: Course, options: FillOptions) -> str:
    """Return all that an export says, as text."""
    return "".join(map(plain, shown(export_points(course, "canvas", options))))


def test_points_come_into_the_file(
    course: Course, into: FillOptions, graded: Path, run: Run
) -> None:
    """Typed: beside the file that was exported, which is not touched; nobody is passed over."""
    typed = ("export", "canvas", graded / "results", "--into", into.into, "--course", course.root)

    code, out, err = run(*typed, "--exercise", "words")

    path = graded / "canvas-filled.csv"
    assert (code, err) == (0, "")
    assert path.read_text() == CANVAS.replace("3.00,,", "3.00,5.00,").replace(
        "bob,NN 1,,,", "bob,NN 1,,0.00,"
    ).replace("4.00,,", "4.00,5.00,")
    assert into.into.read_text() == CANVAS
    assert out.startswith(
        f"{path}: 3 cells of words (2) filled in\n"
        "left as they are, nothing was handed in (1): eve\n"
    )
    assert " ".join(out.split()).endswith(f" dan {graded}/results nothing was handed in")


def test_held_and_missing_are_left_or_written(course: Course, into: FillOptions) -> None:
    """By default neither is; a zero takes the place of no grade that the platform has."""
    rationals = replace(into, exercise="rationals")
    asked = replace(rationals, rules=Rules("score", "zero"), scale=True)

    default, written = said(course, rationals), said(course, asked)

    assert "note: of 8 points there, of 7.5 here: none is scaled (--scale does)\n" in default
    assert "left as they are, points are held (2): ada (3.00 stays); bob\n" in default
    assert "left as they are, nothing was handed in (2): cyd (4.00 stays); eve\n" in default
    assert "note: of 8 points there, of 7.5 here: each is scaled\n" in written
    assert "changed from another grade (1): ada 3.00 → 7.11\n" in written
    assert "left as they are, nothing was handed in (1): cyd (4.00 stays)\n" in written
    assert into.path.read_text() == CANVAS.replace("3.00", "7.11").replace(
        "bob,NN 1,", "bob,NN 1,4.98"
    ).replace("eve,NN 1,", "eve,NN 1,0.00")


def test_a_total_with_held_points_is_none(course: Course, into: FillOptions) -> None:
    """A work that was not handed in adds nothing to it; one that waits holds it."""
    text = said(course, replace(into, exercise=None, total=True))

    assert "left as they are, points are held (2): ada; bob\n" in text
    assert into.path.read_text() == CANVAS.replace("4.00,,", "4.00,,5.00")


def test_points_without_a_row_are_said(course: Course, into: FillOptions) -> None:
    """A name that is no markup and no second line; rows without a result are there, too."""
    rows = CANVAS.replace("41,,ada", "41,,[red]ada").replace("Lindqvist, Ada", "[b]Ada\x1b[2J")
    into.into.write_text(rows, encoding="utf-8")

    text = said(course, into)

    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert f"ada {into.results} 5.00" in lines
    assert any(line.startswith("line 3: [b]Ada") and "canvas.csv" in line for line in lines)
    assert "\x1b" not in text


def test_points_above_the_columns_most_are_said(course: Course, into: FillOptions) -> None:
    """So that nobody is surprised by what the platform makes of them."""
    into.into.write_text(CANVAS.replace("8,5,13", "8,4,13"), encoding="utf-8")

    text = said(course, into)

    assert "note: of 4 points there, of 5 here: none is scaled (--scale does)\n" in text
    assert "above what the column takes (2): ada 5.00; cyd 5.00\n" in text


def test_a_column_that_was_filled_in_before_is_not_lost(course: Course, into: FillOptions) -> None:
    """A second column goes into the file with the first; the same one may be filled in again."""
    said(course, into)
    said(course, into)
    once = into.path.read_text()
    total = replace(into, exercise=None, total=True)

    with pytest.raises(UsageError, match=r"has points in words \(2\) that are not in") as raised:
        said(course, total)
    kept = into.path.read_text()
    said(course, replace(total, into=into.path, out=into.path))

    assert raised.value.remedy.startswith(f"to add to them: --into {into.path} --out {into.path};")
    assert kept == once
    assert into.path.read_text() == once.replace("4.00,5.00,\n", "4.00,5.00,5.00\n")


def test_a_total_is_not_sent_into_an_exercises_column(course: Course, into: FillOptions) -> None:
    """Another column is suggested, or how to name one."""
    total, remedies = replace(into, exercise=None, total=True), []
    for title in ("Homework", "Counting the words of a sentence"):
        into.into.write_text(CANVAS.replace("total (3)", f"{title} (3)"), encoding="utf-8")
        with pytest.raises(UsageError, match="no column of points is called total") as raised:
            said(course, total)
        remedies.append(raised.value.remedy)

    assert remedies == [
        '--column "Homework"',
        'make one called "total" on the platform and export again, or name one: --column TITLE',
    ]


def test_out_may_be_the_exported_file_itself(course: Course, into: FillOptions) -> None:
    """Only where it is named."""
    said(course, replace(into, out=into.into))

    assert into.into.read_text() != CANVAS
    assert not into.path.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"exercise": None}, "which points?"),
        ({"total": True}, "--exercise and --total exclude each other"),
        ({"exercise": "word"}, "no exercise is called 'word'"),
        ({"results": Path("nothing")}, r"there is no nothing/results\.sqlite"),
        ({"into": Path("nothing.csv")}, r"nothing\.csv cannot be read"),
        ({"into": Path()}, "cannot be read"),
        ({"column": "section"}, "section takes no points"),
        ({"column": "wrods"}, "no column of points is called wrods"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(
    course: Course, into: FillOptions, wrong: dict[str, object], message: str
) -> None:
    """The message says what, and the remedy what to type."""
    with pytest.raises(UsageError, match=message) as raised:
        export_points(course, "canvas", replace(into, **wrong))  # type: ignore[arg-type]

    assert raised.value.remedy
    assert not into.path.exists()


def test_who_the_grader_failed_over_gets_no_zero(
    course: Course, into: FillOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where held points are asked for."""
    blanks = not_graded(course, "bob")
    lost = [replace(each, standing=Standing.NOT_GRADED) for each in blanks]
    monkeypatch.setattr(Gradebook, "agreed", lambda self: lost)

    text = said(course, replace(into, rules=Rules("score", "zero")))

    assert "left as they are, points are held (1): bob\n" in text
    assert into.path.read_text() == CANVAS


@pytest.mark.parametrize(
    ("standing", "cell", "line"),
    [
        (Standing.EXCUSED, "EX", "canvas-filled.csv: 1 cell of words (2) filled in\n"),
        (Standing.NOT_DUE, "", "left as they are, not yet due (1): bob\n"),
    ],
)
def test_who_need_not_hand_in_gets_no_zero(
    course: Course,
    into: FillOptions,
    monkeypatch: pytest.MonkeyPatch,
    standing: Standing,
    cell: str,
    line: str,
) -> None:
    """Neither is missing: one is excused, the other has time."""
    result = Result("bob", "words", 0.0, 5.0, Verdict.NOT_SUBMITTED, standing=standing)
    monkeypatch.setattr(Gradebook, "agreed", lambda self: [result])

    text = said(course, replace(into, rules=Rules("score", "zero")))

    assert line in text
    assert into.path.read_text() == CANVAS.replace("bob,NN 1,,", f"bob,NN 1,,{cell}")


def test_a_table_of_our_own(course: Course, graded: Path, run: Run) -> None:
    """Each exercise and the total; an empty cell where points are held or nothing came."""
    out = graded / "points.csv"

    typed = ("export", "csv", graded / "results", "--out", out, "--course", course.root)
    said = run(*typed)

    assert said == (0, f"{out}: 5 students\n", "")
    assert out.read_text() == (
        '"student","name","email","rationals","words","total"\n'
        '"ada","","","",5.00,""\n'
        '"bob","","","",0.00,""\n'
        '"cyd","","","",5.00,5.00\n'
        '"dan","","",0.00,"",0.00\n'
        '"eve","","","","",""\n'
    )
    export_table(course, graded / "results", out, Rules("score", "zero"))
    assert '"bob","","",4.67,0.00,4.67\n' in out.read_text()
    assert '"eve","","",0.00,0.00,0.00\n' in out.read_text()


def test_feedback_goes_back_under_the_works_names(
    course: Course, tmp_path: Path, lent_sandbox: Sandbox, run: Run
) -> None:
    """Typed: what Moodle let one download, graded, makes the zip; the page where there is one."""
    labels = ("Ada L_1_assignsubmission_file_", "Bo M_2_assignsubmission_file_")
    students = dict.fromkeys(labels, STUDENTS["ada"])
    results, to = tmp_path / "results", tmp_path / "moodle.zip"
    grade_class(course, GradeOptions(class_of(tmp_path / "class", students), results))
    (results / "feedback" / "Ada L.html").unlink()
    (results / "feedback" / "Bo M.html").write_text("<p>a page")

    done = run("export", "moodle-feedback", results, "--to", to, "--course", course.root)

    assert done == (0, f"{to}: feedback for 2 works\n", "")
    with zipfile.ZipFile(to) as archive:
        assert archive.namelist() == [
            "Ada L_1_assignsubmission_file/feedback.txt",
            "Bo M_2_assignsubmission_file/feedback.html",
        ]
        assert archive.read(archive.namelist()[1]) == b"<p>a page"
        assert b"words: 5 of 5 points" in archive.read(archive.namelist()[0])
    with pytest.raises(UsageError, match=r"no work in .* came from a download of Canvas"):
        export_feedback(course, "canvas", results, tmp_path / "canvas.zip")
    with pytest.raises(UsageError, match=r"moodle\.tar is no name of a zip file"):
        export_feedback(course, "moodle", results, tmp_path / "moodle.tar")
    assert not (tmp_path / "canvas.zip").exists()
