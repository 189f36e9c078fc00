"""The fixtures of a check, as a pytest plugin: `student`, `guest`, `reference`, `rng` and so on.

pytest loads it wherever the package is installed, so that a plain ``pytest`` in an exercise's
folder, or an editor's test explorer, runs the visible checks. It imports nothing heavy until a
check asks for a fixture. While the grader itself runs suites, it has put the `CheckFixtures` here
already.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import numpy as np

    from grader.checks.fixtures import CheckFixtures
    from grader.checks.remote import GuestTools, RemoteModule

_SUITES = ("test_visible.py", "test_hidden.py")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    config.addinivalue_line("markers", "part(name, weight=1, alone=True): what the check judges")
    config.addinivalue_line("markers", "gpu: the check runs on CUDA, where there is a GPU")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Import suites by their files: every exercise has one of the same name.

    One that needs a library which is not installed is skipped, with the line that installs it.
    """
    if not (isinstance(collector, pytest.Module) and collector.path.name in _SUITES):
        return (yield)
    option = collector.config.option
    before, option.importmode = option.importmode, "importlib"
    try:
        with _libraries_first(collector.path.parent):
            report = yield
    finally:
        option.importmode = before
    if report.failed:
        from grader.commands.pytest_run import what_is_missing

        if why := what_is_missing(collector.path):
            report.outcome, report.longrepr = "skipped", (str(collector.path), 1, why)
    return report


def _is_of_the_course(path: Path, root: Path) -> bool:
    where = path.absolute()
    return where.is_relative_to(root) and not where.is_relative_to(sys.prefix)


@contextmanager
def _libraries_first(folder: Path) -> Iterator[None]:
    """Import no file of a course's folder in the place of a library: not numpy.py for numpy.

    `python -m pytest` looks into the folder in which it is typed before it looks into Python's,
    which may be an environment in the course's folder.
    """
    before = sys.path[:]
    root = next((each for each in folder.parents if (each / "course.yml").is_file()), None)
    if root is not None:
        sys.path[:] = [each for each in before if not _is_of_the_course(Path(each), root)]
    try:
        yield
    finally:
        sys.path[:] = before


@pytest.fixture
def fixtures(request: pytest.FixtureRequest) -> Iterator[CheckFixtures]:
    """Everything that this check may hold."""
    from grader.checks.marks import GIVEN

    if GIVEN in request.config.stash:
        yield request.config.stash[GIVEN]
    else:
        with _libraries_first(request.path.parent):
            from grader.commands.pytest_run import fixtures_of

            found = fixtures_of(request)
        yield found


@pytest.fixture
def student(fixtures: CheckFixtures) -> RemoteModule:
    """The student's names."""
    return fixtures.student


@pytest.fixture
def guest(fixtures: CheckFixtures) -> GuestTools:
    """The far side's workbench."""
    return fixtures.guest


@pytest.fixture
def reference(fixtures: CheckFixtures) -> ModuleType:
    """The reference solution, on the near side only; students do not have it."""
    if fixtures.reference is None:
        pytest.skip("the reference is not here")
    return fixtures.reference


@pytest.fixture
def rng(fixtures: CheckFixtures) -> np.random.Generator:
    """A generator of fresh inputs."""
    return fixtures.rng


@pytest.fixture
def gate(fixtures: CheckFixtures) -> Callable[[str, Callable[[int], float]], None]:
    """The course's accuracy gates."""
    return fixtures.gate


@pytest.fixture
def device(fixtures: CheckFixtures) -> str:
    """The device of a `gpu` check: "cuda"; "cpu" elsewhere."""
    return fixtures.device


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show a failure of a check in its own words, in the place of our traceback.

    What is not written yet is no failure: it is skipped, and a part's checks are one line.
    """
    report = yield
    ours = "fixtures" in getattr(item, "fixturenames", ())
    if ours and report.failed and call.excinfo is not None:
        from grader.commands.pytest_run import explained, still_to_write

        if waits := still_to_write(item, call.excinfo.value):
            report.outcome, report.longrepr = "skipped", (str(item.path), None, waits)
        else:
            report.longrepr = explained(item, call.excinfo.value)
    return report
