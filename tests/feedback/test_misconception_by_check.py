"""Tests of rehearsal: a check is run again on what we trust; what fails alike names the mistake."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.expect import Mismatch, assert_close, assert_holds
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.marks import Marks
from grader.checks.remote import RemoteObject
from grader.checks.suites import CollectedCheck
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import Misconception
from grader.feedback.misconception_by_check import Rehearsal
from grader.sandbox.connection import StudentError
from grader.sandbox.wire import Ref
from tests.support.processes import compute

SEEDS = Seeds(b"secret", "ada", "lines")
REFUSES = "the weights of this line cannot be read from a picture"


class Line:
    """The right one: 2 x + 1."""

    slope, start = 2.0, 1.0

    def at(self, x: Any) -> Any:
        """Give the values at x."""
        return self.slope * np.asarray(x) + self.start


class Flat(Line):
    """Wrong: no start."""

    start = 0.0


class Steep(Line):
    """Wrong: another slope."""

    slope = 3.0


class Refusing(Line):
    """Wrong: it cannot do it at all."""

    def at(self, x: Any) -> Any:
        """Refuse."""
        raise ValueError(REFUSES)


class Short(Line):
    """Wrong, with an exception that anything may raise."""

    def at(self, x: Any) -> Any:
        """Fail."""
        return [][0]


MISCONCEPTIONS = [
    Misconception(each.__name__, "Line", f"it is {each.__name__}", each)
    for each in (Flat, Steep, Refusing, Short)
]


def check(student: Any, rng: np.random.Generator) -> None:
    """The line rises by 2 from 1, at points drawn anew."""
    x = rng.normal(size=6)
    assert_close(student.Line().at(x), 2 * x + 1)


def of_one_value(student: Any) -> None:
    """One value may come about in many ways."""
    assert_close(student.Line().at(3.0), 7.0)


def with_its_own(student: Any, tmp_path: object) -> None:
    """A fixture that is pytest's own."""


def failure(function: Callable[..., None], line: type) -> BaseException:
    """Give what the check raises on a submission with this line, as it comes over the border."""
    with pytest.raises((Mismatch, StudentError)) as caught:
        run(function, line)
    return caught.value


def run(function: Callable[..., None], line: type) -> None:
    """Run a check on trusted code."""
    fixtures = CheckFixtures(
        TrustedSession(module(line)),
        None,
        SEEDS,
        collected(function).id,
        reference=module(),  # type: ignore[arg-type]
    )
    fixtures.start()
    collected(function).item.function(**collected(function).arguments(fixtures))


def module(line: type = Line) -> ModuleType:
    """Give a module that defines the line."""
    made = ModuleType("lines")
    made.Line = line  # type: ignore[attr-defined]
    return made


def collected(function: Callable[..., None]) -> CollectedCheck:
    """Give a check as pytest collects it."""
    name, wanted = function.__name__, list(inspect.signature(function).parameters)
    item: Any = SimpleNamespace(
        function=function, name=name, path="test_hidden.py", fixturenames=wanted
    )
    return CollectedCheck(item, False, Marks("Line", 1.0, False))


def named(
    function: Callable[..., None],
    error: BaseException,
    known: list[Misconception] = MISCONCEPTIONS,
    right: type = Line,
    seconds: float = 5.0,
) -> str:
    """Rehearse."""
    rehearsal = Rehearsal(collected(function), None, SEEDS, module(right))  # type: ignore[arg-type]
    return rehearsal.name_misconception(error, known, seconds)


@pytest.mark.parametrize("wrong", [Flat, Steep, Refusing])
def test_what_fails_alike_is_named(wrong: type) -> None:
    """The same wrong values of the same inputs, or the same exception."""
    assert named(check, failure(check, wrong)) == f"it is {wrong.__name__}"


def test_another_mistake_is_not_named() -> None:
    """Nor are other inputs taken for the same."""
    steeper = type("Steeper", (Line,), {"slope": 4.0})

    assert named(check, failure(check, steeper)) == ""
    with pytest.raises(Mismatch) as other:
        assert_close(Flat().at(np.arange(6.0)), Line().at(np.arange(6.0)))
    assert named(check, other.value) == ""


def test_two_that_fail_alike_are_not_named() -> None:
    """A student would read the wrong one half of the time."""
    twins = [*MISCONCEPTIONS, Misconception("Twin", "Line", "it is a twin", Flat)]

    assert named(check, failure(check, Flat), twins) == ""


def test_a_failure_of_a_common_kind_tells_nothing() -> None:
    """One number, a sentence without a value, an exception that says little, an end."""
    assert named(of_one_value, failure(of_one_value, Flat)) == ""
    assert named(check, failure(check, Short)) == ""
    with pytest.raises(Mismatch) as bare:
        assert_holds(False, "it must rise", got="words")
    assert named(check, bare.value) == ""
    assert named(check, KeyboardInterrupt()) == ""
    assert named(check, failure(check, Flat), []) == ""


@pytest.mark.parametrize(
    "got",
    [
        [2**1024 - 1, 1, 2, 3, 4],
        [2**1024 - 1, 1.5, 2.5, 3.5, 4.5],
        ["x" * 50, *range(5)],
        [[1, 2], [3]],
        RemoteObject(None, Ref(1, "Net")),  # type: ignore[arg-type]
        [RemoteObject(None, Ref(1, "Net"))] * 5,  # type: ignore[arg-type]
        torch.ones(5, dtype=torch.bfloat16),
        np.array([1, None, 3, 4, 5], dtype=object),
        np.arange(5) * 1j,
    ],
    ids=[
        "an integer beyond floats",
        "one among floats",
        "a text",
        "rows of two lengths",
        "a handle",
        "five handles",
        "bfloat16",
        "objects",
        "complex",
    ],
)
def test_whatever_a_stranger_gave_is_no_trouble(got: object) -> None:
    """A value that is no row of floats tells nothing; nor does it stop the grader."""
    assert named(check, Mismatch("off", got=got)) == ""


def test_a_check_that_the_reference_fails_tells_nothing() -> None:
    """Then it is no mistake of the student's that shows."""
    assert named(check, failure(check, Flat), right=Steep) == ""


def test_a_check_with_fixtures_of_its_own_is_not_rehearsed() -> None:
    """Only pytest could run it."""
    assert named(with_its_own, failure(check, Flat)) == ""


def test_what_takes_long_is_not_rehearsed() -> None:
    """A training for each misconception would cost more than the grade."""

    def slow(student: Any, rng: np.random.Generator) -> None:
        """Take a moment, then check."""
        compute(0.05)
        check(student, rng)

    error = failure(slow, Flat)

    assert named(slow, error, seconds=10.0) == "it is Flat"
    assert named(slow, error, seconds=0.1) == ""
    assert named(slow, error, seconds=0.01) == ""
