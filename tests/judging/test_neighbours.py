"""Tests that nobody's work costs another's: cores, and grades beside hostile work."""

from __future__ import annotations

import multiprocessing as mp
import os
import sys
from pathlib import Path

import pytest

from grader.course.model import Course
from grader.judging import pool
from grader.judging.pool import Judged, judge_all, judge_in_pool
from grader.judging.warm_judge import JudgingPlan
from grader.sandbox.levels import Protection
from grader.submission import Submission
from tests.support.fractions import hand_in, plan_of
from tests.support.neighbours import small_neighbourhood
from tests.support.processes import descendants

if sys.platform != "linux":
    pytest.skip("cores are shared out on Linux", allow_module_level=True)

CLASS = [hand_in(name) for name in ("ada", "bob", "cyd", "dan")]


@pytest.mark.slow
def test_honest_work_gets_beside_hostile_work_what_it_gets_alone(tmp_path: Path) -> None:
    """Check by check; `python -m tests.support.neighbours` tries it with a whole class."""
    street = small_neighbourhood(tmp_path / "course")

    alone = street.grades(street.honest(4), 1)
    beside = street.grades(street.mixed(4, ["busy", "busier", "names"]), 2)

    assert beside == alone
    assert len(alone) == 4


@pytest.mark.parametrize(
    ("jobs", "cores", "shares"),
    [
        (1, {0, 1, 2}, [()]),
        (2, {0, 1}, [[0], [1]]),
        (2, {1, 4, 7}, [[1, 7], [4]]),
        (3, {2, 5}, [[2], [5], [2]]),
    ],
)
def test_cores_are_shared_out(
    monkeypatch: pytest.MonkeyPatch, jobs: int, cores: set[int], shares: list[object]
) -> None:
    """Each worker has its own, as far as they go; one alone has them all."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)

    assert [pool.cores_of(number, jobs) for number in range(jobs)] == shares


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one core")
def test_guests_have_their_workers_cores(pristine: Course) -> None:
    """What forks them has no other core than its worker, and the other worker has none of them."""
    cores: dict[str, set[frozenset[int]]] = {"spawn_main": set(), "zygote.main": set()}
    others = set(descendants())  # of tests before

    def emit(_: object) -> None:
        for pid, command in descendants().items():
            for name, found in cores.items():
                if name in command and pid not in others:
                    found.add(frozenset(os.sched_getaffinity(pid)))

    judge_all(plan_of(pristine), CLASS, emit, emit, jobs=2)

    one, other = cores["spawn_main"]
    assert not one & other
    assert cores["zygote.main"] == {one, other}


class Worker:
    """Stands in for a worker; says of some, while it is not alone, that they had no time."""

    all: list[Worker]
    handed: list[tuple[str, int]]
    hungry: set[str]

    def __init__(self, plan: JudgingPlan, cores: object) -> None:
        self.connection, self._far = mp.Pipe()
        self.cores, self.task = cores, None
        self.all.append(self)
        self._far.send(Protection("L3", (), ()))

    def hand(self, submission: Submission) -> None:
        """Judge it at once."""
        self.task = submission
        self.handed.append((submission.student, len(self.all)))
        self._far.send(Judged(submission, starved=submission.student in self.hungry))

    def dismiss(self) -> None:
        """Leave."""
        self.all.remove(self)

    def close(self) -> None:
        """Be gone."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_had_no_time_of_a_core_is_judged_again_alone(
    monkeypatch: pytest.MonkeyPatch, pristine: Course, jobs: int
) -> None:
    """Once, when all others are done and nobody works beside them; what comes then counts."""
    Worker.all, Worker.handed, Worker.hungry = [], [], {"ada", "dan"}
    monkeypatch.setattr(pool, "Worker", Worker)
    judged: list[Judged] = []

    judge_in_pool(plan_of(pristine), CLASS, judged.append, lambda _: None, jobs)

    assert sorted(each.submission.student for each in judged) == ["ada", "bob", "cyd", "dan"]
    again = Worker.handed[len(CLASS) :]
    assert again == ([] if jobs == 1 else [("ada", 1), ("dan", 1)])
