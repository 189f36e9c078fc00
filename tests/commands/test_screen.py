"""Tests of show: progress on a terminal and without one."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from grader.commands.check import Checked
from grader.commands.screen import checked, grading, waiting
from grader.course.model import Course
from grader.feedback.explanation import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.sandbox.levels import Protection


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


def shown(course: Course, *results: Result, decided: dict[str, float]) -> list[str]:
    """Give the lines that a student reads after a check."""
    console = Console(file=io.StringIO(), width=100)
    with console.capture() as capture:
        console.print(checked(course, Checked(results, decided)))
    return [line for line in capture.get().splitlines() if line]


def result_of(exercise: str, part: str, *outcomes: Outcome, why: str = "") -> Result:
    """Give a student's own result, of visible checks of one part; ``why`` none could be run."""
    reason = Explanation(why) if why else None
    checks = tuple(Check(str(n), part, True, each, reason) for n, each in enumerate(outcomes))
    score = 5.0 * all(each is Outcome.PASSED for each in outcomes)
    parts = (PartScore(part, score, 5.0),)
    return Result("you", exercise, score, 5.0, "graded", parts, checks, reason=reason)


PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def test_a_check_ends_with_what_is_decided_here(course: Course) -> None:
    """How many visible checks passed, and the points that hang on them; then the next step."""
    result = result_of("words", "Counter", PASSED, PASSED)

    *_, last, step = shown(course, result, decided={"words": 1.5})

    assert last == "visible: 2 of 2 (these checks decide 1.5 of 5 points)"
    assert step.startswith("every visible check passes")


def test_it_is_said_once(course: Course) -> None:
    """An exercise alone needs no total."""
    result = result_of("words", "Counter", PASSED, FAILED)

    lines = shown(course, result, decided={"words": 1.5})

    assert [line for line in lines if "visible:" in line] == [
        "visible: 1 of 2 (these checks decide 1.5 of 5 points)"
    ]
    assert lines[-1] == "next: grader hint words Counter"


def test_several_exercises_end_with_what_all_of_them_decide(course: Course) -> None:
    """Each says its own, the last line all of it."""
    results = (result_of("words", "Counter", PASSED), result_of("rationals", "add", FAILED, PASSED))

    *above, last, _ = shown(course, *results, decided={"words": 1.5, "rationals": 3.25})

    assert "visible: 1 of 1 (these checks decide 1.5 of 5 points)" in above
    assert "visible: 1 of 2 (these checks decide 3.25 of 5 points)" in above
    assert last == "visible, in all 2 exercises: 2 of 3 (these checks decide 4.75 of 10 points)"


def test_where_it_is_not_known_hidden_checks_decide_the_rest(course: Course) -> None:
    """No points are made up for a folder that does not tell them."""
    results = (result_of("words", "Counter", PASSED), result_of("rationals", "add", PASSED))

    *_, last, _ = shown(course, *results, decided={"words": 1.5})

    assert last == "visible, in all 2 exercises: 2 of 2 (hidden checks decide the rest)"


def test_a_file_that_cannot_be_run_decides_nothing_yet(course: Course) -> None:
    """The reason stands once, and the count is told all the same."""
    result = result_of("words", "Counter", FAILED, FAILED, why="words.py could not be run")

    lines = shown(course, result, decided={"words": 1.5})

    assert lines[1:3] == [
        "words.py could not be run",
        "visible: 0 of 2 (these checks decide 1.5 of 5 points)",
    ]


def test_without_checks_nothing_is_counted(course: Course) -> None:
    """As where nothing was handed in for an exercise without a visible suite."""
    lines = shown(course, result_of("words", "Counter"), decided={})

    assert not [line for line in lines if "visible:" in line]
