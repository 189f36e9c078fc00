"""Tests of the progress bar: what a terminal shows, and what is written without one."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from grader.commands.progress import QUIET, progress_bar
from tests.support.processes import wait_until


def console_of(terminal: bool) -> Console:
    """Return a console that writes into memory."""
    terminal_kind = {"TERM": "xterm"}  # a dumb one shows no bar
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, _environ=terminal_kind)


def written(console: Console) -> str:
    """Return what was written so far."""
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_for_terminals(terminal: bool) -> None:
    """A bar that counts, with the names as they are; without a terminal not so much as a line."""
    console = console_of(terminal)

    with progress_bar(console, "starting") as progress:
        progress.begin(3, 0)
        progress.say("grading (L3)")
        for student in ("[bold]eve[red]", "bob\x1b[2J\n", "cyd"):
            progress.advance(f"graded {student}")
            if terminal:  # the bar is drawn ten times a second
                wait_until(lambda: "eve" in written(console))

    shown = written(console)
    assert ("graded [bold]eve[red]" in shown) == terminal
    assert ("3/3" in shown) == terminal
    assert "\x1b[2J" not in shown
    assert terminal or shown == ""


@pytest.mark.parametrize(
    ("total", "before", "lines"),
    [
        (9, 0, []),
        (24, 0, ["graded 10 of 24", "graded 20 of 24"]),
        (24, 15, ["graded 20 of 24"]),
        (2000, 1700, ["graded 1800 of 2000", "graded 1900 of 2000", "graded 2000 of 2000"]),
    ],
)
def test_counts_are_said_now_and_then(total: int, before: int, lines: list[str]) -> None:
    """By how many are done, and not by time: a log of 2,000 works has twenty lines."""
    console, on_a_terminal = console_of(terminal=False), console_of(terminal=True)

    for each in (console, on_a_terminal):
        with progress_bar(each, "starting", counts="graded") as progress:
            progress.begin(total, before)
            for student in range(before, total):
                progress.advance(f"graded {student}")

    assert written(console).splitlines() == lines
    assert "graded 20 of" not in written(on_a_terminal)


class Typed(io.StringIO):
    """What somebody types, or a pipe gives."""

    def __init__(self, text: str, *, terminal: bool) -> None:
        super().__init__(text)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Say whether somebody is there."""
        return self._terminal


@pytest.mark.parametrize(
    ("answer", "terminal", "yes"),
    [("y\n", True, True), (" YES\n", True, True), ("n\n", True, False), ("\n", True, False),
     ("", True, False), ("y\n", False, False)],
)  # fmt: skip
def test_a_question_is_for_who_can_answer(
    monkeypatch: pytest.MonkeyPatch, answer: str, *, terminal: bool, yes: bool
) -> None:
    """What is asked is shown as it is; a pipe, and a person who only leaves, say no."""
    console = console_of(True)
    monkeypatch.setattr(sys, "stdin", Typed(answer, terminal=terminal))

    with progress_bar(console, "starting") as progress:
        assert progress.ask("[bold]ada: from 3 to 2\nlower this grade?") is yes

    assert ("[bold]ada: from 3 to 2" in written(console)) == terminal


def test_without_a_screen_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where somebody could type."""
    monkeypatch.setattr(sys, "stdin", Typed("y\n", terminal=True))
    console = console_of(False)

    with progress_bar(console, "starting") as progress:
        assert not progress.ask("lower this grade?")
    assert not QUIET.ask("lower this grade?")

    assert written(console) == ""


def test_it_begins_with_what_was_done_before() -> None:
    """The bar counts the whole class, also those who were graded in an earlier run."""
    console = console_of(True)

    with progress_bar(console, "starting") as progress:
        progress.begin(7, 5)
        progress.advance("")

    assert "6/7" in written(console)
    assert "starting" in written(console), "nothing else was said"


def test_a_second_stretch_begins_anew() -> None:
    """An audit judges its variants, and then trains for each gate."""
    console = console_of(True)

    with progress_bar(console, "making variants") as progress:
        for total in (2, 9):
            progress.begin(total, 0)
            progress.advance("")

    assert "1/9" in written(console)


def test_nothing_is_counted_while_the_number_is_unknown() -> None:
    """Waiting shows what for, and no count of no things."""
    console = console_of(True)

    with progress_bar(console, "starting Python") as progress:
        progress.say("running the checks")

    assert "running the checks" in written(console)
    assert "0/" not in written(console)


def test_lines_are_for_logs() -> None:
    """Where it is asked for, each thing is a plain line without a terminal, as it begins."""
    console = console_of(False)

    with progress_bar(console, "trying", lines=True) as progress:
        progress.begin(2, 0)
        progress.say("L3: reads a [file]")
        assert written(console) == "L3: reads a [file]\n"
        progress.advance("")

    assert written(console) == "L3: reads a [file]\n"


def test_nobody_has_to_look() -> None:
    """Work runs without a bar just as well."""
    QUIET.begin(2, 0)
    QUIET.say("nothing")
    QUIET.advance("nothing")
