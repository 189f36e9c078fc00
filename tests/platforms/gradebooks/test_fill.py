"""Tests of filling in what platforms exported: bytes are compared, and each refusal is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from grader.errors import UsageError
from grader.platforms.gradebooks import Filled, Instead, Known, Points, Wanted, fill
from tests.platforms.gradebooks.exports import (
    BLACKBOARD,
    BLACKBOARD_CSV,
    BRIGHTSPACE,
    CANVAS,
    CANVAS_SEMICOLONS,
    EXPORTS,
    KNOWN,
    MOODLE,
    WORKSHEET,
    WORKSHEET_IN_GERMAN,
)

WANTED = Wanted(("Perceptron", "perceptron"), Decimal(10))
HEADER = b"Student,ID,SIS User ID,SIS Login ID,Section,"
POINTS: Mapping[str, Points] = {"a": Decimal("8.5"), "b": Decimal("-0.25")}


def filled(
    platform: str,
    content: bytes,
    points: Mapping[str, Points] = POINTS,
    wanted: Wanted = WANTED,
    known: tuple[Known, ...] = KNOWN,
) -> Filled:
    """Fill a file that is called export.csv."""
    return fill(platform, content, "export.csv", known, points, wanted)


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("canvas", [('Monday",5.00,', 'Monday",8.50,'), (",NN 1,,12.50", ",NN 1,-0.25,12.50")]),
        ("canvas, semicolons", [("NN 1;;1.2", "NN 1;8,50;1.2"), ("NN 1;7,50;", "NN 1;-0,25;")]),
        (
            "moodle, worksheet",
            [('g - ",,10.00,Yes,"Tue', 'g - ",8.50,10.00,Yes,"Tue'), (",5.00,10", ",-0.25,10")],
        ),
        (
            "moodle, gradebook",
            [("uni.example,-,", "uni.example,8.50,"), (",5.00,50.00 %", ",-0.25,50.00 %")],
        ),
        ("brightspace", [("ada@uni.example,,", "ada@uni.example,8.50,"), (",-1,", ",-0.25,")]),
        ("blackboard", [('"5.00"', '"8.50"'), ('"Needs Grading"', '"-0.25"')]),
        ("blackboard, commas", [('"5.00"', '"8.50"'), ('"Needs Grading"', '"-0.25"')]),
    ],
)  # fmt: skip
def test_two_cells_change_and_no_other_byte(kind: str, cells: list[tuple[str, str]]) -> None:
    """In each platform's file: its encoding, quotes, ends of lines and decimal comma stay.

    Numbers stay numbers, a negative one as well; a name that is a formula is not touched.
    """
    platform, content = EXPORTS[kind]
    encoding = "utf-16-le" if content.startswith(b"\xff\xfe") else "utf-8"
    expected = content
    for before, after in cells:
        assert expected.count(before.encode(encoding)) == 1
        expected = expected.replace(before.encode(encoding), after.encode(encoding))

    done = filled(platform, content)

    assert done.content == expected
    assert [change.student for change in done.changes] == ["a", "b"]
    assert done.unmatched_students == ()
    assert filled(platform, done.content).content == expected
    assert filled(platform, done.content).same == 2


def test_who_has_no_counterpart_is_listed_on_both_sides() -> None:
    """With the line of a row; Canvas's rows of words are nobody's."""
    known = (*KNOWN, Known("zoe", ids={"canvas": ("1",)}))

    done = filled("canvas", CANVAS, {**POINTS, "zoe": Decimal(3)}, known=known)

    assert done.unmatched_students == ("zoe",)
    assert done.unmatched_rows == ("line 6: =Chen, Cy", "line 7: Student, Test")


def test_a_cell_without_points_is_left_as_it_is() -> None:
    """Nothing that stands there is lost: it is said what does."""
    done = filled("canvas", CANVAS, {"a": Instead.NOTHING, "b": Instead.NOTHING})

    assert done.content == CANVAS
    assert [(each.student, each.before) for each in done.left] == [("a", "5.00"), ("b", "")]


def test_a_zero_takes_no_grades_place() -> None:
    """Who handed in nothing here may have been graded there; a dash is no grade."""
    done = filled("canvas", CANVAS, {"a": Instead.ZERO, "b": Instead.ZERO})
    dash = filled("moodle", MOODLE, {"a": Instead.ZERO, "b": Instead.ZERO})

    assert done.content == CANVAS.replace(b"NN 1,,12", b"NN 1,0.00,12")
    assert dash.content == MOODLE.replace(b"example,-,", b"example,0.00,")
    assert [each.student for each in done.left] == ["a"]
    assert [each.student for each in dash.left] == ["b"]


def test_excused_is_written_where_the_platform_has_a_word_for_it() -> None:
    """Canvas has EX, and who is excused there stays so; elsewhere the cell is left."""
    known = (*KNOWN, Known("cyd"))
    points = {"a": Instead.EXCUSED, "b": Decimal(1), "cyd": Decimal(7)}

    done = filled("canvas", CANVAS, points, known=known)
    again = filled("canvas", done.content, {"a": Instead.EXCUSED})
    elsewhere = filled("brightspace", BRIGHTSPACE, {"a": Instead.EXCUSED})

    assert done.content == CANVAS.replace(b'Monday",5.00', b'Monday",EX').replace(
        b"NN 1,,12", b"NN 1,1.00,12"
    )
    assert [(each.student, each.before) for each in done.left] == [("cyd", "EX")]
    assert (again.content, again.same) == (done.content, 1)
    assert elsewhere.content == BRIGHTSPACE
    assert [each.student for each in elsewhere.left] == ["a", "b"]


@pytest.mark.parametrize("column", ["Circles", "circles", "Circles (77102)", "77102"])
def test_a_column_is_named_by_title_or_id(column: str) -> None:
    """As the header has it, without what the platform adds, or by the number in it."""
    done = filled("canvas", CANVAS, wanted=replace(WANTED, column=column))

    assert done.column.header == "Circles (77102)"
    assert done.column.most == 20
    assert b'Monday",5.00,8.50,' in done.content


def test_the_most_points_are_read_where_each_platform_has_them() -> None:
    """A row, a column, the header; a gradebook of Moodle says none."""
    most = {kind: filled(*pair).column.most for kind, pair in EXPORTS.items()}

    assert most.pop("moodle, gradebook") is None
    assert set(most.values()) == {Decimal(10)}


def test_points_above_the_most_are_said() -> None:
    """Some platforms refuse them; where no maximum is said, nothing is above it."""
    points = {"a": Decimal("10.00"), "b": Decimal("10.01")}

    assert [each.student for each in filled("canvas", CANVAS, points).above] == ["b"]
    assert filled("moodle", MOODLE, points).above == ()


def test_points_are_scaled_when_asked() -> None:
    """Exactly, then rounded half to even; where no maximum is said, that cannot be."""
    wanted = replace(WANTED, most=Decimal(40), scale=True)

    done = filled("canvas", CANVAS, {"a": Decimal("8.5"), "b": Decimal("0.10")}, wanted)

    assert [each.after for each in done.changes] == ["2.12", "0.02"]
    with pytest.raises(UsageError, match="does not say the most points of Assignment: Perceptron"):
        filled("moodle", MOODLE, wanted=wanted)


def test_a_worksheet_in_another_language_is_read_by_its_cells() -> None:
    """Its column of grades is the instructor's to name; the decimal comma stays, in quotes."""
    with pytest.raises(UsageError, match=r"it has .*Bewertung, Bestwertung") as raised:
        filled("moodle", WORKSHEET_IN_GERMAN)
    done = filled("moodle", WORKSHEET_IN_GERMAN, wanted=replace(WANTED, column="Bewertung"))

    assert "--column" in raised.value.remedy
    assert done.content == WORKSHEET_IN_GERMAN.replace(
        b',Abgegeben,,"10,00"', b',Abgegeben,"8,50","10,00"'
    ).replace(b'"5,00","10,00"', b'"-0,25","10,00"')


def test_numbers_are_written_as_the_other_columns_write_them() -> None:
    """An empty column has no decimal comma of its own to follow."""
    header = "Student;ID;SIS User ID;SIS Login ID;Section;Perceptron (1);Circles (2)\n"

    comma = filled("canvas", f"{header}Ada;4001;;;;;2,5\nBob;4002;;;;;3\n".encode())
    point = filled("canvas", f"{header}Ada;4001;;;;;2.5\nBob;4002;;;;;3\n".encode())

    assert [each.after for each in comma.changes] == ["8,50", "-0,25"]
    assert [each.after for each in point.changes] == ["8.50", "-0.25"]


def test_points_that_are_there_already_keep_their_spelling() -> None:
    """8.5 is 8.50: no byte changes for it."""
    content = CANVAS.replace(b'Monday",5.00', b'Monday",8.5')

    done = filled("canvas", content, {"a": Decimal("8.50")})

    assert (done.content, done.same) == (content, 1)


def test_canvas_alone_takes_a_name_without_being_asked() -> None:
    """As it does itself; who was matched so is said."""
    known = (Known("ada lindqvist"), Known("bob"))

    assert filled("canvas", CANVAS, known=(*known, KNOWN[1])).by_name == ("ada lindqvist",)
    assert filled("brightspace", BRIGHTSPACE, known=known).unmatched_students == ("ada lindqvist",)
    asked = replace(WANTED, by_name=True)
    assert filled("brightspace", BRIGHTSPACE, {}, asked, known).by_name == ("ada lindqvist",)


def test_where_names_alone_agree_the_option_is_said() -> None:
    """It is the instructor who lets a name count."""
    with pytest.raises(UsageError) as raised:
        filled("moodle", WORKSHEET, known=(Known("Ada Lindqvist"), Known("zoe")))

    assert raised.value.message == (
        "none of 2 students is among the 3 of export.csv by an id; 1 is by the name"
    )
    assert raised.value.remedy == "give their ids in a roster, or let names count: --by-name"


def test_a_header_in_full_goes_before_a_title() -> None:
    """One column's header may be another one's title."""
    content = HEADER + b"Circles (5) (6),Circles (5)\nAda,4001,,,,1,2\n"

    done = filled("canvas", content, wanted=replace(WANTED, column="Circles (5)"))

    assert done.content.endswith(b",1,8.50\n")


def test_a_mac_or_a_spreadsheet_without_a_last_line_end_changes_nothing() -> None:
    """The last cell of a file can be filled in, too."""
    content = b"Username\tStudent ID\tPerceptron [Total Pts: 10] |5\rada\t\t\rbob\t\t4"

    assert filled("blackboard", content).content == (
        b"Username\tStudent ID\tPerceptron [Total Pts: 10] |5\rada\t\t8.50\rbob\t\t-0.25"
    )


@pytest.mark.parametrize(
    ("platform", "content", "column", "said", "remedy"),
    [
        (
            "canvas", HEADER + b"Perceptron (1),perceptron (2)\nAda,4001,,,,,\n", None,
            "export.csv has 2 columns that may be meant: Perceptron (1), perceptron (2)",
            '--column "Perceptron (1)"',
        ),
        (
            "canvas", HEADER + b"Perceptron (1),Perceptron (1)\nAda,4001,,,,,\n", None,
            "export.csv has 2 columns that may be meant: Perceptron (1), Perceptron (1)",
            "give them different titles on the platform, and export again",
        ),
        (
            "canvas", CANVAS, "Percepton",
            "export.csv: no column of points is called Percepton; "
            "it has Perceptron, Circles",
            'did you mean --column "Perceptron"?',
        ),
        (
            "canvas", CANVAS, "SIS User ID",
            "export.csv: SIS User ID takes no points; "
            "it has Perceptron, Circles",
            '--column "Perceptron"',
        ),
        (
            "canvas", CANVAS, "Final Grade",
            "export.csv: Final Grade takes no points; "
            "it has Perceptron, Circles",
            '--column "Perceptron"',
        ),
        (
            "canvas", HEADER + b"Old (1),New (2)\n    Points Possible,,,,,(read only),5\n"
            b"Ada,4001,,,,,\n", "Old (1)",
            "export.csv: Old (1) takes no points; it has New",
            '--column "New"',
        ),
        (
            "canvas", HEADER + b"Final Grade\nAda,4001,,,,\n", None,
            "export.csv has no column that takes points",
            "make the assignment or the grade item on the platform, and export again",
        ),
        (
            "brightspace", BRIGHTSPACE, "Subtotal Numerator",
            "export.csv: Subtotal Numerator takes no points; "
            "it has Perceptron, Circles",
            '--column "Perceptron"',
        ),
        (
            "canvas", BRIGHTSPACE, None,
            "export.csv:1 is no header of Canvas: it has none of ID, SIS User ID, SIS Login ID",
            "give the file that the platform exported in English, as it comes",
        ),
        (
            "canvas", HEADER + b"Perceptron (1)\nAda,4001,,,\n", None,
            "export.csv:2 ends before the column Perceptron (1)",
            "export it again, and give that file as it comes",
        ),
        (
            "canvas", HEADER + b"Perceptron (1)\nAda,4001,,,,\nAda,4001,,,,\n", None,
            "export.csv:2 and export.csv:3 are both a's",
            "take one of the two out of the file, or correct the roster",
        ),
        (
            "canvas", HEADER + b"Perceptron (1)\nAda,4001,,,,\nZoe,7,,,,\nZoe,7,,,,\n", None,
            "export.csv:3 and export.csv:4 are both 7's",
            "take one of the two out of the file, or correct the roster",
        ),
        (
            "canvas", HEADER + b"Perceptron (1)\nAda,,b,ada,,\n", None,
            "export.csv:2 may be two students': SIS User ID b is b's and SIS Login ID ada is a's",
            "correct the roster, or the student's ids on the platform",
        ),
        (
            "canvas", HEADER + b"Perceptron (1)\nZoe,7,,,,\n", None,
            "none of 2 students is among the 1 of export.csv",
            "is it an export of another course? if not, give a roster with the ids",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(
    platform: str, content: bytes, column: str | None, said: str, remedy: str
) -> None:
    """A sentence with the file, its line where there is one, and what to do."""
    with pytest.raises(UsageError) as raised:
        filled(platform, content, wanted=replace(WANTED, column=column))

    assert (raised.value.message, raised.value.remedy) == (said, remedy)


@pytest.mark.parametrize("content", [WORKSHEET, BLACKBOARD, BLACKBOARD_CSV, CANVAS_SEMICOLONS])
def test_an_export_of_another_platform_is_refused(content: bytes) -> None:
    """Brightspace's columns are in none of them, or take no points."""
    with pytest.raises(UsageError):
        filled("brightspace", content)
