"""Trainings must train: whoever gives what was found elsewhere earns nothing of the part."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from grader.course.model import load_course
from grader.judging import Result
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.submission import Cell, Submission, Work

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
CHEATS = sorted((ROOT / "tests" / "validity" / "cheats").glob("*/*.py"))
OF_A_LIBRARY = "library_"
Judge = Callable[[Path], Result]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """Judge a cheat in the place of the reference's own training; each exercise has a sandbox."""
    with ExitStack() as stack:

        @cache
        def judge_of(name: str) -> WarmJudge:
            sources = [_source(path) for path in CHEATS if path.parent.name == name]
            plan = JudgingPlan.of(COURSE, [COURSE.exercise(name)], sources)
            return stack.enter_context(WarmJudge(plan))

        def judge(path: Path) -> Result:
            name = path.parent.name
            work = Work(name, f"{name}.py", (Cell(f"{name}.py", _source(path)),))
            (result,) = judge_of(name).judge(Submission("mallory", (work,)))
            return result

        yield judge


def _source(path: Path) -> str:
    """Give the reference, and after it what takes the place of its training."""
    return COURSE.reference(path.parent.name).read_text() + "\n\n" + path.read_text()


def _part(path: Path) -> str:
    """Name the part that a cheat is in the place of: its docstring begins with it."""
    said = ast.get_docstring(ast.parse(path.read_text())) or ""
    part = said.partition(":")[0]
    assert COURSE.exercise(path.parent.name).part(part).trains
    return part


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [each for each in CHEATS if not each.stem.startswith(OF_A_LIBRARY)], ids=_id
)
def test_a_training_that_does_not_train_earns_nothing(judge: Judge, path: Path) -> None:
    """Neither constants nor a closed formula nor what was learnt at home is a training."""
    result, part = judge(path), _part(path)

    (score,) = [each for each in result.parts if each.part == part]
    passed = [check.id for check in result.checks_of(part) if check.outcome == "passed"]
    assert score.score == 0, passed


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [each for each in CHEATS if each.stem.startswith(OF_A_LIBRARY)], ids=_id
)
def test_a_library_in_place_of_the_training_is_flagged(judge: Judge, path: Path) -> None:
    """What a library has learnt has learnt: it loses no point, and a person is shown the line."""
    result, part = judge(path), _part(path)

    said = [flag.what for flag in result.flags if flag.part == part]
    assert any("is to be written without" in what for what in said)


def test_every_training_has_a_cheat() -> None:
    """A part that trains is in the folder, so that its suite has met somebody who does not."""
    cheated = {(path.parent.name, _part(path)) for path in CHEATS}

    parts = {
        (each.name, part.name) for each in COURSE.exercises for part in each.parts if part.trains
    }
    assert cheated == parts
