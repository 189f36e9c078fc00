"""Tests of grades.csv: right columns, right sums, and no cell that acts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judging.results import Outcome, Result, Standing
from grader.reports.grades_csv import harmless, render

P = Outcome.PASSED
Make = Callable[..., Result]


def read(text: str) -> list[list[str]]:
    """Read a CSV back."""
    return list(csv.reader(io.StringIO(text)))


def test_columns_and_total(school: list[Result]) -> None:
    """A column for each exercise in course order, the total, and what is held."""
    assert read(render(school, {"protection": "L3"})) == [
        ["student", "perceptron", "circles", "total", "standing", "held"],
        ["Ada", "4.00", "0.00", "4.00", "circles: not handed in", "0.00"],
        ["bob", "0.00", "0.00", "0.00", "perceptron: late -10 %; circles: held", "6.00"],
        ["zoë", "", "6.00", "6.00", "", "0.00"],
    ]


def test_what_is_no_grade_has_no_number(make: Make) -> None:
    """Not yet due, excused and not graded are blank; an earlier grade stays, and is marked."""
    results = [
        make("a", outcomes=(), verdict="not submitted", standing=Standing.NOT_DUE),
        make("b", outcomes=(P,), standing=Standing.EXCUSED),
        make("c", outcomes=(Outcome.NOT_JUDGED,), verdict="not graded"),
        make("d", outcomes=(P,), standing=Standing.NOT_GRADED),
        make("e", outcomes=(Outcome.FAILED,)),
    ]

    assert read(render(results, {}))[1:] == [
        ["a", "", "0.00", "circles: not yet due", "0.00"],
        ["b", "", "0.00", "circles: excused", "0.00"],
        ["c", "", "0.00", "circles: not graded", "6.00"],
        ["d", "6.00", "6.00", "circles: not graded, the earlier grade stands", "0.00"],
        ["e", "0.00", "0.00", "", "0.00"],
    ]


def test_what_lateness_took_off_is_said(make: Make) -> None:
    """So that no other points than the judged ones stand there without a word."""
    late = make("a", outcomes=(P,), late_percent=12.5)
    held = make("b", outcomes=(P, Outcome.NOT_JUDGED), late_percent=20.0)

    rows = [row[3] for row in read(render([late, held], {}))]

    assert rows == ["standing", "circles: late -12.5 %", "circles: held, late -20 %"]


def test_plain_class(make: Make) -> None:
    """Where nothing is held and the border stood there are no further columns; numbers are bare."""
    text = render([make(outcomes=(P,))], {"protection": "L3"})

    assert text == '"student","circles","total"\n"ada",6.00,6.00\n'


def test_sum_is_exact(make: Make) -> None:
    """A total of thirds has no binary dust."""
    results = [make(exercise=name) for name in ("a", "b", "c")]
    results = [
        Result("ada", each.exercise, 0.1, 0.1, "graded", each.parts, each.checks)
        for each in results
    ]

    assert read(render(results, {}))[1][4] == "0.30"


def test_unsandboxed_is_said(make: Make) -> None:
    """Grades from behind no border say so in every row."""
    rows = read(render([make("ada"), make("bob")], {"protection": "L1"}))

    assert [row[-1] for row in rows] == ["protection", "L1", "L1"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-rf", "'-rf"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1+1", "' =1+1"),
        ("\u00a0 -1", "'\u00a0 -1"),
        ("\ufeff\u200b@SUM(1)", "'\ufeff\u200b@SUM(1)"),
        ("\x1b =1", r"'\x1b =1"),
        (" a = b", " a = b"),
        ("\t=1", r"'\t=1"),
        ("\r=1", r"'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=b", "a=b"),
        ("a\x1b[2J\n\x9b", r"a\x1b[2J\n\x9b"),
        ("\u202egnp", r"\u202egnp"),
        ("zo\udceb", r"zo\udceb"),
        ("zoë 数", "zoë 数"),
    ],
)
def test_harmless(cell: str, shown: str) -> None:
    """Formulas get an apostrophe, control characters are shown, all other text stays."""
    assert harmless(cell) == shown


def test_numbers_stay_numbers() -> None:
    """A negative number is no formula."""
    assert harmless(Decimal("-1.00")) == Decimal("-1.00")


@given(st.text(st.characters() | st.characters(categories=["Cs"]), max_size=40))
def test_any_name_is_one_inert_cell(name: str) -> None:
    """Whatever a student is called, a row stays a row of one text and two numbers."""
    text = render([Result(name, "circles", 1.0, 2.0, "graded")], {})

    text.encode("utf-8")
    assert text.count("\n") == 2
    _, (student, *numbers) = read(text)
    assert numbers == ["1.00", "1.00"]
    assert not student.strip().startswith(tuple("=+-@\t\r"))


def test_hostile(hostile: Result) -> None:
    """A hostile name stays within its quotes, with its controls shown."""
    text = render([hostile], {})

    assert "\x1b" not in text
    assert r"\x1b[2J" in text
    assert len(read(text)[1]) == 5
    assert hostile.student not in text
