"""What the tests share: warm borders, one for each level of protection, made once."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from grader import cli
from grader.course import Course, load_course
from grader.run import Room
from grader.sandbox.border import Border
from grader.sandbox.far.orders import Limits
from grader.sandbox.protection import LEVELS, Protection, protected_border
from grader.sandbox.setup import AnyBorder, Setup
from tests.commands import Run
from tests.fractions import copy_course, room_of

SMALL = Limits(memory_mb=256, disk_mb=8, cpu_seconds=60)


@pytest.fixture(scope="session", autouse=True)
def hear_ctrl_c() -> None:
    """Let commands be stopped, though tests may run in the background, where Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", params=LEVELS)
def border(request: pytest.FixtureRequest) -> Iterator[Border]:
    """A warm border at each level that this machine has."""
    with protected_border(Setup(request.param, limits=SMALL)) as (border, protection):
        if protection.level != request.param:
            pytest.skip(f"this machine has no {request.param}: {protection.reasons}")
        yield border


@pytest.fixture(scope="session")
def safe_border() -> Iterator[Border]:
    """A warm border at the best level that this machine has, with torch."""
    with protected_border(Setup("L3", ("numpy", "torch"), SMALL)) as (border, _):
        yield border


@pytest.fixture(scope="session")
def plain_border() -> Iterator[AnyBorder]:
    """A warm border at the best level that this machine has, with numpy alone."""
    with protected_border(Setup("L3", limits=SMALL)) as (border, _):
        yield border


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
def room(pristine: Course, plain_border: AnyBorder) -> Room:
    """Where submissions to the second course are judged."""
    return room_of(pristine, plain_border)


@pytest.fixture
def lent_border(monkeypatch: pytest.MonkeyPatch, plain_border: AnyBorder) -> AnyBorder:
    """Workshops of this test, if in this process, work on a border that is warm already."""
    protection = Protection(plain_border.setup.level, (), ())
    monkeypatch.setattr(
        "grader.workshop.protected_border", lambda _: nullcontext((plain_border, protection))
    )
    return plain_border


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
