"""Submissions → what became of each: handed out to a cluster's workers, two at a time to each.

A worker is greeted first, and warms up; the first one's protection is the class's. One that has
less, has another course or another grader, or cannot start, is left out, and said by name. What a
worker had in hand when it died is judged again, each work with no other one in the same hand; one
that was alone there, and kills a second worker, is given up by name. Trouble that a worker has over
a work counts as the work's only where a second worker has some too.
"""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from grader.cluster import task
from grader.cluster.address import require_safe
from grader.cluster.answers import Broken, Done, Ready, Refused, judged_of, read_answer
from grader.cluster.connection import Function, Reply, connected
from grader.cluster.orders import Order
from grader.course.model import Course
from grader.errors import CourseError, GraderError, SandboxError
from grader.feedback import one_line
from grader.judging import (
    DIED_TWICE,
    MAX_TRIES,
    Emit,
    Judged,
    JudgingPlan,
    Started,
    SubmissionOrPath,
    fault,
    read_handed,
)
from grader.sandbox.levels import Protection
from grader.submission import Submission, pack, parts_of
from grader.unpacking import Unpacker

IN_HAND = 2
"""Works that a worker has at once: the one that it judges, and the next one."""
MOST_TROUBLES = 3
"""Works that a worker may fail to judge, and another one judges, until it is left out."""
MOST_STILLBORN = 4
LOOK_S = 1.0
PATIENCE_S = 60.0
"""How long to wait where no worker is there: one that died is started again, or they come late."""

Note = Callable[[str], None]


class Workers(Protocol):
    """A cluster, as far as the dispatch knows it: see `Cluster`."""

    def workers(self) -> dict[str, int]: ...  # noqa: D102
    def call(self, worker: str, function: Function, *arguments: bytes) -> str: ...  # noqa: D102
    def reply(self, seconds: float) -> Reply | None: ...  # noqa: D102
    def forget(self, *calls: str) -> None: ...  # noqa: D102
    def send(self, worker: str, function: Function) -> None: ...  # noqa: D102


def judge_on_cluster(
    address: str,
    course: Course,
    plan: JudgingPlan,
    submissions: Sequence[SubmissionOrPath],
    emit: Emit,
    started: Started,
    note: Note,
) -> None:
    """Judge the submissions on the workers of a Dask scheduler, as `judge_all` does here.

    ``note`` is told of workers that are left out. Raises `UsageError` for an address that is not
    safe, `SandboxError` where no worker is left, and `GraderError` without a scheduler.
    """
    if not submissions:
        return
    with connected(address) as cluster, Unpacker() as unpacker:
        dispatch = Dispatch(cluster, course, plan, submissions, unpacker, note)
        try:
            dispatch.run(emit, started)
        finally:
            dispatch.close()


@dataclass
class _Work:
    """A submission on its way; ``not_on`` is the worker that had trouble with it."""

    handed: SubmissionOrPath
    deaths: int = 0
    not_on: str = ""
    trouble: str = ""
    starved: bool = False


@dataclass
class _Lane:
    """A worker, and by call what it has in hand; it is ``open`` when it stands by at the level.

    ``number`` is its own among those on its machine.
    """

    address: str
    number: int
    open: bool = False
    greeting: str = ""
    in_hand: dict[str, tuple[_Work, Submission]] = field(default_factory=dict)

    @property
    def machine(self) -> str | None:
        """The host where it runs."""
        return urlsplit(self.address).hostname

    @property
    def is_under_suspicion(self) -> bool:
        """Whether something in its hand had been with a worker that died."""
        return any(work.deaths for work, _ in self.in_hand.values())


class Dispatch:
    """One run over a class on a cluster."""

    def __init__(
        self,
        cluster: Workers,
        course: Course,
        plan: JudgingPlan,
        submissions: Sequence[SubmissionOrPath],
        unpacker: Unpacker,
        note: Note,
    ) -> None:
        self._cluster, self._unpacker, self._note = cluster, unpacker, note
        self._exercises = plan.exercises
        self._parts = parts_of(course.exercise(name) for name in plan.exercises)
        self._order = Order.of(course, plan)
        self._level_holds = False
        self._waiting = deque(_Work(each) for each in submissions)
        self._starved: deque[_Work] = deque()  # are judged again, alone, when all others are
        self._lanes: dict[str, _Lane] = {}
        self._left_out: dict[str, str] = {}
        self._troubles: Counter[str] = Counter()
        self._stillborn = 0
        self._looked = -LOOK_S
        self._seen = time.monotonic()

    def run(self, emit: Emit, started: Started) -> None:
        """Serve the workers until every submission is judged or given up."""
        while self._waiting or self._starved or self._is_anything_in_hand():
            if time.monotonic() - self._looked >= LOOK_S:
                self._look(emit)
                self._looked = time.monotonic()
            if self._starved and not self._waiting and not self._is_anything_in_hand():
                self._waiting.append(self._starved.popleft())
            for lane in list(self._lanes.values()):
                self._fill(lane, emit)
            if (reply := self._cluster.reply(LOOK_S)) is not None:
                self._hear(reply, emit, started)

    def close(self) -> None:
        """Take back what is in hand, and let the workers end what they keep warm."""
        for lane in self._lanes.values():
            self._cluster.forget(lane.greeting, *lane.in_hand)
            self._cluster.send(lane.address, task.dismiss)

    def _is_anything_in_hand(self) -> bool:
        return any(lane.in_hand for lane in self._lanes.values())

    def _look(self, emit: Emit) -> None:
        """Greet the workers that came, and take back what those had that went."""
        here = self._cluster.workers()
        for address in [each for each in self._lanes if each not in here]:
            self._lose(self._lanes.pop(address), emit)
        came = [each for each in here if each not in {*self._lanes, *self._left_out}]
        for address in came:
            require_safe(address)
            lane = self._lanes[address] = self._lane_of(address)
            if here[address] != 1:
                self._leave_out(lane, f"it has {here[address]} threads: start it with --nthreads 1")
        for address in came:
            if address in self._lanes:
                self._greet(self._lanes[address])
        if self._lanes:
            self._seen = time.monotonic()
        elif here or time.monotonic() - self._seen > PATIENCE_S:
            raise self._nobody_left()

    def _nobody_left(self) -> SandboxError:
        said = "; ".join(f"{who}: {why}" for who, why in self._left_out.items())
        return SandboxError(
            f"no worker is left that can judge this class: {said or 'none has come'}",
            "install this grader where they run, and the scheduler too; then there: "
            "dask worker ADDRESS --nthreads 1 --memory-limit 0",
        )

    def _lane_of(self, address: str) -> _Lane:
        """Number a worker among those on its machine: by the first number that is free."""
        new = _Lane(address, 0)
        taken = {each.number for each in self._lanes.values() if each.machine == new.machine}
        while new.number in taken:
            new.number += 1
        return new

    def _greet(self, lane: _Lane) -> None:
        """Let a worker warm up on its share of its machine's cores: its guests starve no other."""
        there = [each.number for each in self._lanes.values() if each.machine == lane.machine]
        place = {"number": lane.number, "workers": max(there) + 1}
        about = json.dumps(place).encode("ascii")
        lane.greeting = self._cluster.call(lane.address, task.greet, self._order.pack(), about)

    def _lose(self, lane: _Lane, emit: Emit) -> None:
        """Take back what a worker had that died: whatever of it was alone may be why."""
        self._cluster.forget(lane.greeting, *lane.in_hand)
        if not lane.open:
            self._left_out[lane.address] = "it died as it was greeted: is this grader there?"
            self._stillborn += 1
        if self._stillborn >= MOST_STILLBORN:
            raise self._nobody_left()
        alone = len(lane.in_hand) == 1
        for work, _ in reversed(lane.in_hand.values()):
            work.deaths += 1
            if alone and work.deaths >= MAX_TRIES:
                emit(Judged(work.handed, problem=DIED_TWICE))
            else:
                self._waiting.appendleft(work)

    def _leave_out(self, lane: _Lane, why: str) -> None:
        """Hand this worker nothing more; what it has in hand is for others."""
        del self._lanes[lane.address]
        self._cluster.forget(lane.greeting, *lane.in_hand)
        self._waiting.extendleft(work for work, _ in reversed(lane.in_hand.values()))
        self._left_out[lane.address] = one_line(why)
        self._note(f"left out: the worker at {lane.address}: {one_line(why)}")
        self._looked = -LOOK_S  # was it the last one?

    def _fill(self, lane: _Lane, emit: Emit) -> None:
        """Hand a worker what it may have in hand."""
        while lane.open and len(lane.in_hand) < IN_HAND and not lane.is_under_suspicion:
            work = self._next_for(lane)
            if work is None:
                return
            try:
                submission = read_handed(work.handed, self._parts, self._unpacker)
            except SandboxError as error:
                emit(Judged(work.handed, problem=error.message))
                continue
            except GraderError:
                raise
            except Exception as error:
                emit(Judged(work.handed, problem=fault(error)))
                continue
            whose = {"student": submission.student, "attempts": dict(submission.attempts)}
            about, packed = json.dumps(whose).encode("ascii"), pack(submission)
            call = self._cluster.call(lane.address, task.judge, self._order.pack(), about, packed)
            lane.in_hand[call] = work, submission

    def _next_for(self, lane: _Lane) -> _Work | None:
        """Take the first work that this worker may judge."""
        for place, work in enumerate(self._waiting):
            elsewhere = work.not_on == lane.address and len(self._lanes) > 1
            if not elsewhere and not (work.deaths and lane.in_hand):
                del self._waiting[place]
                return work
        return None

    def _hear(self, reply: Reply, emit: Emit, started: Started) -> None:
        lanes = self._lanes.values()
        lane = next((e for e in lanes if reply.call == e.greeting or reply.call in e.in_hand), None)
        if lane is None:  # of a worker that is gone, or left out: its work is another's now
            return
        if reply.lost:
            self._lose(self._lanes.pop(lane.address), emit)
            return
        if reply.failure:
            self._leave_out(lane, reply.failure)
            return
        try:
            answer = read_answer(reply.content)
        except ValueError as error:
            answer = Done(problem=f"{lane.address} answered what is no result: {error}")
        if isinstance(answer, Broken):
            raise CourseError(answer.message, answer.remedy)
        if isinstance(answer, Refused):
            self._leave_out(lane, answer.why)
        elif reply.call == lane.greeting:
            self._open(lane, answer, started)
        else:
            work, submission = lane.in_hand.pop(reply.call)
            self._take(answer, work, submission, lane, emit)

    def _open(self, lane: _Lane, answer: Ready | Done, started: Started) -> None:
        """Hold every worker to the level of the first that may judge: a class is graded at one."""
        lane.greeting = ""
        if isinstance(answer, Done):
            self._leave_out(lane, answer.problem)
            return
        if not self._level_holds:
            try:
                started(Protection(answer.level, (), answer.reasons))
            except SandboxError as error:
                self._leave_out(lane, error.message)
                return
            self._order, self._level_holds = self._order.at(answer.level), True
        level = self._order.plan.level
        if answer.level < level:
            why = "; ".join(answer.reasons)
            self._leave_out(lane, f"it has {answer.level}, and others have {level}: {why}")
        elif answer.level > level:
            self._greet(lane)
        else:
            lane.open, self._stillborn = True, 0

    def _take(
        self, answer: Ready | Done, work: _Work, submission: Submission, lane: _Lane, emit: Emit
    ) -> None:
        """Take what became of a work, put it off, or let another worker try."""
        problem = answer.problem if isinstance(answer, Done) else "it was greeted, and not asked"
        if isinstance(answer, Done) and not problem:
            try:
                results, works = judged_of(answer, submission, self._exercises)
            except ValueError as error:
                problem = f"{lane.address} answered with {error}"
        if problem:
            if problem == DIED_TWICE or work.not_on or len(self._lanes) == 1:
                emit(Judged(work.handed, problem=problem))
            else:
                work.not_on, work.trouble = lane.address, problem
                self._waiting.appendleft(work)
            return
        assert isinstance(answer, Done)
        if work.not_on:
            self._had_trouble(work)
        if answer.starved and not work.starved and len(self._lanes) > 1:
            work.starved = True
            self._starved.append(work)
            return
        spent, said = answer.cpu_seconds, submission.problems
        emit(Judged(work.handed, results, "", said, works, answer.starved, spent))

    def _had_trouble(self, work: _Work) -> None:
        """Count against a worker that another one could judge what it could not."""
        self._troubles[work.not_on] += 1
        lane = self._lanes.get(work.not_on)
        if lane is None:
            return
        if self._troubles[work.not_on] >= MOST_TROUBLES:
            self._leave_out(lane, work.trouble)
        elif self._troubles[work.not_on] == 1:
            self._note(
                f"the worker at {lane.address} had trouble that another has not: {work.trouble}"
            )
