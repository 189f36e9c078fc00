"""The attack corpus: what an attack is, the world it is let loose in, and what must be left of it.

In goes a folder of `tests/submissions/attacks` and a `Stage`, a warm border in a world of its own;
out come complaints: sentences that say what the attack achieved. An attack that failed gives none.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal
from unittest import mock

import yaml
from pydantic import BaseModel, ConfigDict, Field

from grader.authoring import derive
from grader.course.model import Course, load_course
from grader.judging.judge import JudgingContext, judge_submission
from grader.judging.results import Result
from grader.sandbox.connection import GuestProcess
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.submission import Submission, read_submission, survey
from tests.support.fractions import context_of
from tests.support.processes import forget_peak, memory_mb

HERE = Path(__file__).parents[1]
CORPUS = HERE / "submissions" / "attacks"
EXERCISE = "vault"
HONEST = """
import numpy as np

def double(x):
    return 2 * np.asarray(x)

def total(values):
    return float(np.sum(values))

def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)

def step(w, g):
    return w - 0.1 * g

def halve(t):
    return t / 2
"""
NEIGHBOUR = HONEST + "\n# CANARY-NEIGHBOUR-b7a9\nsecret = 'CANARY-NEIGHBOUR-b7a9'\n"
HOST = "CANARY-HOST-91d3: a file of the machine that grades\n"
MOST_TEXT = 1 << 22
LIMITS = GuestLimits(memory_mb=256, disk_mb=8, cpu_seconds=600)
OUTPUT_KB = 64
PATIENCE_SECONDS = 60.0
"""What an attack may take beyond the exercise's own limit: fresh guests, on a loaded machine.

Where a processor is idle it takes 6 s at most, with three more programs a processor 20 s.
"""

Part = Literal["double", "total", "classify", "step", "halve"]
Level = Literal["L3", "L2", "L1"]
Verdict = Annotated[
    str,
    Field(
        pattern=r"^(graded|not submitted|unreadable|time limit|memory limit|output limit|file limit"
        r"|left early|protocol violation|import failed|crashed \(SIG[A-Z0-9]+\)"
        r"|crashed \(signal [0-9]+\))$"
    ),
]
Verdicts = Verdict | Annotated[tuple[Verdict, ...], Field(strict=False, min_length=2)]


class Attack(BaseModel):
    """What attack.yml says: what is tried, and what must become of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    description: Annotated[str, Field(pattern=r"^\S[^\n]*\S$", max_length=200)]
    family: Annotated[str, Field(pattern=r"^[a-z][a-z ,'-]*[a-z]$", max_length=60)]
    verdict: Verdicts | dict[Level, Verdicts]
    earns: Annotated[tuple[Part, ...], Field(strict=False)]
    levels: Annotated[tuple[Level, ...], Field(strict=False, min_length=1)]
    call_seconds: Annotated[float, Field(gt=0, le=2)] | None = None
    """A limit of its own, for an attack that is to run into it: all others have time."""

    def verdicts(self, level: str) -> set[str]:
        """Give the verdicts that are right at a level; mostly there is one."""
        said = self.verdict if not isinstance(self.verdict, dict) else self.verdict[level]
        return {said} if isinstance(said, str) else set(said)


def read_attack(folder: Path) -> Attack:
    """Read an attack.yml; raise pydantic's `ValidationError` for one that is not well-formed."""
    return Attack.model_validate(yaml.safe_load((folder / "attack.yml").read_text("utf-8")))


@dataclass(frozen=True)
class World:
    """What lies around a class: a course, and files of the host's, all readable to everyone."""

    root: Path
    course: Course

    @property
    def class_folder(self) -> Path:
        """Where the students' folders lie."""
        return self.root / "class"

    @property
    def neighbour(self) -> Path:
        """Another student's folder."""
        return self.class_folder / "neighbour"

    @property
    def host_file(self) -> Path:
        """A file that everyone on this machine may read, and no guest."""
        return self.root / "host.txt"

    @property
    def host_folder(self) -> Path:
        """A folder that everyone on this machine may write to, and no guest."""
        return self.root / "open"

    @property
    def temporary(self) -> Path:
        """The grader's folder for temporary files."""
        return self.root / "tmp"


@contextmanager
def open_world() -> Iterator[World]:
    """Make a world that no permission of a file protects: only the border does."""
    root = Path(tempfile.mkdtemp(prefix="world-"))
    try:
        shutil.copytree(HERE / "courses" / EXERCISE, root / "course")
        course = load_course(root / "course", exactly=True)
        derive.release(course)
        world = World(root, course)
        world.host_file.write_text(HOST, encoding="utf-8")
        for folder, mode in ((root, 0o755), (world.host_folder, 0o777), (world.temporary, 0o1777)):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
        yield world
    finally:
        shutil.rmtree(root)


class Listening:
    """A border that keeps what its guests printed: nothing in it may be a canary either."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._border = sandbox
        self.heard = bytearray()

    @property
    def settings(self) -> SandboxSettings:
        """What the border was made with."""
        return self._border.settings

    @property
    def far_cpu_seconds(self) -> float:
        """What the far side has cost."""
        return self._border.far_cpu_seconds

    def wait_until_warm(self) -> list[str]:
        """Wait for the libraries."""
        return self._border.wait_until_warm()

    def spawn(self) -> GuestProcess:
        """Give a fresh guest."""
        return self._border.spawn()

    def end(self, guest: GuestProcess) -> None:
        """End a guest, and keep what it printed."""
        self._border.end(guest)
        self.heard += guest.printed

    def close(self) -> None:
        """End every process."""
        self._border.close()


@dataclass(frozen=True)
class Stage:
    """A world, and a room on a warm border in which its class is judged."""

    world: World
    level: str
    context: JudgingContext
    sandbox: Listening


@contextmanager
def open_stage(world: World, level: str, secret: bytes) -> Iterator[Stage | str]:
    """Open a warm border at this level, or say why this machine has none."""
    settings = SandboxSettings(level, ("numpy", "torch"), LIMITS, OUTPUT_KB)
    with ExitStack() as stack:
        with mock.patch.object(tempfile, "tempdir", str(world.temporary)):
            sandbox, protection = stack.enter_context(protected_sandbox(settings))
        if protection.level != level:
            yield f"this machine has no {level}: {protection.reasons}"
            return
        listening = Listening(sandbox)
        context = replace(context_of(world.course, listening), secret=secret)
        yield Stage(world, level, context, listening)


@dataclass
class Performance:
    """What came of a class in which one student attacks: results, and what it cost this side."""

    submissions: list[Submission]
    warnings: tuple[str, ...]
    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0
    grown_mb: float = 0.0
    printed: bytes = b""

    def of(self, student: str) -> list[Result]:
        """Give one student's results."""
        return [result for result in self.results if result.student == student]

    @property
    def attackers(self) -> list[str]:
        """Those who are neither the neighbour nor the honest student."""
        students = [each.student for each in self.submissions]
        return [student for student in students if student not in ("neighbour", "zoe")]


def set_up_class(folder: Path, world: World) -> None:
    """Write the class: the attack as mallory, a neighbour before and an honest student after."""
    world.class_folder.mkdir()
    for student, source in (("neighbour", NEIGHBOUR), ("zoe", HONEST)):
        (world.class_folder / student).mkdir()
        (world.class_folder / student / f"{EXERCISE}.py").write_text(source, encoding="utf-8")
    if (folder / "build.py").is_file():
        _builder(folder / "build.py").build(world.class_folder)
    if (folder / "submission").is_dir():
        mallory = world.class_folder / "mallory"
        shutil.copytree(folder / "submission", mallory, symlinks=True, dirs_exist_ok=True)
    for path in world.class_folder.rglob("*"):
        if _is_text_of(path) and path.parent != world.neighbour:
            _fill_in(path, world)


def _is_text_of(path: Path) -> bool:
    """Tell what may hold a place to fill in: not links, holes of gigabytes, or closed files."""
    about = path.lstat()
    plain = stat.S_ISREG(about.st_mode) and about.st_size <= MOST_TEXT
    return plain and bool(about.st_mode & stat.S_IRUSR)


def _builder(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"build_{path.parent.name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _fill_in(path: Path, world: World) -> None:
    """Tell an attack where things are; a real one would have to guess."""
    places = {
        b"@HOST_FILE@": world.host_file,
        b"@HOST_FOLDER@": world.host_folder,
        b"@COURSE@": world.course.root,
        b"@NEIGHBOUR@": world.neighbour,
        b"@NEAR_PID@": os.getpid(),
    }
    content = filled = path.read_bytes()
    for name, place in places.items():
        filled = filled.replace(name, str(place).encode())
    if filled != content:
        path.write_bytes(filled)


def perform(attack: Attack, stage: Stage) -> Performance:
    """Judge the attackers, then the honest student; the neighbour's work is only lain beside."""
    forget_peak()
    at_first = memory_mb("VmRSS")
    found = survey(stage.world.class_folder, [EXERCISE])
    submissions = [read_submission(entry, [EXERCISE]) for entry in found.entries]
    performance = Performance(submissions, found.warnings)
    stage.sandbox.heard.clear()
    own = [each for each in submissions if each.student in performance.attackers]
    own += [each for each in submissions if each.student == "zoe"]
    course = hurried(stage.world.course, attack)
    in_a_hurry = replace(stage.context, course=course, exercises=course.exercises)
    begun = time.monotonic()
    with hang_guard(2 * (limit_seconds(course) + limit_seconds(stage.world.course))):
        for submission in own:
            if submission.student in performance.attackers:
                performance.results += judge_submission(submission, in_a_hurry)
                performance.seconds = time.monotonic() - begun
            else:
                performance.results += judge_submission(submission, stage.context)
    performance.printed = bytes(stage.sandbox.heard)
    performance.grown_mb = memory_mb("VmHWM") - at_first
    return performance


def hurried(course: Course, attack: Attack) -> Course:
    """Give the course with the limits that this attack has."""
    if attack.call_seconds is None:
        return course
    mine = {"call_seconds": attack.call_seconds, "exercise_seconds": 6 * attack.call_seconds}
    exercise = course.exercise(EXERCISE)
    limits = exercise.limits.model_copy(update=mine)
    return course.model_copy(
        update={"exercises": (exercise.model_copy(update={"limits": limits}),)}
    )


def limit_seconds(course: Course) -> float:
    """Give how long an attack may keep the grader."""
    return course.exercise(EXERCISE).limits.exercise_seconds + PATIENCE_SECONDS


@contextmanager
def hang_guard(seconds: float) -> Iterator[None]:
    """Break the near side out of a wait that should have had an end."""

    def ring(*_: object) -> None:
        raise TimeoutError("the grader hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
