"""Suites → checks that can be run again and again: pytest, in this process, collected once.

In go the paths of trusted suites and a function; the function gets the collected checks by
exercise, while pytest's session is open. Nothing that lies in a student's folder is ever read:
no conftest, no configuration file, no cache, no plugin but ours.
"""

from __future__ import annotations

import gc
import inspect
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pytest

from grader.checks.fixtures import CheckFixtures
from grader.checks.marks import FIXTURE_NAMES, GIVEN, Marks, marks_of
from grader.course.model import Course, Exercise
from grader.errors import CourseError

Done = TypeVar("Done")

VISIBLE, HIDDEN = "test_visible.py", "test_hidden.py"
_UNUSED_PLUGINS = (
    "terminal", "capture", "logging", "cacheprovider", "junitxml", "doctest", "warnings",
    "unittest", "faulthandler", "stepwise", "setuponly", "setupplan", "debugging", "pastebin",
    "tmpdir", "monkeypatch", "recwarn", "skipping", "threadexception", "unraisableexception",
    "legacypath",
)  # fmt: skip


@dataclass(frozen=True)
class CollectedCheck:
    """One collected check of a suite."""

    item: pytest.Function
    visible: bool
    marks: Marks

    @property
    def id(self) -> str:
        """The check's name within its exercise: ``hidden::test_columns_sum_to_one``."""
        return f"{'visible' if self.visible else 'hidden'}::{self.item.name}"

    @property
    def where(self) -> str:
        """The suite's file and the check's name, for the course's author."""
        return f"{self.item.path}: {self.item.name}"

    def arguments(self, fixtures: CheckFixtures) -> dict[str, Any] | None:
        """Return the function's arguments, if the bench and its own parameters have them all."""
        own = self.item.callspec.params if hasattr(self.item, "callspec") else {}
        if not self._parameters <= own.keys() | FIXTURE_NAMES:
            return None
        return {
            name: own[name] if name in own else getattr(fixtures, name) for name in self._parameters
        }

    @cached_property
    def _parameters(self) -> frozenset[str]:
        return frozenset(inspect.signature(self.item.function).parameters)

    @property
    def sentence(self) -> str:
        """What must hold, in the words that the student reads."""
        return " ".join((self.item.function.__doc__ or "").split())


Suites = Mapping[str, Sequence[CollectedCheck]]


class _Collector:
    """The plugin that takes pytest's own loop over, and keeps what a check raised."""

    def __init__(self, work: Callable[[pytest.Session], Any]) -> None:
        self._work = work
        self.done: Any = None
        self.entered = False
        self.stopped: BaseException | None = None
        self.raised: BaseException | None = None
        self.broken: list[str] = []

    def pytest_exception_interact(
        self, node: pytest.Collector | pytest.Item, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Remember a suite that cannot be collected."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            self.broken.append(_place_of(error, node.path))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work in the place of running every item once.

        What stops it is kept: pytest would swallow it, an error of ours and Ctrl-C alike.
        """
        if not self.broken:
            self.entered = True
            gc.collect()
            gc.freeze()  # a collection over torch's heap in the middle of a run costs 100 ms
            try:
                self.done = self._work(session)
            except BaseException as error:
                self.stopped = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Keep the exception itself: pytest's own long report of it is never shown."""
        if call.excinfo is not None and self.raised is None:
            self.raised = call.excinfo.value
        outcome = "passed" if call.excinfo is None else "failed"
        where = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, where)  # type: ignore[arg-type]

    def run(self, item: pytest.Item) -> BaseException | None:
        """Run one check, and give what it raised, if it failed."""
        self.raised = None
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.raised


@dataclass(frozen=True)
class Runner:
    """Runs collected checks, each on a bench of its own."""

    suites: Suites
    collector: _Collector

    def run(self, collected: CollectedCheck, fixtures: CheckFixtures) -> BaseException | None:
        """Run one check on this bench; give what it raised, or None if it passed."""
        fixtures.start()
        arguments = collected.arguments(fixtures)
        if arguments is None:  # a fixture of the suite's own: pytest knows how
            collected.item.config.stash[GIVEN] = fixtures
            return self.collector.run(collected.item)
        try:  # pytest's own protocol would cost a millisecond a check
            collected.item.function(**arguments)
        except BaseException as error:
            return error
        return None


def visible_points(collected_checks: Sequence[CollectedCheck], exercise: Exercise) -> float:
    """Return how many of an exercise's points its visible checks decide."""
    points = 0.0
    for part in exercise.parts:
        weights = {True: 0.0, False: 0.0}
        for collected in collected_checks:
            if collected.marks.part == part.name:
                weights[collected.visible] += collected.marks.weight
        points += part.points * weights[True] / (sum(weights.values()) or 1.0)
    return round(points, 2)


def suite_paths(course: Course, exercise: Exercise, *, hidden: bool) -> list[Path]:
    """Return the files that judge an exercise: for a grade of record, or just the student's own."""
    folder = (course.solution_folder if hidden else course.exercise_folder)(exercise.name)
    names = [VISIBLE, HIDDEN] if hidden else [VISIBLE]
    return [folder / name for name in names if (folder / name).is_file()]


def with_suites(
    paths: Mapping[str, Sequence[Path]],
    exercises: Sequence[Exercise],
    work: Callable[[Runner], Done],
) -> Done:
    """Collect the suites of these exercises and hand them to ``work``; give what it gave.

    Raises `CourseError` for a suite that cannot be collected, and for a check without a known
    part or a sentence.
    """
    collector: _Collector

    def enter(session: pytest.Session) -> Done:
        return work(Runner(_sort(session, paths, exercises), collector))

    collector = _Collector(enter)
    files = [str(path) for group in paths.values() for path in group]
    options = [f"-pno:{name}" for name in _UNUSED_PLUGINS]
    options += ["--noconftest", "-c", os.devnull, "--rootdir", os.path.dirname(os.devnull)]
    options += [
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        "-pgrader.commands.pytest_plugin",
    ]
    if not files:
        return work(Runner({exercise.name: [] for exercise in exercises}, collector))
    with _own_options_only():
        status = pytest.main([*options, *files], plugins=[collector])
    if collector.stopped is not None:
        raise collector.stopped
    if not collector.entered:
        problem = collector.broken[0] if collector.broken else f"pytest ended with {status}"
        raise CourseError(problem, "mend the suite")
    return collector.done  # type: ignore[no-any-return]


@contextmanager
def _own_options_only() -> Iterator[None]:
    """Keep what the user has set for pytest out of the way for a while."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def _place_of(error: BaseException, suite: Path) -> str:
    """Say in which line of a suite an error came up, and what it was."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(suite)]
    return f"{suite}:{lines[-1] if lines else 1}: {type(error).__name__}: {error}"


def _sort(
    session: pytest.Session, paths: Mapping[str, Sequence[Path]], exercises: Sequence[Exercise]
) -> Suites:
    by_file = {path.resolve(): name for name, group in paths.items() for path in group}
    suites: dict[str, list[CollectedCheck]] = {exercise.name: [] for exercise in exercises}
    parts = {exercise.name: {part.name for part in exercise.parts} for exercise in exercises}
    for item in session.items:
        if not isinstance(item, pytest.Function):
            continue
        name = by_file[item.path.resolve()]
        collected = CollectedCheck(item, item.path.name == VISIBLE, marks_of(item))
        if collected.marks.part not in parts[name]:
            mend = f"mark it with one of: {', '.join(sorted(parts[name]))}"
            raise CourseError(
                f"{collected.where} judges no part of {name}",
                f"@pytest.mark.part(…): {mend}",
            )
        if not collected.sentence:
            raise CourseError(
                f"{collected.where} has no docstring", "write the sentence that students read"
            )
        suites[name].append(collected)
    return suites
