"""What stays warm: this grader, and a plain process for the students' own computing.

In go submissions, one at a time; out come what each cost and which checks failed. Each of the two
lives in a process of its own for as long as the race lasts.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from benchmarks.figures import Cost
from benchmarks.plain import Rules, Stopwatch, TimedSession
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.suites import OpenSuites, open_suites
from grader.course.model import Course, load_course
from grader.course.references import load_references
from grader.judging import JudgingPlan, Outcome, WarmJudge, suites_of
from grader.sandbox.guest import load_module
from grader.sandbox.guest.process_state import ProcessState
from grader.sandbox.guest.zygote import warm_up
from grader.submission import Submission


@dataclass(frozen=True)
class Graded:
    """What became of one submission: its cost, how many checks ran, and those that failed."""

    cost: Cost
    checks: int
    failed: tuple[str, ...] = ()


Judge = Callable[[Submission], Graded]
Life = Callable[[JudgingPlan, Connection], None]


class Server:
    """A process that grades submissions, one after the other, until it is closed."""

    def __init__(self, life: Life, order: JudgingPlan) -> None:
        self._connection, far = mp.get_context("spawn").Pipe()
        context = mp.get_context("spawn")
        self._process = context.Process(target=life, args=(order, far), daemon=True)
        self._process.start()
        far.close()
        self.about = str(self._connection.recv())

    def judge(self, submission: Submission) -> Graded:
        """Grade one submission."""
        self._connection.send(submission)
        graded = self._connection.recv()
        assert isinstance(graded, Graded)
        return graded

    def close(self) -> None:
        """End it."""
        self._connection.send(None)
        self._process.join()


def _serve(connection: Connection, judge: Judge) -> None:
    while (submission := connection.recv()) is not None:
        connection.send(judge(submission))


def grader_life(order: JudgingPlan, connection: Connection) -> None:
    """Be this grader: near side here, zygote and guests behind the border."""
    with WarmJudge(order) as warm_judge:
        connection.send(warm_judge.protection.level)
        _serve(connection, lambda each: _judge(warm_judge, each))


def _judge(warm_judge: WarmJudge, submission: Submission) -> Graded:
    cpu, wall = warm_judge.cpu_seconds, time.monotonic()
    results = warm_judge.judge(submission)
    cost = Cost(warm_judge.cpu_seconds - cpu, time.monotonic() - wall)
    checks = [(result.exercise, check) for result in results for check in result.checks]
    ran = [pair for pair in checks if pair[1].outcome is not Outcome.NOT_JUDGED]
    failed = [f"{name} {check.id}" for name, check in ran if check.outcome is Outcome.FAILED]
    return Graded(cost, len(ran), tuple(failed))


@dataclass(frozen=True)
class _Bare:
    """The suites and the references, without a border."""

    course: Course
    order: JudgingPlan
    suites: OpenSuites
    references: dict[str, ModuleType]
    settings: ProcessState


def own_life(order: JudgingPlan, connection: Connection) -> None:
    """Be a warm plain process: a forked child makes the same calls, and times them."""
    course = load_course(order.root, exactly=True)
    exercises = [course.exercise(name) for name in order.exercises]
    paths = {each.name: suites_of(course, each, hidden=True) for each in exercises}
    references = load_references(course, exercises)
    warm_up(order.libraries)
    with open_suites(paths, exercises) as suites:
        bare = _Bare(course, order, suites, references, ProcessState())
        connection.send("a plain process")
        _serve(connection, lambda each: _in_a_child(bare, each))


def _in_a_child(bare: _Bare, submission: Submission) -> Graded:
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        _tell(ends[1], lambda: _own_computing(bare, submission))
    os.close(ends[1])
    with open(ends[0], encoding="utf-8") as told:
        text = told.read()
    os.waitpid(child, 0)
    if not text:
        raise RuntimeError(f"the plain process died over {submission.student}")
    words = json.loads(text)
    cost = Cost(words["seconds"], words["wall"])
    return Graded(cost, words["checks"], tuple(words["failed"]))


def _tell(end: int, work: Callable[[], dict[str, Any]]) -> None:
    """Write what ``work`` gives, and end this process."""
    try:
        os.write(end, json.dumps(work()).encode())
    finally:
        os._exit(0)


def _own_computing(bare: _Bare, submission: Submission) -> dict[str, Any]:
    """Make the calls that the suites make; count the time in the student's code alone."""
    stopwatch = Stopwatch()
    failed: list[str] = []
    checks = 0
    for work in submission.works:
        exercise = bare.course.exercise(work.exercise)
        cells = [[cell.label, cell.source] for cell in work.cells]
        bare.settings.restore()
        loaded = stopwatch(load_module.load, exercise.name, cells, dict(submission.siblings))
        rules: Any = Rules({gate.name: gate.model_dump() for gate in exercise.gates})
        seeds = Seeds(bare.order.secret, submission.student, exercise.name)
        session = TimedSession(loaded.module, stopwatch)
        reference = bare.references[exercise.name]
        for collected in bare.suites.checks[exercise.name]:
            if collected.marks.gpu:
                continue
            bench = CheckFixtures(session, rules, seeds, collected.id, reference=reference)
            error = bare.suites.run(collected, bench)
            checks += 1
            failed += [f"{exercise.name} {collected.id}: {error!r}"] if error else []
    spent = {"seconds": stopwatch.seconds, "wall": stopwatch.wall}
    return {**spent, "checks": checks, "failed": failed}
