"""Many submissions → many results, through one seam: here, or in a pool of processes.

In go a `JudgingPlan` and submissions, each read or still to be read where it is judged; each
result is handed to ``emit`` as it comes. A worker that dies is replaced and its submission judged
again; one that kills two workers is given up, by name.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from grader.errors import GraderError, SandboxError, UsageError
from grader.judging.judged import Judged, SubmissionOrPath, judge_one
from grader.judging.processes import die_with_parent
from grader.judging.warm_judge import JudgingPlan, WarmJudge, open_warm_judge
from grader.sandbox.levels import Protection

__all__ = ["Judged", "judge_all", "judge_here", "judge_in_pool"]
MAX_TRIES = 2

Emit = Callable[[Judged], None]
Started = Callable[[Protection], None]


def judge_here(
    plan: JudgingPlan, submissions: Iterable[SubmissionOrPath], emit: Emit, started: Started
) -> None:
    """Judge the submissions in this process, one after the other."""

    def work(warm_judge: WarmJudge) -> None:
        started(warm_judge.protection)
        for handed in submissions:
            emit(judge_one(warm_judge, handed, plan.exercises))

    open_warm_judge(plan, work)


def judge_in_pool(
    plan: JudgingPlan,
    submissions: Sequence[SubmissionOrPath],
    emit: Emit,
    started: Started,
    jobs: int,
) -> None:
    """Judge the submissions in ``jobs`` processes, each with a border of its own."""
    pool = _Pool(plan, submissions, min(jobs, len(submissions)))
    try:
        pool.run(emit, started)
    finally:
        pool.close()


class _Worker:
    """A process with a workshop, and the submission that it has in hand."""

    def __init__(self, plan: JudgingPlan) -> None:
        context = mp.get_context("spawn")
        self.connection, far = context.Pipe()
        self.task: SubmissionOrPath | None = None
        self.process: BaseProcess = context.Process(target=_work, args=(plan, far), daemon=True)
        with _deaf_to_ctrl_c():
            self.process.start()
        far.close()

    def give(self, submission: SubmissionOrPath | None) -> None:
        """Hand over the next submission, or None to end."""
        self.task = submission
        with suppress(OSError):  # it died: the next wait tells
            self.connection.send(submission)

    def dismiss(self) -> None:
        """Let it end by itself: it has nothing in hand, and clears away what it had opened."""
        self.give(None)
        self.process.join(timeout=10)

    def close(self) -> None:
        """End the process at once; its zygote dies with it."""
        self.process.kill()
        self.process.join()
        self.connection.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start a worker deaf to Ctrl-C from its first moment: it is the parent's to handle."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # its own start would open our ears again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Pool:
    def __init__(
        self, plan: JudgingPlan, submissions: Sequence[SubmissionOrPath], jobs: int
    ) -> None:
        self._order = plan
        self._waiting = deque(submissions)
        self._tries: dict[str | None, int] = {}  # by student; None: before the first one
        self._protected = False
        self._workers = [_Worker(plan) for _ in range(jobs)]

    def run(self, emit: Emit, started: Started) -> None:
        """Serve the workers until every submission is judged or given up."""
        while self._workers:
            by_connection = {worker.connection: worker for worker in self._workers}
            for connection in wait(list(by_connection)):
                assert isinstance(connection, Connection)
                self._hear(by_connection[connection], emit, started)

    def _hear(self, worker: _Worker, emit: Emit, started: Started) -> None:
        try:
            words = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker, emit)
            return
        if isinstance(words, GraderError):
            raise words
        if not isinstance(words, Protection):
            emit(words)
        elif self._is_as_the_first(words):
            started(words)
        else:  # something died while it opened, and left it with less
            worker.dismiss()
            self._replace(worker, emit)
            return
        self._next(worker)

    def _is_as_the_first(self, protection: Protection) -> bool:
        """Hold every worker to the level of the first: a class is graded at one."""
        if not self._protected:
            self._order = replace(self._order, level=protection.level)
            self._protected = True
        return protection.level == self._order.level

    def _next(self, worker: _Worker) -> None:
        if self._waiting:
            worker.give(self._waiting.popleft())
            return
        self._workers.remove(worker)
        worker.dismiss()
        worker.close()

    def _replace(self, worker: _Worker, emit: Emit) -> None:
        self._workers.remove(worker)
        worker.close()
        name = worker.task.student if worker.task is not None else None
        self._tries[name] = self._tries.get(name, 0) + 1
        if worker.task is None:
            if self._tries[name] == MAX_TRIES:
                raise SandboxError("workers die before they can start", "grader doctor")
        elif self._tries[name] < MAX_TRIES:
            self._waiting.appendleft(worker.task)
        else:
            emit(Judged(worker.task, problem="the grader's own process died twice over it"))
        if self._waiting:
            self._workers.append(_Worker(self._order))

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()


def _work(plan: JudgingPlan, connection: Connection) -> None:
    """Judge what comes over the connection until None does: a worker's whole life."""
    _follow_parent()
    try:
        judge_here(plan, _tasks(connection), connection.send, connection.send)
    except GraderError as error:
        connection.send(error)
    except (OSError, EOFError):  # the parent is gone
        return


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent, and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    die_with_parent()


def _tasks(connection: Connection) -> Iterator[SubmissionOrPath]:
    while True:
        task = connection.recv()
        if task is None:
            return
        yield task


def judge_all(
    plan: JudgingPlan,
    submissions: Sequence[SubmissionOrPath],
    emit: Emit,
    started: Started,
    jobs: int = 1,
) -> None:
    """Judge the submissions, in this process for one job, else in a pool."""
    if jobs < 1:
        raise UsageError("--jobs must be 1 or more", "grader grade SUBMISSIONS --jobs 2")
    if not submissions:
        return
    if jobs == 1:
        judge_here(plan, submissions, emit, started)
    else:
        judge_in_pool(plan, submissions, emit, started, jobs)
