"""Tests of a run's notes: what of the works they say, and of which they are silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from grader.commands import class_notes
from grader.course.model import Course
from grader.gradebook import Person
from grader.judging import Check, Flag, Outcome, PartScore, Result
from grader.reports import Kind, Note
from grader.sandbox.verdict import Verdict

WORK = Result(
    "ada", "rationals", 0, 7.5, Verdict.GRADED, (PartScore("add", 0, 3.0),), digest="ab12"
)
BROKEN = Check(
    "hidden::test_x", "add", False, Outcome.NOT_JUDGED, detail="test_hidden.py:3: NameError"
)


def test_a_missing_hidden_suite_is_said(course: Course) -> None:
    """With the file that is misspelt; an exercise without any suite is none of its business."""
    folder = course.solution_folder("words")
    (folder / "test_hidden.py").rename(folder / "test_hiden.py")

    (note,) = class_notes.of_suites(course, ["rationals", "words"])

    assert (note.kind, note.exercise) == (Kind.COURSE, "words")
    assert note.text == (
        "there is no solutions/words/test_hidden.py: the visible checks decide every point; "
        "rename test_hiden.py to test_hidden.py"
    )
    (folder / "test_visible.py").unlink()
    assert list(class_notes.of_suites(course, ["words"])) == []


def test_a_broken_check_is_said_once(course: Course) -> None:
    """With how many students' points wait for it."""
    results = [replace(WORK, student=name, checks=(BROKEN,)) for name in ("ada", "bob")]

    (note,) = class_notes.of_checks(results)

    assert (note.kind, note.student, note.exercise, note.part) == (
        Kind.CHECK,
        "",
        "rationals",
        "add",
    )
    assert note.text.startswith("hidden::test_x is broken: test_hidden.py:3: NameError (its points")
    assert "held for 2;" in note.text


def test_a_time_that_is_not_known(course: Course) -> None:
    """Said of works that may be late: not of one that was there by the student's own deadline."""
    deadline = course.exercise("rationals").deadline
    assert deadline is not None
    day = timedelta(days=1)
    timed = replace(WORK, student="bob", handed_in=datetime(2026, 1, 1, tzinfo=UTC))
    nothing = replace(WORK, student="eve", digest="")
    in_time = replace(WORK, student="cyd", known_since=deadline)
    extended = replace(WORK, student="dan", known_since=deadline + day)
    people = {"dan": Person("dan", extension={"rationals": 2 * day})}

    (note,) = class_notes.of_works(course, [WORK, timed, nothing, in_time, extended], people)

    assert note == Note(
        Kind.TIME, "when 1 work was handed in is not known: nothing is taken off for lateness",
        exercise="rationals",
    )  # fmt: skip
    assert list(class_notes.of_works(course, [timed, nothing, in_time], {})) == []


def test_who_is_marked_late(course: Course) -> None:
    """By exercise; where the course sets no deadline, nobody is late."""
    late = [("rationals", "ada"), ("words", "ada"), ("rationals", "bob")]

    (note,) = class_notes.of_late(course, late)

    assert (note.kind, note.student, note.exercise) == (Kind.TIME, "", "rationals")
    assert note.text.startswith("marked late by the platform")
    assert note.text.endswith(": ada, bob")


def test_flags(course: Course) -> None:
    """With the line, where one is known."""
    flags = (Flag("add", "rationals.py:3", "calls fractions"), Flag("", "", "no loop"))
    known = replace(WORK, flags=flags, handed_in=datetime(2026, 1, 1, tzinfo=UTC))

    found = list(class_notes.of_works(course, [known], {}))

    assert found == [
        Note(Kind.FLAG, "rationals.py:3: calls fractions", "ada", "rationals", "add"),
        Note(Kind.FLAG, "no loop", "ada", "rationals", ""),
    ]
