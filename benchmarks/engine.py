"""What Dask itself takes for a work: a class that nobody judges, handed out and taken back.

In go the works; out come CPU milliseconds a work on each side, and a second where nothing is done,
which is more where a machine is so busy that the same work takes longer; and what each side held.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import distributed

from benchmarks import tree
from benchmarks.tree import cpu_seconds
from grader.cluster import judge_on_cluster, task
from grader.course.model import Course
from grader.judging import Judged, JudgingPlan, Result
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from grader.submission import Submission

IDLE_S = 8.0
WARM = 0.25
"""Share of a class after which all processes are warm."""


@dataclass(frozen=True)
class Side:
    """CPU milliseconds of a side: a work, without those that it takes a second when it is idle."""

    a_work: float
    a_second: float


@dataclass(frozen=True)
class Engine:
    """The client's side and the worker's; and by tenths of the class the MB of both."""

    client: Side
    worker: Side
    held: Sequence[tuple[int, float, float]]


class Nobody:
    """Stands in for a process that judges: gives everybody nothing."""

    def __init__(self, plan: JudgingPlan, _: Collection[int] = ()) -> None:
        self._exercises = plan.exercises
        self.protection = Protection(plan.level, (), ())

    def judge(self, submission: Submission) -> Judged:
        """Give results of the right works."""
        works = [(name, submission.only(name)) for name in self._exercises]
        results = [
            Result("", name, 0.0, 1.0, Verdict.GRADED, attempt=work.attempts[name],
                   digest=work.code_digest)
            for name, work in works
        ]  # fmt: skip
        return Judged(submission, tuple(results))

    def close(self) -> None:
        """End nothing."""


class Idle(distributed.WorkerPlugin):  # type: ignore[misc]
    """Lets workers judge nothing."""

    def setup(self, worker: Any) -> None:
        """Put the stand-in into its place."""
        task.JudgingProcess = Nobody  # type: ignore[assignment,misc]


def engine_alone(course: Course, plan: JudgingPlan, works: Sequence[Submission]) -> Engine:
    """Hand works to one worker that judges nothing."""
    marks: list[tuple[float, list[float]]] = []
    held: list[tuple[int, float, float]] = []
    count = 0

    def emit(_: Judged) -> None:
        nonlocal count
        count += 1
        if count in (int(WARM * len(works)), len(works)):
            marks.append(look())
        if count % max(1, len(works) // 10) == 0:
            seen = tree.look(os.getpid())
            held.append((count, seen.parent_mb, seen.workers_mb))

    def look() -> tuple[float, list[float]]:
        whole, mine = cpu_seconds(os.getpid()), sum(os.times()[:2])
        return time.monotonic(), [mine, whole - mine]

    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", memory_limit=0,
        dashboard_address="127.0.0.1:0", silence_logs="CRITICAL",
    ) as cluster:  # fmt: skip
        with distributed.Client(cluster, set_as_default=False) as client:
            client.register_plugin(Idle())
        time.sleep(1)
        marks.append(look())
        time.sleep(IDLE_S)
        marks.append(look())
        judge_on_cluster(
            cluster.scheduler_address, course, plan, works, emit, lambda _: None, print
        )
    (began, before), (ended, after), (first, low), (last, high) = marks
    sides = []
    for n in range(2):
        idle = (after[n] - before[n]) / (ended - began)
        spent = high[n] - low[n] - idle * (last - first)
        sides.append(Side(1000 * spent / ((1 - WARM) * len(works)), 1000 * idle))
    return Engine(*sides, held)
