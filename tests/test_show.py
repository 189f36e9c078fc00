"""Tests of show: progress on a terminal and without one."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from grader.sandbox.protection import Protection
from grader.show import grading, waiting


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_for_terminals(terminal: bool) -> None:
    """A bar that counts, with the names as they are; without a terminal nothing but a line end."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=100, _environ={"TERM": "xterm"})

    with grading(console) as steps:
        steps.begin(3, 0)
        steps.protected(Protection("L3", (), ()))
        for student in ("[bold]eve[red]", "bob\x1b[2J\n", "cyd"):
            steps.advance(student)
            time.sleep(0.25 if terminal else 0)  # the bar is drawn ten times a second

    shown = file.getvalue()
    assert ("graded [bold]eve[red]" in shown) == terminal
    assert ("3/3" in shown) == terminal
    assert "\x1b[2J" not in shown
    assert terminal or shown.strip() == ""


def test_progress_begins_with_what_was_graded_before() -> None:
    """The bar counts the whole class; how much is kept is handed on."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=100, _environ={"TERM": "xterm"})
    kept: list[tuple[int, int]] = []

    with grading(console, lambda *counts: kept.append(counts)) as steps:
        steps.begin(2, 5)
        steps.kept(5, 7)
        steps.advance("ada")
        time.sleep(0.25)

    assert "6/7" in file.getvalue()
    assert kept == [(5, 7)]


@pytest.mark.parametrize("terminal", [True, False])
def test_waiting_is_for_terminals(terminal: bool) -> None:
    """What is under way is said where somebody looks."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=100, _environ={"TERM": "xterm"})

    with waiting(console, "starting Python") as started:
        started(Protection("L3", (), ()))

    assert ("running the checks" in file.getvalue()) == terminal
