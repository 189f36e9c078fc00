"""Tests of the thread in which checks run, on a border that is warm already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest

from grader.commands.check import Checked
from grader.commands.watch.worker import Worker
from grader.course.model import Course
from grader.errors import GraderError
from grader.judging import WarmJudge
from grader.judging.results import Check, Outcome
from grader.sandbox.interface import Sandbox
from tests.support.fractions import LOOP, RATIONALS

LONG = 300
GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"


class Hears:
    """Keeps what came of wishes, in order."""

    def __init__(self) -> None:
        self.came: Queue = Queue()

    def heard(self, ticket: int, check: Check) -> None:
        """Keep a check."""
        self.came.put((ticket, check))

    def concluded(self, ticket: int, checked: Checked) -> None:
        """Keep all checks."""
        self.came.put((ticket, checked))

    def drawn(self, ticket: int, plotted: object) -> None:
        """Keep a picture."""
        self.came.put((ticket, plotted))

    def failed(self, ticket: int, error: GraderError) -> None:
        """Keep an error."""
        self.came.put((ticket, error))

    def until_the_end(self) -> list[tuple[int, Any]]:
        """Wait for what ends a wish, and give all that came until then."""
        found = [self.came.get(timeout=LONG)]
        while isinstance(found[-1][1], Check):
            found.append(self.came.get(timeout=LONG))
        return found


@pytest.fixture
def hears() -> Hears:
    """Who is told."""
    return Hears()


@pytest.fixture
def worker(mine: Course, hears: Hears, lent_sandbox: Sandbox) -> Iterator[Worker]:
    """A worker that tells what came of wishes at once."""

    def post(function: Callable[..., object], *args: object) -> None:
        function(*args)

    made = Worker(mine, hears, post)
    yield made
    made.close()


def test_checks_are_told_one_by_one_with_the_part_in_hand_first(
    mine: Course, worker: Worker, hears: Hears
) -> None:
    """Then all of them; a second check reads the file anew."""
    mine.stub("rationals").write_text(RATIONALS)
    ticket = worker.check(mine.exercises[0], ADD)
    *each, (last, checked) = hears.until_the_end()

    assert [check.part for _, check in each] == [ADD, GCD, REDUCED]
    assert {number for number, _ in each} | {last} == {ticket}
    assert checked.passed

    mine.stub("rationals").write_text(RATIONALS.replace("def add", "def sum"))
    worker.check(mine.exercises[0], ADD)
    *_, (_, checked) = hears.until_the_end()
    assert [each.outcome for each in checked.results[0].checks_of(ADD)] == [Outcome.FAILED]


def test_the_judge_stays_warm_until_another_exercise_is_checked(
    mine: Course, worker: Worker, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened once for each."""
    opened: list[str] = []
    real = WarmJudge.__enter__

    def enter(judge: WarmJudge) -> WarmJudge:
        opened.append(judge._plan.exercises[0])
        return real(judge)

    monkeypatch.setattr(WarmJudge, "__enter__", enter)
    for exercise in (*mine.exercises[:1] * 3, mine.exercises[1]):
        worker.check(exercise, exercise.parts[0].name)
        hears.until_the_end()

    assert opened == ["rationals", "words"]


def test_a_wish_ends_a_loop_without_an_end(mine: Course, worker: Worker, hears: Hears) -> None:
    """What was under way is heard of no more: its process did not end by itself."""
    mine.stub("rationals").write_text(f"def greatest_common_divisor(p, q):\n{LOOP}")
    worker.check(mine.exercises[0], REDUCED)
    _, check = hears.came.get(timeout=LONG)  # reduced is not defined: the next one loops
    assert check.part == REDUCED
    mine.stub("rationals").write_text(RATIONALS)

    ticket = worker.check(mine.exercises[0], REDUCED)

    came = hears.until_the_end()
    assert {number for number, _ in came} == {ticket}
    assert came[-1][1].passed


def test_what_fails_is_told_and_the_next_wish_is_granted(
    mine: Course, worker: Worker, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the course, a library that is not installed, or an error of ours."""
    suite = mine.exercise_folder("rationals") / "test_visible.py"
    text = suite.read_text()
    suite.write_text("def test(:")
    worker.check(mine.exercises[0], ADD)
    (_, broken), *_ = hears.until_the_end()
    suite.write_text(f"import nosuchlibrary\n{text}")
    worker.check(mine.exercises[0], ADD)
    (_, lacking), *_ = hears.until_the_end()
    suite.write_text(text)
    monkeypatch.setattr(WarmJudge, "judge", lambda *_, **__: 1 / 0)
    worker.check(mine.exercises[0], ADD)
    (_, ours), *_ = hears.until_the_end()
    monkeypatch.undo()
    worker.draw(mine.exercises[0])
    (_, picture), *_ = hears.until_the_end()

    assert lacking.message == "rationals needs nosuchlibrary, which is not installed"
    assert lacking.remedy == "python -m pip install nosuchlibrary"
    assert broken.remedy == "tell your instructor: this is not your mistake"
    assert ours.message.startswith("the grader itself failed: ZeroDivisionError")
    assert picture.message == "there is no picture of rationals"
