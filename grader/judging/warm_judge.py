"""The workshop: suites collected, references imported and a warm border, ready to judge.

In goes a `JudgingPlan`; `open_workshop` hands the opened workshop to a function. A border that
breaks is set up again, and the submission in hand is judged once more: a grader's trouble is never
a student's.
"""

from __future__ import annotations

import gc
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from grader.checks.suites import Runner, suite_paths, with_suites
from grader.course.model import Course, Exercise, load_course
from grader.course.references import load_references
from grader.errors import SandboxError, UsageError
from grader.judging.judge import JudgingContext, judge
from grader.judging.results import Result
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.launch import gpu_devices
from grader.sandbox.levels import Protection, protected_sandbox
from grader.submission import Submission

Done = TypeVar("Done")


@dataclass(frozen=True)
class JudgingPlan:
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


class WarmJudge:
    """Judges one submission after the other."""

    def __init__(self, plan: JudgingPlan, course: Course, runner: Runner) -> None:
        self._order = plan
        self._course = course
        self._runner = runner
        self._exercises = tuple(course.exercise(name) for name in plan.exercises)
        wanted = self._exercises if plan.hidden else ()
        self._references = load_references(course, wanted)
        self._stack = ExitStack()
        self._settled = False
        self._border, self.protection = self._open_border(plan.level)

    def judge(self, submission: Submission) -> list[Result]:
        """Judge a submission; set the border up again, once, if it breaks.

        Raises `SandboxError` if it breaks a second time, or protects less than before.
        """
        try:
            return judge(submission, self._context())
        except SandboxError:
            self._reopen()
            return judge(submission, self._context())
        finally:
            if not self._settled:
                self._settled = True
                gc.collect()  # the first check of a kind imports torch's and sklearn's late parts:
                gc.freeze()  # to go through them again and again costs 100 ms each time

    def _reopen(self) -> None:
        """Set the border up again; the broken one stays in its place if that fails."""
        self._stack.close()
        sandbox, protection = self._open_border(self.protection.level)
        if protection.level != self.protection.level:
            self._stack.close()
            fell = f"protection fell from {self.protection.level} to {protection.level}"
            raise SandboxError(f"{fell}: {'; '.join(protection.reasons)}", "grader doctor")
        self._border = sandbox

    @property
    def cpu_seconds(self) -> float:
        """What judging has cost so far: this process, the zygote, and every guest that ended."""
        return time.process_time() + self._border.far_cpu_seconds

    def close(self) -> None:
        """End the border's processes."""
        self._stack.close()

    def _open_border(self, level: str) -> tuple[Sandbox, Protection]:
        limits = [each.limits for each in self._exercises]  # one guest serves them all
        memory, disk = max(each.memory_mb for each in limits), max(each.disk_mb for each in limits)
        far = GuestLimits(memory, disk, _cpu_seconds(self._exercises))
        output = max(each.output_kb for each in limits)
        devices = gpu_devices() if self._order.device == "cuda" else ()
        settings = SandboxSettings(level, self._order.libraries, far, output, devices)
        return self._stack.enter_context(protected_sandbox(settings))

    def _context(self) -> JudgingContext:
        plan = self._order
        return JudgingContext(
            self._course, self._exercises, self._runner, self._border, self._references,
            plan.secret, plan.device, plan.diagnose, plan.until_failure,
        )  # fmt: skip


def _cpu_seconds(exercises: Sequence[Exercise]) -> int:
    """Return the CPU seconds of a guest that sees every exercise, whatever its wall clock says."""
    return int(sum(each.limits.exercise_seconds for each in exercises)) + 60


def open_warm_judge(
    plan: JudgingPlan,
    work: Callable[[WarmJudge], Done],
    watched: Callable[[Runner], Runner] = lambda runner: runner,
) -> Done:
    """Open the workshop, let ``work`` use it, and close it whatever happens.

    ``watched`` may put a runner that looks on in the place of the one that runs the checks.
    """
    course = load_course(plan.root, exactly=True)
    if plan.call_seconds is not None:
        course = course.in_a_hurry(plan.call_seconds)
    exercises = [course.exercise(name) for name in plan.exercises]
    paths = {each.name: suites_of(course, each, hidden=plan.hidden) for each in exercises}

    def enter(runner: Runner) -> Done:
        _use_one_thread()
        warm_judge = WarmJudge(plan, course, watched(runner))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a check over a student's NaN: nobody's business
            try:
                return work(warm_judge)
            finally:
                warm_judge.close()

    return with_suites(paths, exercises, enter)


def _use_one_thread() -> None:
    """Let torch compute expected values in one thread: a team costs more than it gives here."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def suites_of(course: Course, exercise: Exercise, *, hidden: bool) -> list[Path]:
    """Return an exercise's suites; raise `UsageError` where it has none."""
    paths = suite_paths(course, exercise, hidden=hidden)
    if not paths:
        where = (course.solution_folder if hidden else course.exercise_folder)(exercise.name)
        remedy = "get the course's folder again"
        if hidden and not course.solution_folder().exists():
            remedy = "hidden checks are your instructor's: grader check runs the visible ones"
        raise UsageError(f"there is no suite in {where}", remedy)
    return paths
