"""Many submissions → many results, through one seam: here, or in a pool of processes.

In go an `Order` and submissions; each result is handed to ``emit`` as it comes. A worker that dies
is replaced and its submission judged again; one that kills two workers is given up, by name.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from grader.errors import GraderError, SandboxError, UsageError
from grader.results import Result
from grader.sandbox.protection import Protection
from grader.submission import Submission
from grader.workshop import Order, Workshop, open_workshop

MAX_TRIES = 2


@dataclass(frozen=True)
class Judged:
    """What became of one submission: its results, or why it could not be judged."""

    submission: Submission
    results: tuple[Result, ...] = ()
    problem: str = ""


Emit = Callable[[Judged], None]
Started = Callable[[Protection], None]


def judge_here(
    order: Order, submissions: Iterable[Submission], emit: Emit, started: Started
) -> None:
    """Judge the submissions in this process, one after the other."""

    def work(workshop: Workshop) -> None:
        started(workshop.protection)
        for submission in submissions:
            emit(_judged(workshop, submission))

    open_workshop(order, work)


def _judged(workshop: Workshop, submission: Submission) -> Judged:
    try:
        return Judged(submission, tuple(workshop.judge(submission)))
    except SandboxError as error:
        return Judged(submission, problem=error.message)
    except GraderError:  # the course is broken: it is the same for every student
        raise
    except Exception as error:  # a fault of ours over one submission costs no other one
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        return Judged(submission, problem=f"the grader itself failed over it: {said}")


def judge_in_pool(
    order: Order, submissions: Sequence[Submission], emit: Emit, started: Started, jobs: int
) -> None:
    """Judge the submissions in ``jobs`` processes, each with a border of its own."""
    pool = _Pool(order, submissions, min(jobs, len(submissions)))
    try:
        pool.run(emit, started)
    finally:
        pool.close()


class _Worker:
    """A process with a workshop, and the submission that it has in hand."""

    def __init__(self, order: Order) -> None:
        context = mp.get_context("spawn")
        self.connection, far = context.Pipe()
        self.task: Submission | None = None
        self.process: BaseProcess = context.Process(target=_work, args=(order, far), daemon=True)
        self.process.start()
        far.close()

    def give(self, submission: Submission | None) -> None:
        """Hand over the next submission, or None to end."""
        self.task = submission
        with suppress(OSError):  # it died: the next wait tells
            self.connection.send(submission)

    def close(self) -> None:
        """End the process at once; its zygote dies with it."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Pool:
    def __init__(self, order: Order, submissions: Sequence[Submission], jobs: int) -> None:
        self._order = order
        self._waiting = deque(submissions)
        self._tries: dict[str | None, int] = {}  # by student; None: before the first one
        self._workers = [_Worker(order) for _ in range(jobs)]

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
        if isinstance(words, Protection):
            started(words)
        else:
            emit(words)
        self._next(worker)

    def _next(self, worker: _Worker) -> None:
        if self._waiting:
            worker.give(self._waiting.popleft())
            return
        worker.give(None)
        self._workers.remove(worker)
        worker.process.join(timeout=10)
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


def _work(order: Order, connection: Connection) -> None:
    """Judge what comes over the connection until None does: a worker's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if sys.platform == "linux":
        from grader.sandbox.far import linux

        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        judge_here(order, _tasks(connection), connection.send, connection.send)
    except GraderError as error:
        connection.send(error)
    except (OSError, EOFError):  # the parent is gone
        return


def _tasks(connection: Connection) -> Iterator[Submission]:
    while True:
        task = connection.recv()
        if task is None:
            return
        yield task


def judge_all(
    order: Order, submissions: Sequence[Submission], emit: Emit, started: Started, jobs: int = 1
) -> None:
    """Judge the submissions, in this process for one job, else in a pool."""
    if jobs < 1:
        raise UsageError("--jobs must be 1 or more", "grader grade SUBMISSIONS --jobs 2")
    if not submissions:
        return
    if jobs == 1:
        judge_here(order, submissions, emit, started)
    else:
        judge_in_pool(order, submissions, emit, started, jobs)
