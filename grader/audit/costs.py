"""What each check costs: its seconds on the wall clock, both sides of the border together.

In go an order and a right submission; out comes a `Cost` for each check that ran: the median of a
few runs, of which the first is not counted.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from grader.bench import Bench
from grader.submission import Submission
from grader.suites import Judgement, Runner
from grader.workshop import Order, Workshop, open_workshop

ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """One check: which, and its seconds."""

    exercise: str
    check: str
    part: str
    seconds: float


@dataclass(frozen=True)
class _Timed(Runner):
    """Runs checks as ever, with an eye on the clock."""

    seconds: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)

    def run(self, judgement: Judgement, bench: Bench) -> BaseException | None:
        """Run one check, and note how long it took."""
        start = time.perf_counter()
        error = super().run(judgement, bench)
        key = (bench.exercise.name, judgement.id, judgement.marks.part)
        self.seconds[key].append(time.perf_counter() - start)
        return error


def check_costs(order: Order, right: Submission) -> list[Cost]:
    """Judge a right submission a few times; give each check's median cost."""
    seconds: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)

    def watched(runner: Runner) -> Runner:
        return _Timed(runner.suites, runner.collector, seconds)

    def work(workshop: Workshop) -> None:
        for _ in range(1 + ROUNDS):
            workshop.judge(right)

    open_workshop(order, work, watched)
    return [Cost(*key, median(taken[1:])) for key, taken in seconds.items()]
