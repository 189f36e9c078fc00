"""The plugin of a plain ``pytest``: the same suites, with fixtures that stay in its process.

In goes a `Task` in the environment variable TASK; out come the fixtures of the checks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from benchmarks.plain import Task
from grader.checks.fixtures import CheckFixtures
from grader.checks.trusted import TrustedSession


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of a suite."""
    config.addinivalue_line("markers", "part(name, weight=1): the part that the check judges")
    config.addinivalue_line("markers", "gpu: the check runs on CUDA")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a GPU."""
    for item in items:
        if item.get_closest_marker("gpu") is not None:
            item.add_marker(pytest.mark.skip(reason="needs a GPU"))


@cache
def _task() -> Task:
    return Task.read(os.environ["TASK"])


@cache
def _session(exercise: str) -> TrustedSession:
    return TrustedSession(_task().module(exercise))


@cache
def _reference(exercise: str) -> ModuleType:
    return _task().reference(exercise)


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> CheckFixtures:
    """All that this check may hold."""
    exercise = request.path.parent.name
    check = f"{request.path.stem.removeprefix('test_')}::{request.node.name}"
    made = _task().bench(exercise, check, _session(exercise), _reference(exercise))
    made.start()
    return made


@pytest.fixture
def student(bench: CheckFixtures) -> Any:
    """The student's names."""
    return bench.student


@pytest.fixture
def guest(bench: CheckFixtures) -> Any:
    """The workbench."""
    return bench.guest


@pytest.fixture
def reference(bench: CheckFixtures) -> ModuleType | None:
    """The reference solution."""
    return bench.reference


@pytest.fixture
def rng(bench: CheckFixtures) -> np.random.Generator:
    """A generator of fresh inputs."""
    return bench.rng


@pytest.fixture
def gate(bench: CheckFixtures) -> Callable[[str, Callable[[int], float]], None]:
    """The course's accuracy gates."""
    return bench.gate


@pytest.fixture
def device(bench: CheckFixtures) -> str:
    """The device of a check."""
    return bench.device
