"""Tests of members: a name of the store is a student's of the roster, or a group's."""

from __future__ import annotations

from grader.gradebook import Person, Roster, decided_of, members, of_members, reported_of
from grader.judging import PartScore, Result
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Key, Kind
from grader.submission import Origin

ROSTER = Roster(
    (
        Person("ada", "Ada Lindqvist", ids={"canvas": "11"}, group="Team 1"),
        Person("bo", "Bo Ek", group="Team 1"),
        Person("cy", "Cy Young"),
    )
)
ORIGINS = {("student 11", "layers"): [Origin("canvas", "x", {"canvas": "11"})]}


def entry(student: str, exercise: str = "layers") -> JournalEntry:
    """Return an excuse of a student, by the name of the store."""
    return JournalEntry(Kind.EXCUSE, student, exercise, number=1)


def names(*entries: JournalEntry) -> list[str]:
    """Return of whom entries are, by the roster."""
    return [each.student for each in decided_of(entries, ROSTER, ORIGINS)]


def test_a_correction_goes_with_the_student() -> None:
    """Also of an exercise in which they handed in nothing; a stranger's stays."""
    assert names(entry("student 11")) == ["ada"]
    assert names(entry("student 11", "intro")) == ["ada"]
    assert names(entry("Young, Cy"), entry("cy"), entry("zoe")) == ["cy", "cy", "zoe"]


def test_a_members_correction_is_not_the_groups() -> None:
    """Though the work is; what was decided about the group is every member's."""
    assert members("student 11", "layers", ROSTER, ORIGINS) == ("ada", "bo")
    assert names(entry("ada"), entry("Team 1")) == ["ada", "ada", "bo"]


def test_a_check_is_nobodys() -> None:
    """What is of no student stays so, and without a roster everything stays."""
    dropped = JournalEntry(Kind.WITHOUT, "", "layers", value={"check": "x"}, number=1)

    assert list(decided_of([dropped], ROSTER, ORIGINS)) == [dropped]
    assert list(decided_of([entry("student 11")], None, ORIGINS)) == [entry("student 11")]


def test_what_was_reported() -> None:
    """The name of now comes before one of then; an export is what was reported, too."""
    points = {
        ("student 11", "layers"): (1.0, 0.0), ("ada", "intro"): (2.0, 0.0),
        ("student 11", "intro"): (3.0, 0.0), ("Team 1", "extra"): (4.0, 0.0),
        ("zoe", "layers"): (5.0, 0.0),
    }  # fmt: skip

    found = reported_of(points, ROSTER, ORIGINS)

    assert found == {
        ("ada", "layers"): (1.0, 0.0), ("ada", "intro"): (2.0, 0.0),
        ("ada", "extra"): (4.0, 0.0), ("bo", "extra"): (4.0, 0.0),
        ("zoe", "layers"): (5.0, 0.0),
    }  # fmt: skip
    rows = [[*pair, *each] for pair, each in points.items()]
    (export,) = decided_of([JournalEntry(Kind.EXPORT, value=rows)], ROSTER, ORIGINS)
    assert export.value == [[*pair, *each] for pair, each in found.items()]


def test_a_work_of_a_group_is_each_members() -> None:
    """As the roster has it, or else the platform."""
    result = Result("Team 1", "layers", 0, 1, Verdict.GRADED, (PartScore("f", 0, 1.0),))
    attempt = Attempt(result, Key("s", "c", "g"))
    stated = {("Team 1", "layers"): [Origin("gradescope", "x", members=("ada", "zoe"))]}

    assert [e.result.student for e in of_members([attempt], ROSTER, {})] == ["ada", "bo"]
    assert [e.result.student for e in of_members([attempt], None, stated)] == ["ada", "zoe"]
