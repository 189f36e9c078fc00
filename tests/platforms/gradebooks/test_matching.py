"""Tests of whose a row is: by ids, by a name only where nobody else has it, never by likeness."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.platforms.gradebooks.exported_gradebook import read_gradebook
from grader.platforms.gradebooks.matching import Known, Matches, match
from tests.platforms.gradebooks.exports import BLACKBOARD, BRIGHTSPACE, CANVAS, MOODLE, WORKSHEET


def lines(platform: str, content: bytes, *known: Known, by_name: bool = False) -> dict[str, int]:
    """Return on which line of an export each student is found."""
    matches = match(read_gradebook(platform, content, "it"), known, by_name=by_name)
    return {student: row.line for student, row in matches.rows.items()}


@pytest.mark.parametrize(
    ("platform", "content", "known", "line"),
    [
        ("canvas", CANVAS, Known("x", ids={"canvas": ("4002",)}), 5),
        ("canvas", CANVAS, Known("x", ids={"sid": ("s-18",)}), 5),
        ("canvas", CANVAS, Known("x", email="BOB@uni.example"), 5),
        ("canvas", CANVAS, Known("x", ids={"username": ("cyd",)}), 6),
        ("canvas", CANVAS, Known("S-18"), 5),
        ("canvas", CANVAS, Known("cyd"), 6),
        ("moodle", WORKSHEET, Known("x", ids={"moodle": ("5502",)}), 3),
        ("moodle", WORKSHEET, Known("x", ids={"email": ("bob@uni.example",)}), 3),
        ("moodle", WORKSHEET, Known("bob@uni.example"), 3),
        ("moodle", MOODLE, Known("S-17"), 2),
        ("moodle", MOODLE, Known("x", email="bob@uni.example"), 3),
        ("brightspace", BRIGHTSPACE, Known("s-18"), 3),
        ("brightspace", BRIGHTSPACE, Known("bob"), 3),
        ("brightspace", BRIGHTSPACE, Known("x", ids={"sid": ("S-18",)}), 3),
        ("blackboard", BLACKBOARD, Known("x", ids={"blackboard": ("bob",)}), 3),
        ("blackboard", BLACKBOARD, Known("bob"), 3),
    ],
)
def test_each_id_finds_its_row(platform: str, content: bytes, known: Known, line: int) -> None:
    """In either case of letters, under the name that it has with us."""
    assert lines(platform, content, known) == {known.student: line}


@pytest.mark.parametrize(
    ("platform", "content", "known"),
    [
        ("canvas", CANVAS, Known("x", ids={"moodle": ("4002",)})),
        ("canvas", CANVAS, Known("4002")),
        ("canvas", CANVAS, Known("S-1")),
        ("moodle", WORKSHEET, Known("5502")),
        ("moodle", WORKSHEET, Known("x", ids={"canvas": ("5502",)})),
        ("moodle", WORKSHEET, Known("bob")),
        ("brightspace", BRIGHTSPACE, Known("x", ids={"canvas": ("S-18",)})),
        ("blackboard", BLACKBOARD, Known("Bo")),
        ("blackboard", BLACKBOARD, Known("x", "Bob")),
    ],
)
def test_another_systems_id_and_a_piece_of_one_find_nobody(
    platform: str, content: bytes, known: Known
) -> None:
    """A number of Moodle's that Canvas has too is somebody else's."""
    assert lines(platform, content, known) == {}


def test_a_name_counts_where_nobody_else_has_it() -> None:
    """In either order, on any platform if asked; never before an id, nor for two of one name."""
    ada, bob = Known("Lindqvist, Ada"), Known("x", "Ada  LINDQVIST")
    twice = CANVAS + b'"Lindqvist, Ada",4009,,,NN 1,,,,\n'

    assert lines("canvas", CANVAS, ada) == {}
    assert lines("canvas", CANVAS, ada, by_name=True) == {"Lindqvist, Ada": 4}
    assert lines("moodle", WORKSHEET, ada, by_name=True) == {"Lindqvist, Ada": 2}
    assert lines("moodle", MOODLE, ada, by_name=True) == {"Lindqvist, Ada": 2}
    assert lines("blackboard", BLACKBOARD, ada, by_name=True) == {"Lindqvist, Ada": 2}
    assert lines("canvas", CANVAS, ada, bob, by_name=True) == {}
    assert lines("canvas", twice, ada, by_name=True) == {}
    assert lines("canvas", CANVAS, ada, Known("z", ids={"canvas": ("4001",)}), by_name=True) == {
        "z": 4
    }


def test_the_platforms_own_id_goes_before_everything() -> None:
    """Another number of Canvas's is another person, whatever else is the same."""
    other = Known("cyd", "Lindqvist, Ada", "ada@uni.example", {"canvas": ("7", "8")})

    assert lines("canvas", CANVAS, other, by_name=True) == {}
    assert lines("blackboard", BLACKBOARD, Known("cyd", ids={"blackboard": ("c",)})) == {}


def test_moodle_gives_a_number_for_each_assignment() -> None:
    """That of another one says nothing against a student."""
    known = Known.of(
        "x",
        "Ada Lindqvist",
        "",
        {"moodle": "77", "canvas": "1"},
        {"moodle": "5501"},
        {"canvas": "1"},
    )
    elsewhere = Known("y", "Bob O'Neil", ids={"moodle": ("78",)})

    assert known.ids == {"moodle": ("77", "5501"), "canvas": ("1",)}
    assert lines("moodle", WORKSHEET, known, elsewhere, by_name=True) == {"x": 2, "y": 3}


def test_only_the_first_column_may_be_moodles_number() -> None:
    """In a gradebook, words with a number behind them are something else."""
    content = MOODLE.replace(b",,,ada@", b",,Group 1,ada@").replace(b",,,bob@", b",,Group 2,bob@")

    assert read_gradebook("moodle", content, "it").layout.title == "Moodle's gradebook"


def test_who_is_known_by_name_alone_is_said() -> None:
    """So that a person can look at them."""
    gradebook = read_gradebook("canvas", CANVAS, "it")

    found = match(gradebook, [Known("x", "Ada Lindqvist"), Known("cyd")], by_name=True)

    assert isinstance(found, Matches)
    assert found.by_name == ("x",)


def test_two_students_with_one_id_are_refused() -> None:
    """It cannot be told whose the row is."""
    known = Known("x", email="bob@uni.example"), Known("y", ids={"sid": ("S-18",)})

    with pytest.raises(UsageError, match=r"it:5 may be two students': .* is x's|is y's"):
        lines("canvas", CANVAS, *known)
