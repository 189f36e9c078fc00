"""Tests of misconceptions: the one is named that gives all of a part's answers, right ones too."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.checks.expect import assert_close, assert_holds
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.marks import Marks
from grader.checks.suites import CollectedCheck
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import Misconception
from grader.feedback.misconception import Diagnosis, Rehearsal
from grader.feedback.performance import Performance, performance
from tests.support.processes import compute

SEEDS = Seeds(b"secret", "ada", "means")
Function = Callable[..., Any]


def mean(x: Any) -> Any:
    """The right one."""
    return np.mean(x, axis=0)


def total(x: Any) -> Any:
    """Wrong: not divided."""
    return np.sum(x, axis=0)


def flat(x: Any) -> Any:
    """Wrong: over all."""
    return np.atleast_1d(np.mean(x))


def refusing(x: Any) -> Any:
    """Wrong: it cannot do it at all."""
    raise ValueError("the mean of these numbers cannot be read from a picture")


def short(x: Any) -> Any:
    """Wrong, with an exception that anything may raise."""
    return [][0]


def of_many(student: Any, rng: np.random.Generator) -> None:
    """The mean of seven rows."""
    x = rng.normal(size=(7, 3))
    assert_close(student.mean(x), x.sum(axis=0) / 7)


def of_one(student: Any, rng: np.random.Generator) -> None:
    """The mean of one row is the row."""
    x = rng.normal(size=(1, 3))
    assert_close(student.mean(x), x[0])


def of_two(student: Any, rng: np.random.Generator) -> None:
    """The mean of two rows."""
    x = rng.normal(size=(2, 3))
    assert_close(student.mean(x), (x[0] + x[1]) / 2)


def leaves_it(student: Any, guest: Any) -> None:
    """The argument stays as it is."""
    student.mean(np.ones((2, 3)))
    assert_holds(not guest.changed_arguments(), "the argument has changed")


def with_its_own(student: Any, tmp_path: object) -> None:
    """A fixture that is pytest's own."""


def seen(function: Function, *checks: Function) -> list[tuple[CollectedCheck, Performance]]:
    """Give what a function does in these checks."""
    found = []
    for each in checks:
        session, error = TrustedSession(module(function)), None
        check = collected(each)
        fixtures = CheckFixtures(session, None, SEEDS, check.id)  # type: ignore[arg-type]
        fixtures.start()
        try:
            check.item.function(**(check.arguments(fixtures) or {}))
        except Exception as caught:
            error = caught
        done = performance(session.answered("mean"), error)
        assert done is not None
        found.append((check, done))
    return found


def module(function: Function = mean) -> ModuleType:
    """Give a module that defines the function."""
    made = ModuleType("means")
    made.mean = function  # type: ignore[attr-defined]
    return made


def collected(function: Function) -> CollectedCheck:
    """Give a check as pytest collects it."""
    name, wanted = function.__name__, list(inspect.signature(function).parameters)
    item: Any = SimpleNamespace(
        function=function, name=name, path="test_hidden.py", fixturenames=wanted
    )
    return CollectedCheck(item, False, Marks("mean", 1.0, False))


def held(*variants: Function) -> list[Misconception]:
    """Give misconceptions whose sentences are the variants' names."""
    return [
        Misconception(each.__name__, "mean", f"you hold {each.__name__}", each) for each in variants
    ]


def diagnosed(
    function: Function, checks: tuple[Function, ...], *variants: Function, **more: Any
) -> Diagnosis:
    """Say what a function shows in these checks."""
    rehearsal = Rehearsal(None, SEEDS, more.pop("right", module()))  # type: ignore[arg-type]
    mine = more.pop("mine", seen(function, *checks))
    return rehearsal.diagnose(mine, held(*variants), **more)


def named(function: Function, checks: tuple[Function, ...], *variants: Function) -> dict[str, str]:
    """Name what a function holds, by check."""
    return dict(diagnosed(function, checks, *variants).named)


ALL = (of_many, of_one, of_two)


def test_the_one_that_gives_the_same() -> None:
    """The same values for the same inputs; what passes has no name."""
    assert named(total, ALL, flat, total, refusing) == {
        "hidden::of_many": "you hold total",
        "hidden::of_two": "you hold total",
    }
    assert named(refusing, ALL, flat, total, refusing) == dict.fromkeys(
        ["hidden::of_many", "hidden::of_one", "hidden::of_two"], "you hold refusing"
    )
    assert named(mean, ALL, total) == {}


def test_another_mistake_is_not_named() -> None:
    """Nor is one that nobody has thought of."""
    assert named(lambda x: np.max(x, axis=0), ALL, flat, total) == {}


def test_every_answer_must_fit_the_right_ones_too() -> None:
    """Who divides well for two rows does not hold that nothing is divided."""

    def total_of_many(x: Any) -> Any:
        return mean(x) if len(x) == 2 else total(x)

    assert named(total_of_many, (of_many, of_one), total) == {"hidden::of_many": "you hold total"}
    assert named(total_of_many, ALL, total) == {}


def test_two_that_fit_are_not_named() -> None:
    """A student would read the wrong one half of the time; one sentence may stand for both."""

    def added(x: Any) -> Any:
        return sum(x)

    assert named(total, ALL, total, added) == {}
    twice = held(total) * 2
    rehearsal = Rehearsal(None, SEEDS, module())  # type: ignore[arg-type]
    assert len(rehearsal.diagnose(seen(total, *ALL), twice).named) == 2


def test_the_nearer_of_two() -> None:
    """A variant that gives the very value beats one that is near it."""

    def nearly(x: Any) -> Any:
        return total(x) * (1 + 1e-7)

    assert set(named(total, ALL, nearly, total).values()) == {"you hold total"}


def test_what_is_as_near_to_the_right_one_is_not_named() -> None:
    """float32 is no mistake."""

    def hardly_wrong(x: Any) -> Any:
        return mean(x) * (1 + 1e-6)

    def exact(student: Any, rng: np.random.Generator) -> None:
        """As near as can be."""
        x = rng.normal(size=(7, 5))
        assert_close(student.mean(x), mean(x), rtol=1e-12, atol=0)

    def single(x: Any) -> Any:
        return mean(x).astype(np.float32)

    assert named(single, (exact,), hardly_wrong) == {}
    assert named(hardly_wrong, (exact,), hardly_wrong) == {"hidden::exact": "you hold hardly_wrong"}


def test_a_name_never_covers_another_fault() -> None:
    """Who also changes the argument reads that as well: the check that tells it has no name."""

    def total_in_place(x: Any) -> Any:
        answer = total(x)
        x *= 2
        return answer

    assert named(total_in_place, (of_many, leaves_it), total) == {
        "hidden::of_many": "you hold total"
    }


def test_what_many_mistakes_show_is_not_named() -> None:
    """An exception that says little, NaN everywhere, and a sentence over right answers."""
    assert named(short, ALL, short) == {}
    assert named(lambda x: mean(x) * np.nan, ALL, lambda x: mean(x) * np.nan) == {}

    def doubling(x: Any) -> Any:
        answer = mean(x)
        x *= 2
        return answer

    assert named(doubling, (of_many, leaves_it), doubling) == {}


def step(x: Any) -> Any:
    """Right where 0 or 1 is the answer."""
    return np.asarray(x) > 0


def fires(student: Any) -> None:
    """Above 0 is 1."""
    x = np.array([-3.0, 0.5, 0.0, 2.0])
    assert_close(student.mean(x), step(x))


def fires_in_rows(student: Any) -> None:
    """In each row of a matrix, too."""
    x = np.array([[-3.0, 0.5], [0.5, 0.0], [5.0, 6.0]])
    assert_close(student.mean(x), step(x))


@pytest.mark.parametrize(
    ("wrong", "checks", "is_named"),
    [
        (lambda x: np.asarray(x) >= 0, (fires, fires_in_rows), True),
        (lambda x: np.asarray(x) >= 0, (fires,), False),  # one of all is wrong: that may be chance
        (lambda x: 0 * x, (fires, fires_in_rows), False),  # it never fires: so do many
    ],
)
def test_of_few_answers_two_checks_must_tell(
    wrong: Function, checks: tuple[Function, ...], is_named: bool
) -> None:
    """Of a part that answers 0 or 1, and they must not all be the same."""
    found = diagnosed(wrong, checks, wrong, right=module(step)).named

    assert set(found.values()) == ({"you hold <lambda>"} if is_named else set())


def test_sentences_of_two_checks_are_enough() -> None:
    """What stays far has no values: who fails the same checks, and no other, holds it."""

    class Box:
        def __init__(self, x: Any) -> None:
            self.x = x

        def first(self) -> Any:
            return self.x[0]

    class Wrong(Box):
        def first(self) -> Any:
            return self.x[-1]

    def is_first(student: Any) -> None:
        """The first comes first."""
        assert_holds(student.mean([1, 2]).first() == 1, "it is not the first")

    def is_still_first(student: Any) -> None:
        """However many there are."""
        assert_holds(student.mean([1, 2, 3]).first() == 1, "of three it is not the first")

    def of_one(student: Any) -> None:
        """One is the first."""
        assert_holds(student.mean([1]).first() == 1, "of one it is not the first")

    def both(*checks: Function) -> set[str]:
        return set(diagnosed(Wrong, checks, Wrong, right=module(Box)).named.values())

    assert both(is_first, is_still_first, of_one) == {"you hold Wrong"}
    assert both(is_first, of_one) == set()


def test_answers_stand_beside_the_right_ones() -> None:
    """Of each call of the part, whether it was right or not."""
    beside = diagnosed(total, ALL).answers

    assert set(beside) == {"hidden::of_many", "hidden::of_two"}
    for pairs in beside.values():
        assert [np.allclose(each.got, each.right) for each in pairs] == [False, False, True]


def test_an_entry_stands_beside_the_right_entry() -> None:
    """Where a check was about one of two that came back; and of another number, what was right."""

    def both(x: Any) -> Any:
        return mean(x), total(x)

    def of_the_second(student: Any) -> None:
        """The sum is the second."""
        assert_close(student.mean(np.ones((7, 3)))[1], [7.0] * 3)

    def of_a_step(student: Any) -> None:
        """From 1 to the mean."""
        student.mean(np.ones((1, 3)))
        assert_close(student.mean(np.ones((7, 3)))[1] - 1, [6.0] * 3)

    wrong = diagnosed(
        lambda x: (mean(x), mean(x)), (of_the_second, of_a_step), right=module(both)
    ).answers

    assert [each.got.tolist() for each in wrong["hidden::of_the_second"]] == [[1.0] * 3] * 3
    assert [len(each.whole) for each in wrong["hidden::of_the_second"]] == [2] * 3
    assert [len(each.got) for each in wrong["hidden::of_a_step"]] == [2]


def test_a_check_that_the_reference_fails_tells_nothing() -> None:
    """Then it is no mistake of the student's that shows."""
    assert diagnosed(total, ALL, total, right=module(flat)) == Diagnosis()


def test_a_check_with_fixtures_of_its_own_is_not_rehearsed() -> None:
    """Only pytest could run it."""
    mine = [*seen(total, of_many), (collected(with_its_own), Performance(()))]

    assert diagnosed(total, (), total, mine=mine) == Diagnosis()


def test_a_variant_that_never_ends_is_left() -> None:
    """It is the course's mistake, and costs the name."""

    def endless(x: Any) -> Any:
        compute(20)

    assert diagnosed(total, ALL, endless, total, seconds=0.5) == Diagnosis()


def test_naming_is_bounded_by_work_and_not_by_time() -> None:
    """A process that is cold, and takes a second for what it imports, names the same."""

    def cold(x: Any) -> Any:
        compute(1.0)
        return mean(x)

    found = diagnosed(total, ALL, total, right=module(cold)).named

    assert found == diagnosed(total, ALL, total).named
    assert found
