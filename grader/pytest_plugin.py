"""The fixtures of a check, as a pytest plugin: `student`, `guest`, `reference`, `rng` and so on.

pytest loads it wherever the package is installed, so that a plain ``pytest`` in an exercise's
folder, or an editor's test explorer, runs the visible checks. It imports nothing heavy until a
check asks for a fixture. While the grader itself runs suites, it has put the `Bench` here already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from grader.checks import BENCH

if TYPE_CHECKING:
    import numpy as np

    from grader.bench import Bench
    from grader.sandbox.proxies import Student, Workbench


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    config.addinivalue_line("markers", "part(name, weight=1): the part that the check judges")
    config.addinivalue_line("markers", "gpu: the check runs on CUDA, where there is a GPU")


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Everything that this check may hold."""
    if BENCH in request.config.stash:
        yield request.config.stash[BENCH]
        return
    from grader.own_pytest import bench_of

    yield bench_of(request)


@pytest.fixture
def student(bench: Bench) -> Student:
    """The student's names."""
    return bench.student


@pytest.fixture
def guest(bench: Bench) -> Workbench:
    """The far side's workbench."""
    return bench.guest


@pytest.fixture
def reference(bench: Bench) -> ModuleType:
    """The reference solution, on the near side only; students do not have it."""
    if bench.reference is None:
        pytest.skip("the reference is not here")
    return bench.reference


@pytest.fixture
def rng(bench: Bench) -> np.random.Generator:
    """A generator of fresh inputs."""
    return bench.rng


@pytest.fixture
def gate(bench: Bench) -> Callable[[str, Callable[[int], float]], None]:
    """The course's accuracy gates."""
    return bench.gate


@pytest.fixture
def device(bench: Bench) -> str:
    """The device of a `gpu` check: "cuda"; "cpu" elsewhere."""
    return bench.device


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Tell a failure of a check in its own words, in the place of our traceback."""
    report = yield
    if call.excinfo is not None and report.failed and "bench" in getattr(item, "fixturenames", ()):
        from grader.own_pytest import told

        report.longrepr = told(item, call.excinfo.value)
    return report
