"""Tests of the terminal's table: all that matters is in it, and nothing in it acts."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from grader.judging.results import Outcome, Result, Standing
from grader.reports.class_table import ClassTable, counted, points, render, table

P = Outcome.PASSED
Make = Callable[..., Result]


def lines(results: list[Result], level: str = "L3") -> list[str]:
    """Render and give the lines with single spaces."""
    text = render(results, {"protection": level})
    return [" ".join(line.split()) for line in text.splitlines()]


def test_table(school: list[Result]) -> None:
    """Students by name with their points, what was remarkable below them, and the total."""
    shown = lines(school)

    assert [line for line in shown if line and not line.startswith("─")] == [
        "perceptron circles",
        "student of 6 of 6 total",
        "Ada 4 - 4",
        "bob 0 0 0",
        "time limit (+6 held) (+6 held)",
        "late -10 %",
        "zoë 6 6",
        "3 students, protection L3",
    ]


def test_standings_differ(make: Make) -> None:
    """Wrong, held, missing, not due, excused, not graded, and an earlier grade: no two alike."""
    kept = make("g", outcomes=(P,), standing=Standing.NOT_GRADED)
    results = [
        make("a", outcomes=(Outcome.FAILED,)), make("b", outcomes=(Outcome.NOT_JUDGED,)),
        make("c", outcomes=(), verdict="not submitted"),
        make("d", outcomes=(), verdict="not submitted", standing=Standing.NOT_DUE),
        make("e", outcomes=(P,), standing=Standing.EXCUSED),
        make("f", outcomes=(Outcome.NOT_JUDGED,), verdict="not graded"), kept,
    ]  # fmt: skip

    shown = [line for line in lines(results) if line and not line.startswith("─")]
    assert shown[2:-1] == [
        "a 0 0", "b 0 0", "(+6 held) (+6 held)", "c - 0", "d not due 0", "e excused 0",
        "f 0 0", "not graded (+6 held)", "(+6 held)", "g 6 6", "earlier grade",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [30, 34, 38, 200])
def test_a_narrow_terminal_gets_several_tables(school: list[Result], width: int) -> None:
    """No name of an exercise is broken, no column is lost, and the total comes once, at the end."""
    console = Console(file=io.StringIO(), width=width, color_system=None)

    console.print(ClassTable(school, {"protection": "L3"}))

    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert [text.count(name) for name in ("perceptron", "circles", "total", "protection")] == [
        1
    ] * 4
    assert text.count("zoë") == text.count("student ") == (1 if width == 200 else 2)
    assert text.index("perceptron") < text.index("circles") < text.index("total")
    assert all(len(line.rstrip()) <= width for line in text.splitlines())


def test_an_empty_class_is_drawn_in_a_terminal() -> None:
    """It has no exercise that could be too wide."""
    console = Console(file=io.StringIO(), width=40)
    console.print(ClassTable([], {"protection": "L3"}))
    assert "0 students" in console.file.getvalue()  # type: ignore[attr-defined]


def test_unsandboxed_is_said(school: list[Result]) -> None:
    """A table of grades from behind no border says so."""
    assert lines(school, "L1")[-1] == "3 students, protection L1: NOT SANDBOXED, no grade of record"


def test_no_students() -> None:
    """An empty class gives an empty table, not an error."""
    assert lines([])[-1] == "0 students, protection L3"


def test_hostile(hostile: Result) -> None:
    """A hostile name moves nothing, colours nothing, and stays on its line as it is written."""
    text = render([hostile], {"protection": "L3"})

    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert "\u202e" not in text
    text.encode("utf-8")
    assert "[bold red]<script>" in text


def test_plain_when_not_a_terminal(school: list[Result]) -> None:
    """Printed to a file there is no escape sequence in it."""
    file = io.StringIO()
    Console(file=file, width=100).print(table(school, {}))

    assert "\x1b" not in file.getvalue()


def test_no_color(school: list[Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours, unless NO_COLOR is set."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured, plain = io.StringIO(), io.StringIO()
    Console(file=coloured, force_terminal=True).print(table(school, {"protection": "L1"}))
    monkeypatch.setenv("NO_COLOR", "1")
    Console(file=plain, force_terminal=True).print(table(school, {"protection": "L1"}))

    assert "\x1b[1;31m" in coloured.getvalue()
    assert "31m" not in plain.getvalue()


def test_render_is_whole(make: Make) -> None:
    """The report cuts no name short, however many exercises there are."""
    names = [f"an_exercise_with_a_long_name_{i}" for i in range(12)]

    text = render([make("a student with a rather long name", name, (P,)) for name in names], {})

    assert "a student with a rather long name" in text
    assert "…" not in text


@pytest.mark.parametrize(
    ("number", "shown"), [(12.0, "12"), (12.5, "12.5"), (0.33, "0.33"), (0.0, "0"), (100.0, "100")]
)
def test_points(number: float, shown: str) -> None:
    """Points have no needless zeros, and keep the needed ones."""
    assert points(number) == shown


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 files"), (1.0, "1 file"), (0.5, "0.5 files"), (2, "2 files")]
)
def test_how_many(number: float, said: str) -> None:
    """One of something, or some."""
    assert counted(number, "file") == said
