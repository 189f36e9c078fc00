"""What the tests share: warm borders, one for each level of protection, made once."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from grader import cli
from grader.commands.grade import GradedClass
from grader.course.model import Course, load_course
from grader.judging.judge import JudgingContext
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import LEVELS, protected_sandbox
from tests.support import environment
from tests.support.command_line import Run
from tests.support.fractions import context_of, copy_course
from tests.support.lending import lend
from tests.support.renew_expected import graded

SMALL = GuestLimits(memory_mb=256, disk_mb=8, cpu_seconds=60)

LONGEST_ID = 60
"""Of a parametrised text or number: what is longer is named by its place."""


def pytest_configure() -> None:
    """Let nothing of the caller's environment decide, nor how fast the machine is just now."""
    environment.clean()
    settings.register_profile("anywhere", deadline=None)
    settings.load_profile("anywhere")


@pytest.fixture(autouse=True)
def _same_python() -> Iterator[None]:
    """A command that is run in this process tells the Pythons that it starts where to look."""
    before = os.environ.get("PYTHONSAFEPATH")
    yield
    if before is None:
        os.environ.pop("PYTHONSAFEPATH", None)
    else:
        os.environ["PYTHONSAFEPATH"] = before


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name what is long by its argument: an id is read, typed, and the same everywhere."""
    long = (
        len(val) > LONGEST_ID
        if isinstance(val, (str, bytes))
        else isinstance(val, int) and abs(val) >= 10**LONGEST_ID
    )
    return argname if long else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of what takes longest, a module's tests together.

    Each gets the same number of tests that follow each other, and takes some of the others' last
    ones when it is done.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [each for each in items if each.get_closest_marker("slow")]
    quick = deque(each for each in items if not each.get_closest_marker("slow"))
    modules = list(dict.fromkeys(each.path for each in slow))
    shares = [
        [each for each in slow if modules.index(each.path) % workers == number]
        for number in range(workers)
    ]
    for share in shares:
        while quick and len(share) < -(-len(items) // workers):
            share.append(quick.popleft())
    items[:] = [*(each for share in shares for each in share), *quick]


@pytest.fixture(scope="session", autouse=True)
def hear_ctrl_c() -> None:
    """Let commands be stopped, though tests may run in the background, where Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", params=LEVELS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[ForkedSandbox]:
    """A warm border at each level that this machine has."""
    with protected_sandbox(SandboxSettings(request.param, limits=SMALL)) as (sandbox, protection):
        if protection.level != request.param:
            pytest.skip(f"this machine has no {request.param}: {protection.reasons}")
        yield sandbox


@pytest.fixture(scope="session")
def safe_sandbox() -> Iterator[ForkedSandbox]:
    """A warm border at the best level that this machine has, with torch."""
    with protected_sandbox(SandboxSettings("L3", ("numpy", "torch"), SMALL)) as (sandbox, _):
        yield sandbox


@pytest.fixture(scope="session")
def plain_sandbox() -> Iterator[Sandbox]:
    """A warm border at the best level that this machine has, with numpy alone."""
    with protected_sandbox(SandboxSettings("L3", limits=SMALL)) as (sandbox, _):
        yield sandbox


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The second course, released; no test changes it."""
    return copy_course(tmp_path_factory.mktemp("pristine") / "course")


@pytest.fixture
def course(tmp_path: Path, pristine: Course) -> Course:
    """A copy of the second course, released, which a test may change."""
    shutil.copytree(pristine.root, tmp_path / "course")
    return load_course(tmp_path / "course", exactly=True)


@pytest.fixture(scope="session")
def context(pristine: Course, plain_sandbox: Sandbox) -> JudgingContext:
    """Where submissions to the second course are judged."""
    return context_of(pristine, plain_sandbox)


@pytest.fixture
def lent_sandbox(monkeypatch: pytest.MonkeyPatch, plain_sandbox: Sandbox) -> Sandbox:
    """Workshops of this test, if in this process, work on a border that is warm already."""
    lend(monkeypatch, plain_sandbox)
    return plain_sandbox


@pytest.fixture
def example_class(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> tuple[GradedClass, Path]:
    """The example class, graded by two processes, and a copy of the folder of its results.

    It takes long: one worker grades it, once for all.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    out, kept = shared / "example class", shared / "example class.pickle"
    with FileLock(shared / "example class.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(graded(out, jobs=2)))
    shutil.copytree(out, tmp_path / "results")
    return pickle.loads(kept.read_bytes()), tmp_path / "results"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in this process; give its exit code and what it said, out and err."""
    monkeypatch.setenv("COLUMNS", "200")

    def typed(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["grader", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            sys.exit(0)
        return int(ended.value.code or 0), *capsys.readouterr()

    return typed
