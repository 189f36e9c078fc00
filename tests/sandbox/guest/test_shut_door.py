"""Cells that check a part of a notebook do nothing where it is handed in, in any spelling."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

import pytest

import grader
from grader.sandbox.guest import load_module, shut_door


@pytest.fixture(autouse=True)
def shut(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shut it for one test: this process has use for it."""
    monkeypatch.setitem(sys.modules, shut_door.DOOR, None)
    monkeypatch.setattr(grader, "notebook", None, raising=False)
    shut_door.shut()
    yield


CELLS = [
    'from grader.notebook import check\ncheck("work")',
    'from grader.notebook import check as look, picture\nlook("work", exercise="x"); picture()',
    "from grader.notebook import (\n    check,\n    course,\n)\ncourse('https://x/y.zip')",
    'import grader.notebook as gn\ngn.check("work")',
    'import grader.notebook\ngrader.notebook.check("work")',
    'from grader import notebook\nnotebook.check("work")',
    'from grader.notebook import *\ncheck("work")',
    "def work():\n    from grader.notebook import check\n    return check('work')\nwork()",
]


@pytest.mark.parametrize("cell", CELLS)
def test_it_does_nothing_and_says_nothing(cell: str) -> None:
    """Each spelling of the import is run, and each call gives None."""
    cells = [("cell 1", "def work():\n    return 1"), ("cell 2", cell)]

    loaded = load_module.load("exercise", cells, {})

    assert loaded.failures == []
    assert set(loaded.names()) <= {"work"}


def test_what_it_does_not_have_is_missed_as_in_a_kernel() -> None:
    """A misspelt name is the student's own mistake."""
    loaded = load_module.load("exercise", [("c", "from grader.notebook import chekc")], {})

    assert [failure[3]["type"] for failure in loaded.failures] == ["ImportError"]


def test_it_has_the_names_that_a_kernel_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a notebook may call there is what it may call here."""
    monkeypatch.delitem(sys.modules, shut_door.DOOR)

    there = importlib.import_module(shut_door.DOOR)

    assert sorted(there.__all__) == sorted(shut_door.SHOWN)
