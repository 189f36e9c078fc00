"""Tests of feedback: a student reads what failed, why, and how much is still unseen."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from grader.feedback.explanation import Explanation, explain_needs
from grader.judging.results import Outcome, Result, Standing
from grader.reports.student_feedback import feedback
from grader.sandbox.verdict import Verdict

F, N, P = Outcome.FAILED, Outcome.NOT_JUDGED, Outcome.PASSED
Make = Callable[..., Result]


def test_feedback(make: Make) -> None:
    """Score, parts, each failure's sentence and message, and the share of the visible checks."""
    assert feedback(make(note="cell 3 failed: NameError")).plain.splitlines() == [
        "circles: 2 (+2 held) of 6 points",
        "cell 3 failed: NameError",
        "  train: 2 (+2 held) of 6",
        "    failed: Sentence 1.",
        "      3 values are off",
        "        called    train(2)",
        "        look at   the loop",
        "    not judged: Sentence 2.",
        "      3 values are off",
        "        called    train(2)",
        "        look at   the loop",
        "visible: 1 of 1 (these checks decide 2 of 6 points)",
    ]


@pytest.mark.parametrize("kind", [Standing.NOT_DUE, Standing.EXCUSED])
def test_what_is_no_grade_has_no_points(make: Make, kind: Standing) -> None:
    """A student does not read a zero for what is not yet due, or excused."""
    text = feedback(make(outcomes=(F, F), standing=kind)).plain

    assert text.splitlines()[0] == f"circles: {kind} (of 6 points)"


def test_all_passed(make: Make) -> None:
    """Right work reads nothing but its points."""
    assert feedback(make(outcomes=(P, P))).plain.splitlines() == [
        "circles: 6 of 6 points",
        "  train: 6 of 6",
        "visible: 1 of 1 (these checks decide 3 of 6 points)",
    ]


def test_one_cause_is_told_once(make: Make) -> None:
    """A part whose every check failed alike says so once, not once a check."""
    text = feedback(make(outcomes=(F, F, F), why=Explanation("train is not defined"))).plain

    assert text.splitlines()[2:4] == ["    failed: every check", "      train is not defined"]
    assert text.count("not defined") == 1


def test_a_part_that_builds_on_a_wrong_one_says_so_in_a_line(make: Make) -> None:
    """Its checks' sentences would say nothing."""
    result = make(outcomes=(P, F, F), why=explain_needs(["softmax"]))

    line = "    failed: builds on `softmax`, above: fix that first"
    assert feedback(result).plain.splitlines()[2:-1] == [line]


def test_several_checks_with_one_message(make: Make) -> None:
    """Some checks that failed alike keep their sentences and share the message."""
    text = feedback(make(outcomes=(P, F, F), why=Explanation("shape (2,), not (3,)"))).plain

    assert text.splitlines()[2:5] == [
        "    failed: Sentence 1.",
        "    failed: Sentence 2.",
        "      shape (2,), not (3,)",
    ]


def test_one_likely_cause_is_told_once(make: Make) -> None:
    """Where a misconception fails several checks, the first tells all of it, the others which."""
    result = make(outcomes=(F, F, F, F))
    cause = Explanation("shape (1,)", likely="the sum is missing", got="7")
    why = [cause, replace(cause, problem="shape (2,)"), None, replace(cause, problem="(3,)")]
    checks = [replace(c, explanation=w) for c, w in zip(result.checks, why, strict=True)]
    text = feedback(replace(result, checks=tuple(checks))).plain

    assert text.splitlines()[2:10] == [
        "    failed: Sentence 0.",
        "      shape (1,)",
        "        likely    the sum is missing",
        "        got       7",
        "    failed: Sentence 1.",
        "    failed: Sentence 3.",
        "        likely    the same: the sum is missing",
        "    failed: Sentence 2.",
    ]


def test_check_without_sentence(make: Make) -> None:
    """A check without a docstring is called by its name."""
    result = make(outcomes=(P, F))
    bare = Result(**{**vars(result), "checks": tuple(_bare(c) for c in result.checks)})

    assert "failed: test_1\n" in feedback(bare).plain


def _bare(check: object) -> object:
    return type(check)(**{**vars(check), "sentence": ""})


def test_verdict(make: Make) -> None:
    """A process that was stopped is told as such."""
    assert feedback(make(verdict="time limit")).plain.splitlines()[1].startswith("time limit: ")


def test_nothing_submitted(make: Make) -> None:
    """Without a single check there is no line on visible ones."""
    text = feedback(make(outcomes=(), verdict="not submitted")).plain

    assert text.splitlines() == ["circles: 0 of 6 points", "not submitted", "  train: 0 of 6"]
    noted = feedback(
        make(outcomes=(), verdict="not submitted", reason=Explanation("nothing was handed in"))
    )
    assert "not submitted" not in noted.plain


def test_hostile(hostile: Result) -> None:
    """Hostile text is shown as it is written: no markup, no escape sequence, no lone surrogate."""
    file = io.StringIO()
    Console(file=file, force_terminal=True, color_system="truecolor", width=200).print(
        feedback(hostile)
    )

    shown = file.getvalue()
    assert "[bold red]<script>" in shown
    assert "\x1b[2J" not in shown
    assert "\x00" not in shown
    assert "\u202e" not in shown
    shown.encode("utf-8")


def test_held_is_said(make: Make) -> None:
    """Points that wait for a GPU are neither shown as lost nor as won."""
    assert "  train: 3 (+3 held) of 6" in feedback(make(outcomes=(P, N))).plain


def test_one_reason_for_all_is_told_once(make: Make) -> None:
    """A file that does not run is told once, not once for each part; nothing else was judged."""
    closed = Explanation("line 3: never closed")
    text = feedback(make(outcomes=(F, F), why=closed, verdict=Verdict.LEFT_EARLY, reason=closed))

    assert text.plain.splitlines()[1:] == ["line 3: never closed"]
