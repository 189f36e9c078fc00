"""A student's folder, and a desk whose wishes are written down and not granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.watch.desk import Desk, Start
from grader.commands.watch.watched import Watched
from grader.course.model import Course, load_course
from tests.support.own_results import Wished


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the course, at whose root the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


@pytest.fixture
def desk(mine: Course) -> Desk:
    """A desk at the first part of the first exercise, which has asked for its first check."""
    shown: list[Watched] = []
    made = Desk(Start(mine, mine.exercises[0], "greatest_common_divisor"), shown.append)
    made.worker = Wished()
    made.begin()
    return made
