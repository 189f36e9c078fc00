"""Hidden values in what students read: one lint over a course's texts and its feedback.

A text is a lesson, the hints, the stub, a visible suite, a misconception's sentence, or words of
the hidden suite itself: it holds no literal of its exercise's hidden suite. Feedback is what wrong
work that we trust (the stub and the misconceptions, each at its own part) reads while hidden checks
judge it, in this very process: it holds nothing that a check sends, expects, or holds before the
first call. The counts, lengths and values of the answer itself may be shown.
"""

from __future__ import annotations

import ast
import difflib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from grader.authoring.derive import derive
from grader.authoring.leaks.computed import computed_texts
from grader.authoring.leaks.literals import Text, leaves, marked, parsed, read_literals
from grader.authoring.leaks.values import Free, Hidden, numbers, runs, told
from grader.checks.cpu_limit import OutOfTime
from grader.checks.expect import Mismatch, as_floats
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.gates import Judge
from grader.checks.suites import HIDDEN, CollectedCheck, OpenSuites, open_suites, suite_paths
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import Misconception, load_misconceptions
from grader.course.model import Course, Exercise
from grader.course.modules import load_module
from grader.course.references import load_references
from grader.errors import CourseError, GraderError, UsageError
from grader.feedback import explain, silence
from grader.judging import Check, Outcome, PartScore, Result
from grader.reports import feedback
from grader.sandbox.connection import StudentError
from grader.sandbox.session import Call
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import Ref

_MOST_OWN = 16  # numbers of an answer that a text may repeat; of many, one is like any


class Heard(NamedTuple):
    """What hidden values students may read, and which misconceptions no hidden check noticed.

    Or which cannot run at all, for a mistake of their own: any check would notice these.
    """

    leaks: list[str]
    unnoticed: dict[str, list[Misconception]]
    broken: list[str]


def find_leaks(course: Course) -> list[str]:
    """Say what of the course's hidden values a student may read; nothing if all is well."""
    return listen(course).leaks


def listen(course: Course) -> Heard:
    """Let the hidden checks judge wrong work, and read what they say of it.

    The misconceptions that went ``unnoticed`` are by exercise. One training stands for a gate's, so
    that more may notice them.
    """
    files = [  # a notebook says what its README and stub say, a picture what draws it
        Text(f"exercises/{name}", 1, text.decode("utf-8"))
        for name, text in derive(course).items()
        if not name.endswith((".ipynb", ".svg"))
    ]
    references = load_references(course, course.judged)
    paths = {each.name: suite_paths(course, each, hidden=True) for each in course.judged}
    heard = Heard([], {}, [])
    with open_suites(paths, course.judged) as suites:
        for each in course.judged:
            listener = _Listener(each, suites, references[each.name])
            heard.leaks.extend(_leaks_of(course, listener, files))
            heard.unnoticed[each.name] = []
            for one in load_misconceptions(course, each, references[each.name]):
                if one.name not in listener.noticed:
                    heard.unnoticed[each.name].append(one)
                if why := listener.broken.get(one.name):
                    place = f"solutions/{each.name}/misconceptions.py:{one.line}: {one.name}"
                    heard.broken.append(f"{place} cannot run, so that nothing is tried: {why}")
    return heard


def _leaks_of(course: Course, listener: _Listener, files: Sequence[Text]) -> Iterator[str]:
    """Say what the texts and the feedback of one exercise give away."""
    exercise = listener.exercise
    yield from _computed(course, exercise)
    literals = read_literals(course, exercise, listener.strings_sent())
    mine = [each for each in files if each.file.startswith(f"exercises/{exercise.name}/")]
    for text in [*mine, *literals.words, *_sentences(course, exercise)]:
        for what, start, place in told(text.text, literals.hidden, Free(literals.shown)):
            yield (
                f"{text.file}:{text.line + text.text.count(chr(10), 0, start)} holds {what}, "
                f"which is hidden in {place}: "
                "change one of them, or write `# shown: WHY` behind the hidden one"
            )
    said = [[each.value for each in run] for text in mine for run in runs(text.text)]
    said += [[each.value] for text in mine for each in numbers(text.text)]
    said += [[gate.threshold] for gate in exercise.gates]
    known = [*literals.shown, *map(np.array, said)]
    found: set[tuple[str, str]] = set()
    for work in wrong_work(course, exercise, listener.reference):
        for check, what, line in listener.told_to(work, known):
            if found.isdisjoint({(check.id, what), (check.id, line)}):
                place = f"{check.place}: {check.id}"
                fix = "say it without, or write `# shown: WHY` behind it"
                yield f"{place} tells {what} to {work.name}, in `{line}`: {fix}"
            found |= {(check.id, what), (check.id, line)}


def _computed(course: Course, exercise: Exercise) -> Iterator[str]:
    """Say which texts of the hidden checks are made of what answers are held against."""
    suite = course.solution_folder(exercise.name) / HIDDEN
    for text, made_of in computed_texts(parsed(suite)):
        if not marked(suite) & set(range(text.lineno, (text.end_lineno or text.lineno) + 1)):
            yield (
                f"{suite.relative_to(course.root).as_posix()}:{text.lineno} gives `{made_of}` "
                "away, which the answer is held against: say what to look at without its value, "
                "or write `# shown: WHY` behind the text"
            )


def _sentences(course: Course, exercise: Exercise) -> Iterator[Text]:
    """Return the sentences of an exercise's misconceptions."""
    path = course.solution_folder(exercise.name) / "misconceptions.py"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "misconception":
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    file = path.relative_to(course.root).as_posix()
                    yield Text(file, each.lineno, each.value)


@dataclass(frozen=True)
class _Work:
    """Wrong work that is judged: a module, and which of its parts is looked at; all without."""

    name: str
    module: ModuleType
    part: str = ""


class _Ear(TrustedSession):
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
        self.hidden += [Hidden(array.copy()) for array in _arrays(value)]
        self.measure(value)

    def measure(self, value: Any) -> None:
        """Keep how long and how large things are: texts may tell that."""
        sizes = [size for array in _arrays(value) for size in (array.size, *array.shape)]
        self.longest = max([self.longest, *sizes])


class _OneTraining(CheckFixtures):
    """Fixtures whose gates let one training decide: their sentence is the same after three."""

    def gate(self, name: str, run: Callable[[int], float]) -> None:
        rule = self.exercise.gate(name).model_copy(update={"seeds": 1, "need": 1})
        Judge(rule, self._gate_seeds())(run)


def wrong_work(course: Course, exercise: Exercise, reference: ModuleType) -> Iterator[_Work]:
    """Return the stub, and the reference with one part exchanged for each of the misconceptions."""
    stub = load_module(course.stub(exercise.name), f"stub_{exercise.name}")
    yield _Work("the stub", stub)
    for each in load_misconceptions(course, exercise, reference):
        module = ModuleType(exercise.name)
        vars(module).update(vars(reference), **{each.part: each.variant})
        yield _Work(each.name, module, each.part)


@dataclass(frozen=True)
class _Listener:
    """Lets an exercise's hidden checks judge work that we trust, in this process, and listens."""

    exercise: Exercise
    suites: OpenSuites
    reference: ModuleType
    noticed: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)
    unfit: set[str] = field(default_factory=set)

    def strings_sent(self) -> set[str]:
        """Return the strings that hidden checks send to the reference: no student may read them."""
        right, sent = _Work("the reference", self.reference), set[str]()
        for check in self._checks_of(right):
            ear, error = self._judge(check, right)
            if isinstance(error, OutOfTime):
                seconds = f"{self.exercise.limits.exercise_seconds:g} s"
                what = f"{check.place}: {check.id} has not ended in {seconds} on the reference"
                raise CourseError(what, "let it end sooner, or raise exercise_seconds")
            if isinstance(error, StudentError):
                self.unfit.add(check.id)
            sent |= {value for value, _ in ear.hidden if isinstance(value, str)}
        return sent

    def told_to(
        self, work: _Work, known: Sequence[np.ndarray]
    ) -> Iterator[tuple[CollectedCheck, str, str]]:
        """Return which checks tell it which hidden value, but for known ones, and in which line."""
        for check in self._checks_of(work):
            ear, error = self._judge(check, work)
            if error is None:
                continue
            self.noticed.add(work.name)
            if isinstance(error, OutOfTime):
                return  # the other checks would take as long
            if check.id not in self.unfit and (why := _own_mistake(error, work)):
                self.broken.setdefault(work.name, why)
            own: list[np.ndarray] = []
            if isinstance(error, Mismatch):
                ear.note(error.expected)
                ear.measure(error.got)
                own = [array for array in _arrays(error.got) if array.size <= _MOST_OWN]
            text = self._feedback(error, check, ear.last_call)
            for what, start, _ in told(text, ear.hidden, Free([*known, *own], ear.longest)):
                yield check, what, text.split("\n")[text.count("\n", 0, start)].strip()

    def _checks_of(self, work: _Work) -> list[CollectedCheck]:
        return [
            check
            for check in self.suites.checks[self.exercise.name]
            if not check.visible and not check.marks.gpu and work.part in ("", check.marks.part)
        ]

    def _judge(self, check: CollectedCheck, work: _Work) -> tuple[_Ear, BaseException | None]:
        ear = _Ear(work.module, check.item.path)
        seeds = Seeds(b"whoever listens", "nobody", self.exercise.name)
        limits = self.exercise.limits
        seconds = limits.call_seconds + limits.check_seconds  # of both sides: all of it runs here
        if work.module is self.reference:
            seconds = limits.exercise_seconds
        fixtures = _OneTraining(
            ear, self.exercise, seeds, check.id, reference=self.reference, seconds=seconds
        )
        with silence():
            error = self.suites.run(check, fixtures)
        if isinstance(error, UsageError):
            fix = error.remedy or f"add it to {self.exercise.name} in course.yml"
            raise CourseError(check.place_of(error), fix) from error
        if isinstance(error, (GraderError, KeyboardInterrupt)):
            raise error
        return ear, error

    def _feedback(self, error: BaseException, check: CollectedCheck, call: Call | None) -> str:
        """Return what the student would read of a check."""
        part = self.exercise.part(check.marks.part)
        why = explain(error, call, visible=False)
        failed = Check(check.id, part.name, False, Outcome.FAILED, why, sentence=check.sentence)
        scores, name = (PartScore(part.name, 0, part.points),), self.exercise.name
        return feedback(Result("", name, 0, part.points, Verdict.GRADED, scores, (failed,))).plain


_MISSING_NAMES = {
    "NameError": re.compile(r"name '(\w+)' is not defined"),
    "AttributeError": re.compile(r"module '\w+' has no attribute '(\w+)'"),
    "ImportError": re.compile(r"cannot import name '(\w+)'"),
    "ModuleNotFoundError": re.compile(r"No module named '(\w+)"),
}
_CALLED_WRONGLY = re.compile(r"(\w+)\(\) (?:takes|missing|got an unexpected)")


def _own_mistake(error: BaseException, work: _Work) -> str:
    """Say why a wrong variant that raised could not run, and how to fix that; or nothing.

    A student's code may well raise. But no name is missing in it, and it takes what checks give.
    """
    if not work.part or not isinstance(error, StudentError):
        return ""
    variant, said = getattr(work.module, work.part), f"{error.kind}: {error.message}"
    names = _MISSING_NAMES.get(error.kind)
    if names and (missing := names.match(error.message)):
        known = [*vars(work.module), *getattr(variant, "__globals__", ())]
        near = difflib.get_close_matches(missing[1], known, n=1)
        return f"{said}: {f'did you mean {near[0]}?' if near else 'fix the name'}"
    called = _CALLED_WRONGLY.match(error.message)
    if error.kind == "TypeError" and called and called[1] == variant.__name__:
        return f"{said}: let it take what the reference takes"
    return ""


def _arrays(value: Any) -> Iterator[np.ndarray]:
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
            yield from _arrays(each)
