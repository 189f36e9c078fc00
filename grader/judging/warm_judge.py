"""A `JudgingPlan` → a warm judge: suites collected, references imported, a warm sandbox.

A sandbox that breaks is set up again, and the submission in hand is judged once more: the grader's
trouble is never a student's.
"""

from __future__ import annotations

import gc
import importlib.util
import secrets
import sys
import time
import warnings
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from grader.checks.suites import HIDDEN, open_suites, suite_paths
from grader.course import Course, Exercise, absent, load_course, load_references
from grader.errors import SandboxError, UsageError
from grader.feedback import read_recorded
from grader.judging.evidence import find_flags
from grader.judging.judge import Heard, JudgingContext, judge_submission
from grader.judging.results import Result
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.launch import gpu_devices
from grader.sandbox.levels import Protection, protected_sandbox
from grader.sandbox.libraries import libraries_of
from grader.submission import Submission

SECRET_BYTES = 32
STUDENT, OPEN_SECRET = "you", b"what students see themselves is no secret"
"""Whose name and which secret visible checks are run with by a student: always the same, so that
their inputs are those on which a release recorded the misconceptions."""


@dataclass(frozen=True)
class JudgingPlan:
    """What is to be judged, and how; plain, so that it can go to another process.

    An audit judges thousands that nobody reads: ``call_seconds`` may be less than course.yml's,
    without ``diagnose`` a failure's misconception is not looked for, and ``until_failure`` leaves
    the checks after the first that fails not judged. Where ``parts`` are named, only they are.
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
    parts: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        course: Course,
        exercises: Iterable[Exercise],
        sources: Iterable[str],
        *,
        secret: bytes | None = None,
        level: str = "L3",
        hidden: bool = True,
        device: str = "cpu",
    ) -> JudgingPlan:
        """Plan to judge these exercises, with the libraries that the students' sources import.

        Without a ``secret`` the hidden checks' inputs are new for this plan.
        """
        exercises = tuple(exercises)
        paths = [path for each in exercises for path in suite_paths(course, each, hidden=hidden)]
        suites = [path.read_text(encoding="utf-8") for path in paths]
        names = tuple(each.name for each in exercises)
        if secret is None:
            secret = secrets.token_bytes(SECRET_BYTES) if hidden else OPEN_SECRET
        libraries = libraries_of(sources, suites)
        return cls(course.root, names, libraries, secret, level, hidden, device)


def require_device(device: str) -> None:
    """Refuse a device that is not known, or not here."""
    if device not in ("cpu", "cuda"):
        raise UsageError(f"there is no device {device!r}", "--device cpu, or --device cuda")
    if device == "cuda" and not _has_cuda():
        raise UsageError("this machine has no GPU that torch can use", "grader doctor")


def _has_cuda() -> bool:
    if importlib.util.find_spec("torch") is None:
        return False
    import torch

    return torch.cuda.is_available()


class WarmJudge:
    """Judges one submission after the other, from ``with WarmJudge(plan)`` to the block's end.

    ``spent`` says by exercise what the last submission cost, in CPU seconds on both sides.
    """

    context: JudgingContext
    protection: Protection

    def __init__(self, plan: JudgingPlan) -> None:
        self._plan = plan
        self._open, self._sandbox = ExitStack(), ExitStack()
        self._settled = False
        self.spent: dict[str, float] = {}

    def __enter__(self) -> WarmJudge:
        """Collect the suites, import the references and warm a sandbox.

        Raises `CourseError`, `UsageError` for an exercise without a suite, and `SandboxError`.
        """
        plan, course = self._plan, load_course(self._plan.root, exactly=True)
        if plan.call_seconds is not None:
            course = course.in_a_hurry(plan.call_seconds)
        exercises = tuple(course.exercise(name) for name in plan.exercises)
        judged = [each for each in exercises if each.parts]
        paths = {each.name: suites_of(course, each, hidden=plan.hidden) for each in judged}
        with ExitStack() as opening:
            suites = opening.enter_context(open_suites(paths, exercises))
            if torch := sys.modules.get("torch"):  # a team of threads costs more than it saves
                torch.set_num_threads(1)
            references = load_references(course, judged if plan.hidden else ())
            opening.enter_context(self._sandbox)
            sandbox, self.protection = self._open_sandbox(plan.level, exercises)
            self._open = opening.pop_all()
        if plan.parts:
            exercises = tuple(each.only(plan.parts) for each in exercises)
            suites = suites.only(plan.parts)
        self.context = JudgingContext(
            course, exercises, suites, sandbox, references,
            plan.secret, plan.device, plan.diagnose, plan.until_failure,
            {} if plan.hidden else read_recorded(course.root),
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        """End the sandbox's processes and close the suites."""
        self._open.close()

    def judge(
        self, submission: Submission, first: str = "", heard: Heard = lambda _: None
    ) -> list[Result]:
        """Judge a submission; set the sandbox up again, once, if it breaks.

        The checks of the part ``first`` are run first, and ``heard`` is told of each one. Raises
        `SandboxError` if the sandbox breaks a second time, or protects less than before.
        """
        assert self.context.sandbox is not None
        self.context.sandbox.starved = False
        self.spent = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a check over a student's NaN: nobody's business
            try:
                results = judge_submission(submission, self._context(first, heard))
            except SandboxError:
                self._reopen()
                results = judge_submission(submission, self._context(first, heard))
            finally:
                gc.collect()  # the next one finds no more memory taken than this one
                if not self._settled:
                    self._settled = True
                    gc.freeze()  # the first check of a kind imports torch's and sklearn's late
                    # parts: to go through them again and again costs 100 ms a time
        return [self._flagged(each, submission) for each in results]

    def _flagged(self, result: Result, submission: Submission) -> Result:
        """Add what a person should look at, where a class is graded and somebody reads it.

        What the sandbox could not load is not parsed here.
        """
        if not (self._plan.hidden and self._plan.diagnose) or result.reason is not None:
            return result
        exercise = self.context.course.exercise(result.exercise)
        return replace(result, flags=find_flags(submission, exercise))

    def _context(self, first: str, heard: Heard) -> JudgingContext:
        suites = self.context.suites.beginning_with(first)
        return replace(self.context, suites=suites, heard=heard, spent=self.spent.__setitem__)

    def interrupt(self) -> None:
        """End the student's call that is under way, if there is one; any thread may say so."""
        assert self.context.sandbox is not None
        self.context.sandbox.interrupt()

    @property
    def starved(self) -> bool:
        """Whether a guest of the last submission ran out of time with hardly any of a core's."""
        return self.context.sandbox is not None and self.context.sandbox.starved

    @property
    def cpu_seconds(self) -> float:
        """What judging has cost so far: this process, the zygote, and every guest that ended."""
        sandbox = self.context.sandbox
        return time.process_time() + (sandbox.far_cpu_seconds if sandbox else 0.0)

    def _reopen(self) -> None:
        """Set the sandbox up again; the broken one stays in its place if that fails."""
        self._sandbox.close()
        sandbox, protection = self._open_sandbox(self.protection.level, self.context.exercises)
        if protection.level != self.protection.level:
            self._sandbox.close()
            fell = f"protection fell from {self.protection.level} to {protection.level}"
            raise SandboxError(f"{fell}: {'; '.join(protection.reasons)}", "grader doctor")
        self.context = replace(self.context, sandbox=sandbox)

    def _open_sandbox(
        self, level: str, exercises: Sequence[Exercise]
    ) -> tuple[Sandbox, Protection]:
        """Warm a sandbox for all exercises: one guest serves them all."""
        limits = [each.limits for each in exercises]
        guest = GuestLimits(
            memory_mb=max(each.memory_mb for each in limits),
            disk_mb=max(each.disk_mb for each in limits),
            answer_mb=max(each.answer_mb for each in limits),
            cpu_seconds=int(sum(each.exercise_seconds for each in limits)) + 60,
        )
        output = max(each.output_kb for each in limits)
        devices = gpu_devices() if self._plan.device == "cuda" else ()
        settings = SandboxSettings(level, self._plan.libraries, guest, output, devices)
        return self._sandbox.enter_context(protected_sandbox(settings))


def suites_of(course: Course, exercise: Exercise, *, hidden: bool) -> list[Path]:
    """Return an exercise's suites; raise `UsageError` where it has none."""
    paths = suite_paths(course, exercise, hidden=hidden)
    if not paths:
        where = (course.solution_folder if hidden else course.exercise_folder)(exercise.name)
        if not hidden:
            remedy = "get the course's folder again"
        elif course.solution_folder().exists():
            remedy = absent.remedy(course, exercise.name, HIDDEN)
        else:
            remedy = "grader check: it runs the visible checks; hidden ones are your instructor's"
        raise UsageError(f"there are no checks in {where}", remedy)
    return paths
