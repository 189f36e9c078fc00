"""Hidden values in feedback: what wrong work that we trust reads while hidden checks judge it.

In go an exercise, its suites and wrong work: the stub and the misconceptions, each judged at its
own part in this very process. Noted is what a check sends to the student's code, what it holds
before the first call, and what it expects; out comes in which feedback one of these stands. The
counts, lengths and values of the answer itself may be told.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from grader.authoring.derive import stubs
from grader.authoring.leaks.literals import leaves
from grader.authoring.leaks.values import Free, Hidden, told
from grader.checks.expect import Mismatch, as_floats
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.gates import Judge
from grader.checks.suites import CollectedCheck, OpenSuites
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import load_misconceptions
from grader.course.model import Course, Exercise
from grader.course.modules import load_module
from grader.errors import GraderError
from grader.feedback import explain
from grader.judging import Check, Outcome, PartScore, Result
from grader.reports import feedback
from grader.sandbox.session import Call
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import Ref

_MOST_OWN = 16  # numbers of an answer that a text may repeat; of many, one is like any


@dataclass(frozen=True)
class Work:
    """Wrong work that is judged: a module, and which of its parts is looked at; all without."""

    name: str
    module: ModuleType
    part: str = ""


class Ear(TrustedSession):
    """A session with wrong work that notes the numbers and strings that a check holds."""

    def __init__(self, module: ModuleType, suite: Path) -> None:
        super().__init__(module)
        self.hidden: list[Hidden] = []
        self.longest = 0
        self._suite = str(suite)
        self._has_heard = False

    def ask(self, message: dict[str, Any], resolve: Callable[[Ref], Any] | None = None) -> Any:
        """Note what a message sends, and how long its answer is."""
        frame: FrameType | None = None if self._has_heard else sys._getframe(1)
        while frame is not None:  # before any answer has come, all of it is the check's own
            if frame.f_code.co_filename == self._suite:
                self.note(frame.f_locals)
            frame = frame.f_back
        self._has_heard = True
        sent = [message.get(key) for key in ("args", "kwargs", "calls")]
        self.note(sent)
        self.hidden += [Hidden(string) for string in leaves(sent) if isinstance(string, str)]
        answer = super().ask(message, resolve)
        self.measure(answer)
        return answer

    def note(self, value: Any) -> None:
        """Keep copies of the numbers in a value: a check may go on to change them."""
        self.hidden += [Hidden(array.copy()) for array in arrays(value)]
        self.measure(value)

    def measure(self, value: Any) -> None:
        """Keep how long and how large things are: texts may tell that."""
        sizes = [size for array in arrays(value) for size in (array.size, *array.shape)]
        self.longest = max([self.longest, *sizes])


class _OneTraining(CheckFixtures):
    """Fixtures whose gates let one training decide: their sentence is the same after three."""

    def gate(self, name: str, run: Callable[[int], float]) -> None:
        """Judge one training."""
        rule = self.exercise.gate(name).model_copy(update={"seeds": 1, "need": 1})
        Judge(rule, self._gate_seeds())(run)


def wrong_work(course: Course, exercise: Exercise, reference: ModuleType) -> Iterator[Work]:
    """Return the stub, and the reference with one part exchanged for each of the misconceptions."""
    stub = next(path for each, path, _ in stubs(course) if each.name == exercise.name)
    yield Work("the stub", load_module(stub, f"stub_{exercise.name}"))
    for each in load_misconceptions(course, exercise, reference):
        module = ModuleType(exercise.name)
        vars(module).update(vars(reference), **{each.part: each.variant})
        yield Work(each.name, module, each.part)


class Listener:
    """Lets an exercise's hidden checks judge work that we trust, in this process, and listens."""

    def __init__(self, exercise: Exercise, suites: OpenSuites, reference: ModuleType) -> None:
        self._exercise = exercise
        self._suites = suites
        self._reference = reference

    def strings_sent(self) -> set[str]:
        """Return the strings that hidden checks send to the reference: no student may read them."""
        right = Work("the reference", self._reference)
        heard = [
            each for check in self._checks_of(right) for each in self._judge(check, right)[0].hidden
        ]
        return {value for value, _ in heard if isinstance(value, str)}

    def told_to(self, work: Work, known: Sequence[np.ndarray]) -> Iterator[tuple[str, str, str]]:
        """Return which checks tell it which hidden value, but for known ones, and in which line."""
        for check in self._checks_of(work):
            ear, error = self._judge(check, work)
            if error is None:
                continue
            own: list[np.ndarray] = []
            if isinstance(error, Mismatch):
                ear.note(error.expected)
                ear.measure(error.got)
                own = [array for array in arrays(error.got) if array.size <= _MOST_OWN]
            text = self._feedback(error, check, ear.last_call)
            for what, start, _ in told(text, ear.hidden, Free([*known, *own], ear.longest)):
                yield check.id, what, text.split("\n")[text.count("\n", 0, start)].strip()

    def _checks_of(self, work: Work) -> list[CollectedCheck]:
        return [
            check
            for check in self._suites.checks[self._exercise.name]
            if not check.visible and not check.marks.gpu and work.part in ("", check.marks.part)
        ]

    def _judge(self, check: CollectedCheck, work: Work) -> tuple[Ear, BaseException | None]:
        ear = Ear(work.module, check.item.path)
        seeds = Seeds(b"whoever listens", "nobody", self._exercise.name)
        fixtures = _OneTraining(ear, self._exercise, seeds, check.id, reference=self._reference)
        with _silence():
            error = self._suites.run(check, fixtures)
        if isinstance(error, (GraderError, KeyboardInterrupt)):
            raise error
        return ear, error

    def _feedback(self, error: BaseException, check: CollectedCheck, call: Call | None) -> str:
        """Return what the student would read of a check."""
        part = self._exercise.part(check.marks.part)
        why = explain(error, call, visible=False)
        failed = Check(check.id, part.name, False, Outcome.FAILED, why, sentence=check.sentence)
        parts = (PartScore(part.name, 0, part.points),)
        name, verdict = self._exercise.name, Verdict.GRADED
        return feedback(Result("", name, 0, part.points, verdict, parts, (failed,))).plain


@contextmanager
def _silence() -> Iterator[None]:
    """Let wrong work print and warn to nobody."""
    nobody = io.StringIO()
    with redirect_stdout(nobody), redirect_stderr(nobody), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with np.errstate(all="ignore"):
            yield


def arrays(value: Any) -> Iterator[np.ndarray]:
    """Return the numbers in plain data, as float arrays; what is no number gives none."""
    if isinstance(value, Mapping):
        value = list(value.values())
    is_tensor = type(value).__module__ == "torch"
    is_one = isinstance(value, (int, float, np.number, np.ndarray)) or is_tensor
    try:
        if is_one or isinstance(value, (list, tuple)):
            yield as_floats(value)
    except (Mismatch, OverflowError):
        for each in value if isinstance(value, (list, tuple)) else ():
            yield from arrays(each)
