"""Tests of performances: what was done in a check is compared as a whole, and is never too much."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.expect import Mismatch
from grader.checks.remote import RemoteObject
from grader.checks.size_limits import MOST_ELEMENTS
from grader.feedback.performance import (
    APART,
    LOOSE,
    TIGHT,
    Performance,
    alike,
    fails_alike,
    nearness,
    performance,
)
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.session import Call
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import Ref

X = np.array([[1.0, 2.5], [0.3, 4.0]])


def did(*answers: Any, error: BaseException | None = None, name: str = "f") -> Performance:
    """Give what a part did that gave these answers."""
    done = performance([Call(name, (), {}, answer) for answer in answers], error)
    assert done is not None
    return done


@pytest.mark.parametrize(
    "other", [X.tolist(), tuple(X), torch.tensor(X)], ids=["list", "tuple", "tensor"]
)
def test_the_same_values_in_another_dress(other: Any) -> None:
    """Lists, arrays and tensors are the same answer."""
    assert nearness(did(X), did(other)) == TIGHT


def test_float32_is_near() -> None:
    """So is another order of sums; another value, another shape and another word are not."""
    assert nearness(did(X), did(X.astype("f4") * (1 + 1e-7))) == LOOSE
    for other in (X * 1.001, X.T, X[0], None, "text", [[1.0, 2.5], [0.3]]):
        assert nearness(did(X), did(other)) == APART


def test_structures_are_compared_as_a_whole() -> None:
    """Tuples, dictionaries and rows of several lengths, to their last value."""
    answer = [X, {"sum": X.sum(), "rows": [X, X[0]], "word": "a", "none": None}]

    assert alike(answer, (X.tolist(), {**answer[1], "rows": (X, X[0])}), TIGHT)
    for place, other in (("word", "b"), ("rows", (X, X[1])), ("none", 0.0), ("more", 1)):
        assert not alike(answer, [X, {**answer[1], place: other}], TIGHT)


def test_nan_is_a_value_as_well() -> None:
    """Who overflows in the same way gives the same."""
    assert nearness(did([np.nan, 1.0]), did(np.array([np.nan, 1.0]))) == TIGHT
    assert nearness(did([np.nan, 1.0]), did([1.0, np.nan])) == APART


def test_every_answer_counts() -> None:
    """One that is missing, or given to another call, is another answer."""
    assert nearness(did(1.0, 2.0), did(1.0, 2.0)) == TIGHT
    assert nearness(did(1.0, 2.0), did(1.0)) == APART
    assert nearness(did(1.0), did(1.0, 2.0)) == APART
    assert nearness(did(1.0, name="f"), did(1.0, name="g")) == APART


def test_a_check_that_failed_earlier_may_go_on() -> None:
    """What the student's code was not asked any more decides nothing."""
    assert nearness(did(1.0, error=Mismatch("off")), did(1.0, 2.0)) == TIGHT


def test_an_objects_class_may_have_another_name() -> None:
    """A wrong variant of a class has a name of its own; its methods have theirs."""
    assert nearness(did(1.0, name="Net().step"), did(1.0, name="Wrong().step")) == TIGHT
    assert nearness(did(1.0, name="Net().step"), did(1.0, name="Net().stop")) == APART


def test_what_stays_far_is_not_asked() -> None:
    """A handle has every attribute: it is as good as any other handle, and tells nothing."""
    handle = RemoteObject(None, Ref(1, "Net"))  # type: ignore[arg-type]
    far = did([handle, 1], error=Mismatch("off", got=handle))

    assert nearness(far, did(iter([1]))) == TIGHT
    assert nearness(far, did(1.0)) == APART
    assert not far.is_told_by_answers
    assert did(1.0, error=Mismatch("off")).is_told_by_answers
    for done in (did(1.0), did(error=Mismatch("off")), did(1.0, error=StudentError("E", "", []))):
        assert not done.is_told_by_answers


def test_failures_are_alike_in_words_and_value() -> None:
    """The same exception, or the same sentence over the same value."""
    off = did(error=Mismatch("off", got=X)).failure

    assert fails_alike(off, did(error=Mismatch("off", got=X.tolist())).failure)
    assert fails_alike(None, None)
    for error in (Mismatch("off", got=X.T), Mismatch("of", got=X), StudentError("E", "off", [])):
        assert not fails_alike(off, did(error=error).failure)
    raised = did(error=StudentError("E", "no", [])).failure
    assert fails_alike(raised, did(error=StudentError("E", "no", [])).failure)
    assert not fails_alike(raised, None)


@pytest.mark.parametrize(
    "got",
    [
        [2**1024 - 1, 1, 2, 3, 4],
        ["x" * 50, *range(5)],
        [[1, 2], [3]],
        torch.ones(5, dtype=torch.bfloat16),
        np.array([1, None, 3, 4, 5], dtype=object),
        np.arange(5) * 1j,
    ],
    ids=["beyond floats", "a text", "two lengths", "bfloat16", "objects", "complex"],
)
def test_whatever_a_stranger_gave_is_no_trouble(got: object) -> None:
    """A value that is no row of floats is like itself at most; nothing is raised."""
    assert nearness(did(got), did(X)) == APART


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ([Call("f", (), {}, np.zeros(10 * MOST_ELEMENTS + 1))], None),
        ([Call("f", (), {}, "x" * MOST_ELEMENTS)] * 11, None),
        ([], Mismatch("off", got=np.zeros(MOST_ELEMENTS + 1))),
        ([], GuestEnded(Verdict.TIME_LIMIT)),
        ([], TypeError("the check broke over it")),
    ],
    ids=["one answer", "all answers", "what is off", "an end", "a broken check"],
)
def test_what_cannot_be_compared(calls: list[Call], error: BaseException | None) -> None:
    """Too much, an end of the process, and what the check could not use."""
    assert performance(calls, error) is None
