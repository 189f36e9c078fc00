"""Tests of misconceptions by calls: which one a student's answers show, and when none is named."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.remote import RemoteObject
from grader.checks.size_limits import MOST_ELEMENTS
from grader.course.misconceptions import Misconception
from grader.feedback.misconception_by_calls import OutOfTime, briefly, name_misconception
from grader.sandbox.session import Call
from grader.sandbox.wire import Ref
from tests.support.processes import compute

X = np.array([[1.0, 2.5], [0.3, 4.0], [7.0, 1.5]])


def mean(x: Any) -> Any:
    """The right one."""
    return np.mean(x, axis=0)


def total(x: Any) -> Any:
    """A wrong one."""
    return np.sum(x, axis=0)


def across(x: Any) -> Any:
    """Another wrong one."""
    return np.mean(x, axis=1)


def held(*variants: Callable[..., Any]) -> list[Misconception]:
    """Give misconceptions whose sentences are the variants' names."""
    return [
        Misconception(each.__name__, "mean", f"you hold {each.__name__}", each) for each in variants
    ]


def named(answer: Any, *variants: Callable[..., Any], x: Any = X, **more: Any) -> str:
    """Name the misconception of one call."""
    return name_misconception([Call("mean", (x,), {}, answer)], held(*variants), mean, **more)


@pytest.mark.parametrize(
    "answer",
    [total(X), total(X).tolist(), tuple(total(X)), torch.tensor(total(X)), total(X).astype("f4")],
    ids=["array", "list", "tuple", "tensor", "float32"],
)
def test_the_one_that_gives_the_students_value(answer: Any) -> None:
    """Whatever kind of array came back, its values tell."""
    assert named(answer, across, total) == "you hold total"


@pytest.mark.parametrize(
    "answer",
    [mean(X), mean(X) * (1 + 1e-7), total(X) + 0.01, total(X)[None], None, "text", [[1], [2, 3]]],
    ids=["right", "right in float32", "another", "another shape", "None", "text", "ragged"],
)
def test_none_that_gives_it(answer: Any) -> None:
    """A right answer holds no misconception, and neither does a wrong one that none gives."""
    assert named(answer, across, total) == ""


def test_two_that_give_it() -> None:
    """Where two sentences fit, neither is said; where both say the same, it is."""

    def added(x: Any) -> Any:
        return x.sum(0)

    assert named(total(X), total, added) == ""
    twice = [each for each in held(total) for _ in range(2)]
    assert name_misconception([Call("mean", (X,), {}, total(X))], twice, mean) == twice[0].sentence


def test_the_nearer_of_two() -> None:
    """A variant that gives the very value beats one that is near it."""

    def nearly(x: Any) -> Any:
        return total(x) * (1 + 1e-6)

    assert named(total(X), nearly, total) == "you hold total"


def test_a_right_answer_in_float32_is_no_variants() -> None:
    """As near to the right value as to a variant's, it is the right one."""

    def hardly_wrong(x: Any) -> Any:
        return mean(x) * (1 + 1e-6)

    assert named(mean(X).astype(np.float32), hardly_wrong) == ""
    assert named(mean(X) * (1 + 1e-6), hardly_wrong) == "you hold hardly_wrong"


def test_every_call_must_fit() -> None:
    """One row is its own sum: only the second call decides, and a third that differs forbids."""
    calls = [Call("mean", (X[:1],), {}, X[0]), Call("mean", (), {"x": X}, total(X))]

    assert name_misconception(calls, held(total), mean) == "you hold total"
    assert name_misconception(calls[:1], held(total), mean) == ""
    other = Call("mean", (X,), {}, across(X))
    assert name_misconception([*calls, other], held(total), mean) == ""
    assert name_misconception([], held(total), mean) == ""


def test_structures_are_compared_as_a_whole() -> None:
    """Tuples, dictionaries and rows of several lengths, to their last value."""

    def parts(x: Any) -> Any:
        return x, {"sum": x.sum(), "rows": [x, x[0]], "word": "a", "none": None}

    answer = [X.tolist(), {"sum": X.sum(), "rows": (X, X[0]), "word": "a", "none": None}]

    assert named(answer, parts) == "you hold parts"
    for place, other in (("word", "b"), ("rows", (X, X[1])), ("none", 0.0)):
        assert named([X, {**answer[1], place: other}], parts) == ""
    assert named([X, {**answer[1], "more": 1}], parts) == ""


def test_nan_is_a_value_as_well() -> None:
    """Who overflows as a variant does holds it."""

    def overflowing(x: Any) -> Any:
        return np.exp(x * 1e4) / np.exp(x * 1e4)

    assert named(np.full((3, 2), np.nan), overflowing) == "you hold overflowing"


def test_arguments_stay_as_they_were() -> None:
    """A variant that works in place harms neither the call nor the next variant."""

    def in_place(x: Any) -> Any:
        x *= 2
        return x.sum(axis=0)

    kept = X.copy()
    assert named(total(X), in_place, total, x=kept) == "you hold total"
    assert np.array_equal(kept, X)


def test_a_variant_that_fails_is_no_match(capsys: pytest.CaptureFixture[str]) -> None:
    """What it raises, prints and warns of reaches nobody."""

    def broken(x: Any) -> Any:
        print("printed")
        print("told", file=sys.stderr)
        warnings.warn("warned", stacklevel=1)
        raise KeyError(x)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert named(total(X), broken, total) == "you hold total"
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "thing",
    [
        RemoteObject(None, Ref(1, "Generator")),
        iter([1]),
        [{"a": print}],
        np.zeros(MOST_ELEMENTS + 1),
    ],  # type: ignore[arg-type]
    ids=["handle", "iterator", "function", "too much"],
)
def test_what_is_no_plain_data_is_not_replayed(thing: Any) -> None:
    """Handles, iterators, functions, and more than is bounded: nothing of ours is called."""

    def called(*_: Any) -> Any:
        seen.append(1)

    seen: list[int] = []
    for call in (Call("mean", (thing,), {}, 1.0), Call("mean", (X,), {}, thing)):
        assert name_misconception([call], held(called), called) == ""
    assert seen == []


def endless(x: Any) -> Any:
    """Take longer than anybody waits."""
    compute(20)


def in_a_thread(work: Callable[[], str]) -> str:
    """Give what some work gives in a thread of its own."""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("where", [lambda work: work(), in_a_thread], ids=["here", "in a thread"])
def test_the_time_is_bounded(where: Callable[[Callable[[], str]], str]) -> None:
    """A variant that does not end is left, in whichever thread it runs, and no watcher stays."""
    threads = threading.active_count()
    start = time.process_time()

    assert where(lambda: named(total(X), endless, total, seconds=0.2)) == ""

    assert time.process_time() - start < 15  # of the 20 s that it would take
    assert threading.active_count() == threads
    assert where(lambda: named(total(X), total)) == "you hold total"


def test_what_ends_as_its_time_is_up_raises_nothing_later() -> None:
    """The clock stops with the work: an error that comes too late comes to nobody."""
    for _ in range(200):
        with contextlib.suppress(OutOfTime), briefly(0.0005):
            compute(0.0005)
        sum(range(100))


def test_a_busy_machine_costs_no_sentence() -> None:
    """What waits for others uses no time of its own: the feedback is the same at any load."""

    def waiting(x: Any) -> Any:
        time.sleep(0.3)
        return total(x)

    waiting.__name__ = "total"
    assert named(total(X), waiting, seconds=0.1) == "you hold total"


def test_what_takes_long_is_not_tried() -> None:
    """Where the reference itself takes long, its variants are not called: they are many."""

    def slow(x: Any) -> Any:
        compute(0.05)
        return mean(x)

    def called(x: Any) -> Any:
        seen.append(x)

    seen: list[Any] = []
    calls = [Call("mean", (X,), {}, total(X))]

    assert name_misconception(calls, held(called) * 10, slow, 0.3) == ""
    assert seen == []
