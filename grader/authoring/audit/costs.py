"""What each check costs: its seconds on the wall clock, both sides of the border together.

A `Cost` is the median of a few runs of a right submission, of which the first is not counted.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from statistics import median

from grader.checks.fixtures import CheckFixtures
from grader.checks.suites import CollectedCheck, OpenSuites
from grader.judging import JudgingPlan, WarmJudge, judge_submission
from grader.submission import Submission

ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """One check: which, and its seconds."""

    exercise: str
    check: str
    part: str
    seconds: float


@dataclass(frozen=True)
class _TimedSuites(OpenSuites):
    """Runs checks as ever, with an eye on the clock."""

    seconds: defaultdict[tuple[str, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def run(self, collected: CollectedCheck, fixtures: CheckFixtures) -> BaseException | None:
        """Run one check, and note how long it took."""
        start = time.perf_counter()
        error = super().run(collected, fixtures)
        key = (fixtures.exercise.name, collected.id, collected.marks.part)
        self.seconds[key].append(time.perf_counter() - start)
        return error


def check_costs(plan: JudgingPlan, right: Submission) -> list[Cost]:
    """Judge a right submission a few times; return each check's median cost."""
    with WarmJudge(plan) as warm_judge:
        suites = warm_judge.context.suites
        timed = _TimedSuites(suites.checks, suites.plugin)
        for _ in range(1 + ROUNDS):
            judge_submission(right, replace(warm_judge.context, suites=timed))
    return [Cost(*key, median(taken[1:])) for key, taken in timed.seconds.items()]
