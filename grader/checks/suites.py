"""Suites → checks that can be run again and again: pytest, in this process, collected once.

pytest collects trusted suites, so that fixtures, parametrize and marks work as everywhere; its run
loop is never entered. Nothing that lies in a student's folder is ever read: no conftest, no
configuration file, no cache, no plugin but ours.
"""

from __future__ import annotations

import difflib
import gc
import inspect
import math
import os
import re
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import _prepareconfig  # pytest has no public way to collect without running

from grader.checks.cpu_limit import OutOfTime, at_most
from grader.checks.fixtures import CheckFixtures
from grader.checks.marks import FIXTURE_NAMES, GIVEN, Marks, marks_of, wrong_mark
from grader.course.model import Course, Exercise
from grader.course.modules import in_a_line, place_of
from grader.errors import CourseError, install_or, nearest

VISIBLE, HIDDEN = "test_visible.py", "test_hidden.py"
_UNUSED_PLUGINS = (
    "terminal", "capture", "logging", "cacheprovider", "junitxml", "doctest", "warnings",
    "unittest", "faulthandler", "stepwise", "setuponly", "setupplan", "debugging", "pastebin",
    "tmpdir", "monkeypatch", "recwarn", "skipping", "threadexception", "unraisableexception",
    "legacypath",
)  # fmt: skip
_OPTIONS = (
    *(f"-pno:{name}" for name in _UNUSED_PLUGINS),
    "--noconftest", "-c", os.devnull, "--rootdir", os.path.dirname(os.devnull),
    "--import-mode=importlib", "--disable-plugin-autoload", "-pgrader.commands.pytest_plugin",
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
    def is_gate(self) -> bool:
        """Whether it trains network after network, and asks how many of them have learnt."""
        return "gate" in self._needs[0]

    @property
    def place(self) -> str:
        """The suite's file, as the course's root sees it, and the check's line."""
        return f"{_from_root(self.item.path)}:{self.line}"

    @property
    def where(self) -> str:
        """The suite's file, the check's line and its name, for the course's author."""
        return f"{self.item.path}:{self.line}: {self.item.name}"

    def place_of(self, error: BaseException) -> str:
        """Say in which line of the suite an error came up, its file as the course's root sees it.

        It is the check's own first line where pytest could not even begin it.
        """
        path, said = self.item.path, in_a_line(error)
        if isinstance(error, pytest.FixtureLookupError):
            near = nearest(str(error.argname), sorted(FIXTURE_NAMES))
            others = (
                f"did you mean {near}?" if near else f"one of {', '.join(sorted(FIXTURE_NAMES))}"
            )
            said = f"there is no fixture {error.argname!r} ({others})"
        if remedy := install_or(error, ""):
            said += f" ({remedy})"
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(path)]
        line = lines[-1] if lines else self.line
        return f"{_from_root(path)}:{line}: {said}"

    def arguments(self, fixtures: CheckFixtures) -> dict[str, Any] | None:
        """Return the function's arguments, or None where it needs fixtures of the suite's own."""
        own = self.item.callspec.params if hasattr(self.item, "callspec") else {}
        parameters, needed = self._needs
        if not needed <= own.keys() | FIXTURE_NAMES:
            return None
        return {name: own[name] if name in own else getattr(fixtures, name) for name in parameters}

    @property
    def line(self) -> int:
        """Where the check begins: at the first of its marks."""
        return int(inspect.unwrap(self.item.function).__code__.co_firstlineno)

    @cached_property
    def _needs(self) -> tuple[frozenset[str], frozenset[str]]:
        """The function's parameters; and all that pytest would set up for it."""
        parameters = frozenset(inspect.signature(self.item.function).parameters)
        return parameters, parameters | set(self.item.fixturenames) - {"fixtures", "request"}

    @property
    def sentence(self) -> str:
        """What must hold, in the words that the student reads; what follows a gap is a note."""
        return " ".join(inspect.cleandoc(self.item.function.__doc__ or "").split("\n\n")[0].split())


def _from_root(suite: Path) -> str:
    return "/".join(suite.parts[-3:])


class _Plugin:
    """What pytest says of suites that it collects, and of checks that it runs."""

    def __init__(self) -> None:
        self.raised: BaseException | None = None
        self.broken: list[CourseError] = []

    def pytest_exception_interact(
        self, node: pytest.Collector | pytest.Item, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Remember a suite that cannot be collected."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            place, remedy = place_of(error, [str(node.path)]), install_or(error, "fix the suite")
            if named := re.match(r"In ::(\w+)", str(error)):  # pytest's own, which raises it
                line = _line_of(named[1], node.path)
                place = f"{node.path}:{line}: {type(error).__name__}: {error}"
            self.broken.append(CourseError(place, remedy))

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


@dataclass(frozen=True)
class OpenSuites:
    """The checks of each exercise, which can be run again and again while the suites are open."""

    checks: Mapping[str, Sequence[CollectedCheck]]
    plugin: _Plugin = field(default_factory=_Plugin)

    def only(self, parts: Collection[str]) -> OpenSuites:
        """Return no more than the checks of these parts."""
        kept = {
            name: [each for each in checks if each.marks.part in parts]
            for name, checks in self.checks.items()
        }
        return replace(self, checks=kept)

    def beginning_with(self, part: str) -> OpenSuites:
        """Return the same checks, those of a part first."""
        ordered = {
            name: sorted(checks, key=lambda each: each.marks.part != part)
            for name, checks in self.checks.items()
        }
        return replace(self, checks=ordered)

    def run(self, collected: CollectedCheck, fixtures: CheckFixtures) -> BaseException | None:
        """Run one check with these fixtures; return what it raised, or None if it passed.

        That is an `OutOfTime` where this process's own CPU time for it is up; the student's
        session is told to give up what was under way.
        """
        if not math.isfinite(fixtures.seconds):
            return self._run(collected, fixtures)
        error: BaseException | None
        try:
            with at_most(fixtures.seconds):
                error = self._run(collected, fixtures)
        except OutOfTime as late:  # it came as the check was over
            error = late
        if isinstance(error, OutOfTime):
            fixtures.session.abandon()
        return error

    def _run(self, collected: CollectedCheck, fixtures: CheckFixtures) -> BaseException | None:
        fixtures.start()
        arguments = collected.arguments(fixtures)
        if arguments is None:  # a fixture of the suite's own: pytest knows how
            item, self.plugin.raised = collected.item, None
            item.config.stash[GIVEN] = fixtures
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            return self.plugin.raised
        try:  # pytest's own protocol would cost a millisecond a check
            collected.item.function(**arguments)
        except BaseException as error:
            return error
        return None


@contextmanager
def open_suites(
    paths: Mapping[str, Sequence[Path]], exercises: Sequence[Exercise]
) -> Iterator[OpenSuites]:
    """Collect the suites of these exercises, whose checks can be run until the block ends.

    Raises `CourseError` for a suite that cannot be collected, and for a check without a known
    part or a sentence.
    """
    files = [str(path) for group in paths.values() for path in group]
    if not files:  # pytest would search for some
        yield OpenSuites({exercise.name: [] for exercise in exercises})
        return
    plugin = _Plugin()
    with _session(files, plugin) as session:
        try:
            session.config.hook.pytest_collection(session=session)
        except (SystemExit, pytest.UsageError) as error:
            raise CourseError(place_of(error, files), "fix the suite") from None
        if plugin.broken:
            raise plugin.broken[0]
        suites = OpenSuites(_by_exercise(session.items, paths, exercises), plugin)
        gc.collect()
        gc.freeze()  # a collection over torch's heap in the middle of a run costs 100 ms
        yield suites


@contextmanager
def _session(files: Sequence[str], plugin: _Plugin) -> Iterator[pytest.Session]:
    """Open a session of pytest as its own command does, but run nothing in it."""
    with _own_options_only():
        config = _prepareconfig([*_OPTIONS, *files], [plugin])
    try:
        config._do_configure()
        session = pytest.Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)
        try:
            yield session
        finally:
            config.hook.pytest_sessionfinish(session=session, exitstatus=pytest.ExitCode.OK)
            for item in session.items:  # a suite that is opened again is read again
                if isinstance(item, pytest.Function):
                    sys.modules.pop(item.module.__name__, None)
    finally:
        config._ensure_unconfigure()


def _line_of(function: str, suite: Path) -> int:
    """Return where a function of a suite begins."""
    found = re.search(rf"^\s*def {function}\b", text := suite.read_text("utf-8-sig"), re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


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


@contextmanager
def _own_options_only() -> Iterator[None]:
    """Keep what the user has set for pytest out of the way for a while."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def _by_exercise(
    items: Sequence[pytest.Item],
    paths: Mapping[str, Sequence[Path]],
    exercises: Sequence[Exercise],
) -> dict[str, list[CollectedCheck]]:
    """Sort the checks; refuse one without a part of its exercise, or without a sentence."""
    by_file = {path.resolve(): name for name, group in paths.items() for path in group}
    checks: dict[str, list[CollectedCheck]] = {exercise.name: [] for exercise in exercises}
    parts = {exercise.name: sorted(part.name for part in exercise.parts) for exercise in exercises}
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        name = by_file[item.path.resolve()]
        collected = CollectedCheck(item, item.path.name == VISIBLE, marks_of(item))
        if wrong := wrong_mark(item):
            remedy = f"write @pytest.mark.part({collected.marks.part!r}, weight=1)"
            raise CourseError(f"{collected.where}: {wrong}", remedy)
        if collected.marks.part not in parts[name]:
            raise _of_no_part(collected, name, parts[name])
        if not collected.sentence:
            remedy = "write the sentence that students read in its first line"
            raise CourseError(f"{collected.where} has no docstring", remedy)
        checks[name].append(collected)
    return checks


def _of_no_part(collected: CollectedCheck, exercise: str, parts: Sequence[str]) -> CourseError:
    """Say which part a check was perhaps meant to judge, or how to mark it at all."""
    part = collected.marks.part
    if part:
        remedy = f"@pytest.mark.part(…): mark it with one of: {', '.join(parts)}"
        if near := nearest(part, parts):
            remedy = f"did you mean @pytest.mark.part({near!r})?"
        return CourseError(f"{collected.where} judges no part of {exercise}, {part!r}", remedy)
    remedy = f"write @pytest.mark.part({parts[0]!r}) above it, or another of: {', '.join(parts)}"
    others = [each.name for each in collected.item.iter_markers() if each.name != "part"]
    if alike := difflib.get_close_matches("part", others, n=1):
        remedy = f"did you mean part in @pytest.mark.{alike[0]}?"
    return CourseError(f"{collected.where} is marked with no part", remedy)
