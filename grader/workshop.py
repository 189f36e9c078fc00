"""The workshop: suites collected, references imported and a warm border, ready to judge.

In goes an `Order`; `open_workshop` hands the opened workshop to a function. A border that breaks
is set up again, and the submission in hand is judged once more: a grader's trouble is never a
student's.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from grader.course import Course, Exercise, load_course
from grader.errors import SandboxError, UsageError
from grader.references import load_references
from grader.results import Result
from grader.run import Room, judge
from grader.sandbox.far.orders import Limits
from grader.sandbox.fence import gpu_devices
from grader.sandbox.protection import Protection, protected_border
from grader.sandbox.setup import AnyBorder, Setup
from grader.submission import Submission
from grader.suites import Runner, suite_paths, with_suites

Done = TypeVar("Done")


@dataclass(frozen=True)
class Order:
    """What is to be judged, and how; plain, so that it can go to another process.

    An audit judges thousands that nobody reads: ``call_seconds`` may be less than course.yml's,
    without ``diagnose`` a failure's misconception is not looked for, and ``until_failure`` leaves
    the checks after the first that fails not judged.
    """

    root: Path
    exercises: tuple[str, ...]
    libraries: tuple[str, ...]
    secret: bytes
    level: str = "L3"
    hidden: bool = True
    device: str = "cpu"
    call_seconds: float | None = None
    diagnose: bool = True
    until_failure: bool = False


class Workshop:
    """Judges one submission after the other."""

    def __init__(self, order: Order, course: Course, runner: Runner) -> None:
        self._order = order
        self._course = course
        self._runner = runner
        self._exercises = tuple(course.exercise(name) for name in order.exercises)
        wanted = self._exercises if order.hidden else ()
        self._references = load_references(course, wanted)
        self._stack = ExitStack()
        self._border, self.protection = self._open_border(order.level)

    def judge(self, submission: Submission) -> list[Result]:
        """Judge a submission; set the border up again, once, if it breaks.

        Raises `SandboxError` if it breaks a second time, or protects less than before.
        """
        try:
            return judge(submission, self._room())
        except SandboxError:
            self._reopen()
            return judge(submission, self._room())

    def _reopen(self) -> None:
        """Set the border up again; the broken one stays in its place if that fails."""
        self._stack.close()
        border, protection = self._open_border(self.protection.level)
        if protection.level != self.protection.level:
            self._stack.close()
            fell = f"protection fell from {self.protection.level} to {protection.level}"
            raise SandboxError(f"{fell}: {'; '.join(protection.reasons)}", "grader doctor")
        self._border = border

    @property
    def cpu_seconds(self) -> float:
        """What judging has cost so far: this process, the zygote, and every guest that ended."""
        return time.process_time() + self._border.far_cpu_seconds

    def close(self) -> None:
        """End the border's processes."""
        self._stack.close()

    def _open_border(self, level: str) -> tuple[AnyBorder, Protection]:
        limits = [each.limits for each in self._exercises]  # one guest serves them all
        memory, disk = max(each.memory_mb for each in limits), max(each.disk_mb for each in limits)
        far = Limits(memory, disk, _cpu_seconds(self._exercises))
        output = max(each.output_kb for each in limits)
        devices = gpu_devices() if self._order.device == "cuda" else ()
        setup = Setup(level, self._order.libraries, far, output, devices)
        return self._stack.enter_context(protected_border(setup))

    def _room(self) -> Room:
        order = self._order
        return Room(
            self._course, self._exercises, self._runner, self._border, self._references,
            order.secret, order.device, order.diagnose, order.until_failure,
        )  # fmt: skip


def _cpu_seconds(exercises: Sequence[Exercise]) -> int:
    """Give the CPU seconds of a guest that sees every exercise, whatever its wall clock says."""
    return int(sum(each.limits.exercise_seconds for each in exercises)) + 60


def open_workshop(
    order: Order,
    work: Callable[[Workshop], Done],
    watched: Callable[[Runner], Runner] = lambda runner: runner,
) -> Done:
    """Open the workshop, let ``work`` use it, and close it whatever happens.

    ``watched`` may put a runner that looks on in the place of the one that runs the checks.
    """
    course = load_course(order.root, exactly=True)
    if order.call_seconds is not None:
        course = course.in_a_hurry(order.call_seconds)
    exercises = [course.exercise(name) for name in order.exercises]
    paths = {each.name: suites_of(course, each, hidden=order.hidden) for each in exercises}

    def enter(runner: Runner) -> Done:
        _use_one_thread()
        workshop = Workshop(order, course, watched(runner))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a check over a student's NaN: nobody's business
            try:
                return work(workshop)
            finally:
                workshop.close()

    return with_suites(paths, exercises, enter)


def _use_one_thread() -> None:
    """Let torch compute expected values in one thread: a team costs more than it gives here."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def suites_of(course: Course, exercise: Exercise, *, hidden: bool) -> list[Path]:
    """Give an exercise's suites; raise `UsageError` where it has none."""
    paths = suite_paths(course, exercise, hidden=hidden)
    if not paths:
        where = course.root / ("solutions" if hidden else "exercises") / exercise.name
        remedy = "get the course's folder again"
        if hidden and not (course.root / "solutions").exists():
            remedy = "hidden checks are your instructor's: grader check runs the visible ones"
        raise UsageError(f"there is no suite in {where}", remedy)
    return paths
