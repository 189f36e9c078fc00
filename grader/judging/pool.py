"""Submissions → what became of each, through one seam: judged here, or in a pool of processes.

A class is judged in processes of its own, be it one, each with a limit on its memory: what a
submission makes of the near side costs a process, and not the run.

Submissions are read already, or are read where they are judged; each `Judged` is handed to ``emit``
as it comes. A worker that dies is replaced and its submission judged again; one that kills two
workers is given up, by name.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from grader.errors import GraderError, SandboxError, UsageError
from grader.judging.results import Result
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.sandbox.levels import Protection
from grader.submission import Entry, Submission, pack, parts_of, read_submission
from grader.unpacking import Unpacker

if sys.platform == "linux":
    from grader.sandbox.guest import linux

MAX_TRIES = 2
MOST_HELD = 4 << 30
"""Bytes of data in a judging process; the six references take 0.5 GiB of it."""

DIED_TWICE = "the grader's own process died twice over it"
PERHAPS_NOT_THEIRS = ("crashed (SIGKILL)", "left early")

SubmissionOrPath = Entry | Submission
"""What was handed in: where it lies, to be read by whoever judges it, or already read."""


class PackedWork(NamedTuple):
    """All that an exercise's result was made from, and its digest."""

    digest: str
    packed: bytes


@dataclass(frozen=True)
class Judged:
    """What became of one submission: its results, or why it could not be judged.

    ``remarks`` and ``works``, by exercise, are of the submission as it was when it was judged.
    Where others were judged beside it and it is ``starved``, they may have cost it a limit of time.
    ``cpu_seconds`` says by exercise what judging it cost.
    """

    submission: SubmissionOrPath
    results: tuple[Result, ...] = ()
    problem: str = ""
    remarks: tuple[str, ...] = ()
    works: Mapping[str, PackedWork] = field(default_factory=dict)
    starved: bool = False
    cpu_seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


Emit = Callable[[Judged], None]
Started = Callable[[Protection], None]
Serve = Callable[[JudgingPlan, Connection], None]
"""What a worker does: it says its protection, then something of each submission, until None."""


def judge_all(
    plan: JudgingPlan,
    submissions: Sequence[SubmissionOrPath],
    emit: Emit,
    started: Started,
    jobs: int = 1,
) -> None:
    """Judge the submissions in so many processes, each with a sandbox of its own."""
    if jobs < 1:
        raise UsageError("--jobs must be 1 or more", "grader grade SUBMISSIONS --jobs 2")
    if submissions:
        judge_in_pool(plan, submissions, emit, started, jobs)


def judge_here(
    plan: JudgingPlan, submissions: Iterable[SubmissionOrPath], emit: Emit, started: Started
) -> None:
    """Judge the submissions in this process, one after the other."""
    with WarmJudge(plan) as warm_judge, Unpacker() as unpacker:
        started(warm_judge.protection)
        parts = parts_of(warm_judge.context.course.exercises)
        for handed in submissions:
            emit(judge_one(warm_judge, handed, parts, unpacker))


def judge_one(
    warm_judge: WarmJudge,
    handed: SubmissionOrPath,
    parts: Mapping[str, Collection[str]],
    unpacker: Unpacker,
) -> Judged:
    """Judge one submission; trouble that is not the course's costs it alone."""
    try:
        submission = read_handed(handed, parts, unpacker)
        results = _results(warm_judge, submission)
        works = packed_works(submission, [result.exercise for result in results])
        starved, spent = warm_judge.starved, warm_judge.spent
        return Judged(handed, results, "", submission.problems, works, starved, spent)
    except SandboxError as error:
        return Judged(handed, problem=error.message)
    except GraderError:  # the course is broken: it is the same for every student
        raise
    except Exception as error:  # a fault of ours over one submission costs no other one
        return Judged(handed, problem=fault(error))


def read_handed(
    handed: SubmissionOrPath, parts: Mapping[str, Collection[str]], unpacker: Unpacker
) -> Submission:
    """Return what was handed in; read it, where only its place is known."""
    if not isinstance(handed, Entry):
        return handed
    with unpacker.of_one_student() as unpack:
        return read_submission(handed, parts, unpack=unpack, open_zip=unpacker.open_zip)


def packed_works(submission: Submission, exercises: Iterable[str]) -> dict[str, PackedWork]:
    """Return what each exercise's result is made from."""
    mine = [submission.only(exercise) for exercise in exercises]
    return {name: PackedWork(each.digest, pack(each)) for each in mine for name in each.attempts}


def fault(error: Exception) -> str:
    """Say that the grader itself failed over a submission, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    return f"the grader itself failed over it: {said}"


def _results(warm_judge: WarmJudge, submission: Submission) -> tuple[Result, ...]:
    """Judge, and once more where a guest may have ended by another's hand.

    When memory is short the kernel kills whom it likes, and guests die with their zygote. An end
    of the student's own making comes again.
    """
    results = warm_judge.judge(submission)
    said = {result.ending for result in results}
    said |= {check.detail for result in results for check in result.checks}
    if any(end in said or f"GuestEnded: {end}" in said for end in PERHAPS_NOT_THEIRS):
        results = warm_judge.judge(submission)
    return tuple(results)


def judge_in_pool(
    plan: JudgingPlan,
    submissions: Sequence[SubmissionOrPath],
    emit: Emit,
    started: Started,
    jobs: int,
) -> None:
    """Judge the submissions in ``jobs`` processes, each with a sandbox of its own."""
    pool = _Pool(plan, submissions, min(jobs, len(submissions)))
    try:
        pool.run(emit, started)
    finally:
        pool.close()


class Worker:
    """A process with a warm judge, the submission that it has in hand, and cores of its own.

    It judges what it is handed, or serves it otherwise: see `Serve`.
    """

    def __init__(
        self, plan: JudgingPlan, cores: Collection[int] = (), serve: Serve | None = None
    ) -> None:
        self.cores = cores
        context = mp.get_context("spawn")
        self.connection, far = context.Pipe()
        self.task: SubmissionOrPath | None = None
        self.process: BaseProcess = context.Process(
            target=_work, args=(plan, far, cores, serve or _judge), daemon=True
        )
        with _deaf_to_ctrl_c():
            self.process.start()
        far.close()

    def hand(self, submission: SubmissionOrPath | None) -> None:
        """Hand over the next submission, or None to end."""
        self.task = submission
        with suppress(OSError):  # it died: the next wait says so
            self.connection.send(submission)

    def dismiss(self) -> None:
        """Let it end by itself: it has nothing in hand, and clears away what it had opened."""
        self.hand(None)
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


class JudgingProcess:
    """A process with a warm judge, for who gets submissions one after the other.

    It and its guests are bound to ``cores``, if any are given. ``protection`` is what it has; that
    stays, should it have to be started again. ``close`` ends it, and so does the end of this
    process. Raises what `WarmJudge` raises.
    """

    def __init__(self, plan: JudgingPlan, cores: Collection[int] = ()) -> None:
        self._plan = plan
        self._worker = Worker(plan, cores)
        self.protection = self._begun()
        self._plan = replace(plan, level=self.protection.level)

    def judge(self, submission: SubmissionOrPath) -> Judged:
        """Judge one; where the process dies over it, judge it once more."""
        for _ in range(MAX_TRIES):
            self._worker.hand(submission)
            words = self._heard()
            if isinstance(words, Judged):
                return words
            self._worker.close()
            self._worker = Worker(self._plan, self._worker.cores)
            self._require_as_before(self._begun())
        return Judged(submission, problem=DIED_TWICE)

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _begun(self) -> Protection:
        words = self._heard()
        if isinstance(words, Protection):
            return words
        self.close()
        raise SandboxError("the process that judges died before it could start", "grader doctor")

    def _require_as_before(self, protection: Protection) -> None:
        if protection.level != self.protection.level:
            self.close()
            fell = f"protection fell from {self.protection.level} to {protection.level}"
            raise SandboxError(fell, "grader doctor")

    def _heard(self) -> Judged | Protection | None:
        """Return what it says; None where it died."""
        try:
            words: Judged | Protection | GraderError = self._worker.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(words, GraderError):
            self.close()
            raise words
        return words


class _Pool:
    def __init__(
        self, plan: JudgingPlan, submissions: Sequence[SubmissionOrPath], jobs: int
    ) -> None:
        self._plan = plan
        self._waiting = deque(submissions)
        self._starved: deque[SubmissionOrPath] = deque()  # are judged again when all others are
        self._judged_again: set[str] = set()
        self._tries: dict[str | None, int] = {}  # by student; None: before the first one
        self._protected = False
        self._jobs = jobs
        self._workers = [Worker(plan, cores_of(number, jobs)) for number in range(jobs)]

    def run(self, emit: Emit, started: Started) -> None:
        """Serve the workers until every submission is judged or given up."""
        while self._workers:
            by_connection = {worker.connection: worker for worker in self._workers}
            for connection in wait(list(by_connection)):
                assert isinstance(connection, Connection)
                self._hear(by_connection[connection], emit, started)

    def _hear(self, worker: Worker, emit: Emit, started: Started) -> None:
        try:
            words = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker, emit)
            return
        if isinstance(words, GraderError):
            raise words
        if not isinstance(words, Protection):
            if not self._set_aside(words):
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
            self._plan = replace(self._plan, level=protection.level)
            self._protected = True
        return protection.level == self._plan.level

    def _set_aside(self, judged: Judged) -> bool:
        """Put off what had hardly had any time of a core, once, until nobody works beside it."""
        student, has_company = judged.submission.student, self._jobs > 1
        if not judged.starved or not has_company or student in self._judged_again:
            return False
        self._judged_again.add(student)
        self._starved.append(judged.submission)
        return True

    def _next(self, worker: Worker) -> None:
        if not self._waiting and self._workers == [worker]:
            self._waiting, self._starved = self._starved, deque()
        if self._waiting:
            worker.hand(self._waiting.popleft())
            return
        self._workers.remove(worker)
        worker.dismiss()
        worker.close()

    def _replace(self, worker: Worker, emit: Emit) -> None:
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
            emit(Judged(worker.task, problem=DIED_TWICE))
        if self._waiting or (self._starved and not self._workers):
            self._workers.append(Worker(self._plan, worker.cores))

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()


def cores_of(number: int, workers: int) -> Collection[int]:
    """Return the cores of one of so many workers here, counted from 0; none where all are free.

    What its guests do, with however many threads, costs it alone. With one worker there is nobody
    to be protected, and where there are more of them than cores, some share one.
    """
    if workers == 1 or not hasattr(os, "sched_getaffinity"):
        return ()
    cores = sorted(os.sched_getaffinity(0))
    return cores[number::workers] or [cores[number % len(cores)]]


def _judge(plan: JudgingPlan, connection: Connection) -> None:
    judge_here(plan, iter(connection.recv, None), connection.send, connection.send)


def _work(plan: JudgingPlan, connection: Connection, cores: Collection[int], serve: Serve) -> None:
    """Serve what comes over the connection until None does: a worker's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    die_with_parent()
    if cores and sys.platform == "linux":  # its guests inherit them, and cannot change them
        os.sched_setaffinity(0, cores)
    _limit_memory(plan.device)
    try:
        serve(plan, connection)
    except GraderError as error:
        connection.send(error)
    except (OSError, EOFError):  # the parent is gone
        return


def _limit_memory(device: str) -> None:
    """Let this process hold no more than `MOST_HELD`; a guest sets a limit of its own.

    CUDA holds several times that of address space, and is left alone.
    """
    if sys.platform == "linux" and device == "cpu":
        import resource

        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        held = MOST_HELD if most == resource.RLIM_INFINITY else min(MOST_HELD, most)
        resource.setrlimit(resource.RLIMIT_DATA, (held, most))


def die_with_parent() -> None:
    """Let this process, one of a pool, end at once when the one that started it does."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        parent = mp.parent_process()
        if parent is not None and os.getppid() != parent.pid:  # it died before we asked
            os._exit(1)
