"""Results for the tests of reports: a small class, and what a hostile student puts into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.feedback.explanation import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result, Standing
from grader.judging.score import with_checks

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
HOSTILE = "=HYPERLINK(1)\x1b[2J\u202e\udceb\x00\n[bold red]<script>;\"'"

WHY = Explanation("3 values are off", called="train(2)", look="the loop")

Make = Callable[..., Result]


@pytest.fixture
def make() -> Make:
    """Make a result of one part of 6 points; the first check is visible."""

    def result(
        student: str = "ada",
        exercise: str = "circles",
        outcomes: tuple[Outcome, ...] = (P, F, N),
        verdict: str = "graded",
        why: Explanation | None = WHY,
        standing: Standing | None = None,
        **more: object,
    ) -> Result:
        checks = [
            Check(f"test_{i}", "train", not i, o, None if o is P else why, 1.0, f"Sentence {i}.")
            for i, o in enumerate(outcomes)
        ]
        blank = Result(student, exercise, 0, 0, verdict, (PartScore("train", 0, 6.0),), **more)  # type: ignore[arg-type]
        judged = with_checks(blank, checks)
        return replace(judged, standing=standing or judged.standing)

    return result


@pytest.fixture
def hostile(make: Make) -> Result:
    """Make a result in which every text that a student can reach attacks who reads it."""
    return make(HOSTILE, why=Explanation(HOSTILE, got=HOSTILE), note=HOSTILE)


@pytest.fixture
def school(make: Make) -> list[Result]:
    """Make a class of three, the first of whom lacks the first exercise."""
    return [
        make("zoë", "circles", (P, P)),
        make("bob", "perceptron", (F, F), verdict="time limit", late_percent=10.0),
        make("bob", "circles", (N, N)),
        make("Ada", "perceptron", (P, F, P)),
        make("Ada", "circles", (), verdict="not submitted"),
    ]
