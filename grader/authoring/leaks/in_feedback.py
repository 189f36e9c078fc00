"""Hidden values in what students read: the dynamic half, while hidden checks judge wrong work.

In go an exercise, its suites and wrong work that we trust: the stub and the misconceptions, each
judged at its own part in this very process. Noted is what a check sends to the student's code, what
it holds before the first call, and what it expects. Out come sentences about each feedback text in
which one of these stands. The counts, lengths and values of the answer itself may be told. Nothing
listens when students are graded.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import numpy as np

from grader.authoring.derive import stubs
from grader.authoring.leaks.in_texts import texts
from grader.authoring.leaks.literals import read_literals
from grader.authoring.leaks.values import (
    FEWEST,
    Written,
    holds,
    holds_string,
    is_telling_string,
    numbers,
    runs,
)
from grader.checks.expect import Mismatch, as_floats
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.gates import Judge
from grader.checks.suites import CollectedCheck, OpenSuites
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import load_misconceptions
from grader.course.model import Course, Exercise
from grader.course.modules import load_module
from grader.errors import GraderError
from grader.feedback.explain import explain
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.reports.student_feedback import feedback
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
        self.hidden: list[np.ndarray] = []
        self.strings: set[str] = set()
        self.lengths: set[int] = set()
        self._suite = str(suite)
        self._heard = False

    def ask(self, message: dict[str, Any], resolve: Callable[[Ref], Any] | None = None) -> Any:
        """Note what a message sends, and how long its answer is."""
        if not self._heard:
            self._look_around()
        self._heard = True
        sent = [message.get(key) for key in ("args", "kwargs", "calls")]
        self.note(sent)
        self.strings |= {each for each in _strings(sent) if is_telling_string(each)}
        answer = super().ask(message, resolve)
        self.measure(answer)
        return answer

    def note(self, value: Any) -> None:
        """Keep copies of the numbers in a value: the student's code may change them."""
        self.hidden += [array.copy() for array in _arrays(value)]
        self.measure(value)

    def measure(self, value: Any) -> None:
        """Keep how long and how large things are: texts may tell that."""
        for array in _arrays(value):
            self.lengths |= {array.size, *array.shape}

    def _look_around(self) -> None:
        """Note what the suite holds before any answer has come: all of it is the check's own."""
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename == self._suite:
                self.note(dict(frame.f_locals))
            frame = cast(Any, frame.f_back)


class _OneTraining(CheckFixtures):
    """Fixtures whose gates let one training decide: their sentence is the same after three."""

    def gate(self, name: str, run: Callable[[int], float]) -> None:
        """Judge one training."""
        rule = self.exercise.gate(name).model_copy(update={"seeds": 1, "need": 1})
        Judge(rule, self._gate_seeds())(run)


@dataclass(frozen=True)
class Known:
    """The numbers that everybody may read, alone and in lists."""

    numbers: np.ndarray
    lists: tuple[np.ndarray, ...]


def overheard(
    course: Course, exercise: Exercise, suites: OpenSuites, reference: ModuleType
) -> list[str]:
    """Say which hidden checks of an exercise tell a hidden value to wrong work."""
    known = known_of(course, exercise)
    found: dict[tuple[str, str], str] = {}
    for work in wrong_work(course, exercise, reference):
        for collected in suites.checks[exercise.name]:
            wanted = work.part in ("", collected.marks.part) and not collected.marks.gpu
            if not collected.visible and wanted:
                for what, line in listen(collected, suites, exercise, work, reference, known):
                    said = f"{exercise.name}: {collected.id} tells {what} to {work.name}: {line}"
                    found.setdefault((collected.id, what), said)
    return list(found.values())


def wrong_work(course: Course, exercise: Exercise, reference: ModuleType) -> Iterator[Work]:
    """Return the stub, and the reference with one part exchanged for each of the misconceptions."""
    stub = next(path for each, path, _ in stubs(course) if each.name == exercise.name)
    yield Work("the stub", load_module(stub, f"stub_{exercise.name}"))
    for each in load_misconceptions(course, exercise, reference):
        module = ModuleType(exercise.name)
        vars(module).update(vars(reference), **{each.part: each.variant})
        yield Work(each.name, module, each.part)


def known_of(course: Course, exercise: Exercise) -> Known:
    """Read what an exercise's own texts say, what its suite allows to show, and its gates."""
    mine = [t for t in texts(course) if t.file.startswith(f"exercises/{exercise.name}/")]
    lists = [[each.value for each in run] for text in mine for run in runs(text.text)]
    said = [each.value for text in mine for each in numbers(text.text)]
    shown = read_literals(course, exercise).shown
    said += [value.value for value in shown if isinstance(value, Written)]
    said += [gate.threshold for gate in exercise.gates]
    lists += [list(value) for value in shown if not isinstance(value, (str, Written))]
    return Known(np.array(said), tuple(map(np.array, lists)))


def listen(
    collected: CollectedCheck,
    suites: OpenSuites,
    exercise: Exercise,
    work: Work,
    reference: ModuleType,
    known: Known,
) -> list[tuple[str, str]]:
    """Let a hidden check judge; give what its feedback tells of it, and in which line."""
    ear = Ear(work.module, collected.item.path)
    seeds = Seeds(b"whoever listens", "nobody", exercise.name)
    fixtures = _OneTraining(ear, exercise, seeds, collected.id, reference=reference)
    with _silence():
        error = suites.run(collected, fixtures)
    if isinstance(error, (GraderError, KeyboardInterrupt)):
        raise error
    own: list[np.ndarray] = []
    if isinstance(error, Mismatch):
        ear.note(error.expected)
        ear.measure(error.got)
        own = [array for array in _arrays(error.got) if array.size <= _MOST_OWN]
    text = "" if error is None else _feedback(error, collected, exercise, ear.last_call)
    lines = [(each, text.count("\n", 0, at)) for each, at in _told(text, ear, own, known)]
    return [(what, text.splitlines()[line].strip()) for what, line in lines]


@contextmanager
def _silence() -> Iterator[None]:
    """Let wrong work print and warn to nobody."""
    nobody = io.StringIO()
    with redirect_stdout(nobody), redirect_stderr(nobody), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with np.errstate(all="ignore"):
            yield


def _feedback(
    error: BaseException, collected: CollectedCheck, exercise: Exercise, call: Call | None
) -> str:
    """Return what the student would read of this check."""
    part = exercise.part(collected.marks.part)
    why = explain(error, call, visible=False)
    check = Check(collected.id, part.name, False, Outcome.FAILED, why, sentence=collected.sentence)
    parts = (PartScore(part.name, 0, part.points),)
    result = Result("", exercise.name, 0, part.points, Verdict.GRADED, parts, (check,))
    return feedback(result).plain


def _told(
    text: str, ear: Ear, own: Sequence[np.ndarray], known: Known
) -> Iterator[tuple[str, int]]:
    """Return what a text tells of what was noted, and where."""
    free = np.concatenate([known.numbers, *(array.ravel() for array in own)])
    values = np.concatenate([[], *(array.ravel() for array in ear.hidden)])
    longest = max(ear.lengths, default=0)
    for each in numbers(text):
        counts = each.is_whole and each.value <= longest
        if each.is_telling and not counts and not each.writes(free) and each.writes(values):
            yield each.text, each.start
    free_lists = [*known.lists, *own]
    for run in runs(text):
        places = all(each.is_whole and each.value <= longest for each in run)
        if not places and not _in_one(run, free_lists) and _in_one(run, ear.hidden):
            yield ", ".join(each.text for each in run), run[0].start
    yield from (
        (repr(each), max(0, text.find(each))) for each in ear.strings if holds_string(text, each)
    )


def _in_one(run: Sequence[Written], lists: Sequence[np.ndarray]) -> bool:
    return any(each.size >= FEWEST and holds(run, each.ravel()) for each in lists)


def _arrays(value: Any) -> Iterator[np.ndarray]:
    """Return the numbers in plain data, as float arrays; what is no number gives none."""
    if isinstance(value, dict):
        value = list(value.values())
    is_tensor = type(value).__module__ == "torch"
    is_one = isinstance(value, (int, float, np.number, np.ndarray)) or is_tensor
    try:
        if is_one or isinstance(value, (list, tuple)):
            yield as_floats(value)
    except (Mismatch, OverflowError):
        for each in value if isinstance(value, (list, tuple)) else ():
            yield from _arrays(each)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
