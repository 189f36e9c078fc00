"""Tests of misconceptions by values: close answers have close numbers, and few name a mistake."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks import Mismatch
from grader.feedback.performance import performance
from grader.feedback.recorded_misconception import (
    MISCONCEPTIONS_FILE,
    RecordedMisconception,
    Trace,
    name_recorded,
    number_of,
    read_recorded,
    recorded_text,
)
from grader.sandbox.connection import StudentError
from grader.sandbox.session import Call

W, SMALL = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([2e-7, 5e-8])
NEAR = 5e-5


def call(answer: Any) -> Call:
    """Give a call that was answered so."""
    return Call("step", (1,), {}, answer)


def seen(error: BaseException, calls: list[Call]) -> Trace:
    """Give the trace of a check that ended so."""
    return Trace.of(performance(calls, error))


def off(got: Any, problem: str = "it is off") -> Mismatch:
    """Give what a check raises."""
    return Mismatch(problem, got=got)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((W, SMALL), [W.tolist(), SMALL.tolist()]),
        (W, torch.from_numpy(W)),
        (W, W.astype(np.float32) * np.float32(1 + 1e-6)),
        ({"w": W, "b": None}, {"w": W, "b": None}),
        ([0.1 + 0.2, True], [0.3, 1]),
        ([np.nan, np.inf, 1.0], [np.nan, np.inf, 1.0]),
        ([], ()),
    ],
)
def test_the_same_answer_in_another_dress(one: Any, other: Any) -> None:
    """Lists, tuples, tensors, float32: what counts are the values and where they stand."""
    assert abs(number_of(one) - number_of(other)) < NEAR


@pytest.mark.parametrize(
    "other",
    [
        (SMALL, W), (W.T, SMALL), (-W, SMALL), (W, 1.01 * SMALL), (W + 0.01, SMALL),
        (W[:1], SMALL), (W.ravel(), SMALL), [W], (W, SMALL, SMALL), (W, None), {"w": W}, "W", None,
        (np.where(W > 2, np.nan, W), SMALL), (np.where(W > 2, np.inf, W), SMALL),
        (np.where(W > 2, -np.inf, W), SMALL), 0 * W,
    ],
)  # fmt: skip
def test_another_answer_has_another_number(other: Any) -> None:
    """In value, place, sign, shape or kind, or by a hundredth where all is a millionth."""
    assert abs(number_of((W, SMALL)) - number_of(other)) > NEAR


def test_answers_cannot_be_read_from_a_number() -> None:
    """Others have the same one: with another first value, and some second one for it."""
    number = number_of([1.0, 1.0, -1.5])

    low, high = -1.5, 1.5  # the last one is the largest, or as large
    steep = [number_of([0.5, x, -1.5]) for x in np.linspace(low, high, 1001)]
    assert min(steep) < number < max(steep)


def test_a_trace_tells_what_a_check_saw() -> None:
    """Its answers and its words: both belong to what must be the same."""
    trace = seen(off(2.0), [call(W), call([1.0])])

    assert trace == seen(off(2.0), [call(W.tolist()), call(np.array([1.0]))])
    assert trace.number != seen(off(2.0), [call(W)]).number
    assert trace.number != seen(off(3.0), [call(W), call([1.0])]).number
    assert trace.number != seen(off(2.0, "b is off"), [call(W), call([1.0])]).number
    assert trace.values == {-2.0, 0.5, 1.0, 3.0}


def test_what_stays_on_the_far_side_is_not_looked_at() -> None:
    """A network among the answers: what the check compared must then be specific by itself."""

    class Handle:
        far_ref, kind = 1, "generator"

        def __iter__(self) -> Any:
            raise AssertionError("the far side was asked")

    few, many = (seen(off(got), [call(Handle())]) for got in (W[0], W))

    assert (few.specific, many.specific) == (False, True)
    assert number_of([Handle(), 1]) is not None
    assert not seen(off(Handle()), []).specific


def test_errors_and_ends() -> None:
    """An exception tells by a message that is long enough; an end of the process tells nothing."""
    long = StudentError(
        "ValueError", "shapes (2,3) and (2,) not aligned: 3 (dim 1) != 2 (dim 0)", []
    )
    short = StudentError("IndexError", "list index out of range", [])

    assert seen(long, []).specific
    assert not seen(short, [call(W)]).specific and not seen(short, [call(W)]).values
    assert seen(long, []).number != seen(short, []).number
    assert seen(AssertionError("no"), [call(W)]) == Trace()


A, B = "visible::test_a", "visible::test_b"
TRACE, OTHER = seen(off(W), [call(W)]), seen(off(-W), [call(-W)])
FEW = frozenset({0.0, 1.0, -1.0})
RECORD = [
    RecordedMisconception("step", "the sign is turned", {A: OTHER.number}),
    RecordedMisconception("step", "nothing moves", {A: TRACE.number, B: TRACE.number}),
    RecordedMisconception("step", "it never ends", {A: None, B: None}),
]


@pytest.mark.parametrize(
    ("failed", "passed", "sentence"),
    [
        ({A: OTHER}, {B}, "the sign is turned"),
        ({A: OTHER}, set(), "the sign is turned"),  # B was not judged
        ({A: TRACE, B: TRACE}, set(), "nothing moves"),
        ({A: TRACE}, set(), "nothing moves"),
        ({A: TRACE}, {B}, ""),  # who holds it fails B as well
        ({A: OTHER, B: TRACE}, set(), ""),  # who holds it passes B
        ({A: TRACE, B: OTHER}, set(), ""),
        ({A: Trace(), B: Trace()}, set(), ""),  # nothing was seen
        ({A: Trace(OTHER.number, FEW)}, {B}, ""),  # little was
        ({A: Trace(OTHER.number, specific=True)}, {B}, "the sign is turned"),
        ({}, {A, B}, ""),
    ],
)
def test_all_of_a_parts_checks_must_fit(failed: Any, passed: Any, sentence: str) -> None:
    """Those that it passes, too: a misconception explains a whole part, or is not named."""
    assert name_recorded(RECORD, failed, passed) == sentence


def test_of_two_that_fit_none_is_named() -> None:
    """But one that is recorded twice is one."""
    twin = RecordedMisconception("step", "η is forgotten", RECORD[0].fails)

    assert name_recorded([*RECORD, twin], {A: OTHER}, {B}) == ""
    assert name_recorded([*RECORD, RECORD[0]], {A: OTHER}, {B}) == "the sign is turned"


def test_float32_and_a_bystander() -> None:
    """A number that is as near as rounding is the same; one that is none is not."""
    near = Trace(OTHER.number and OTHER.number + NEAR / 2, OTHER.values)

    assert name_recorded(RECORD, {A: near}, {B}) == "the sign is turned"
    assert name_recorded(RECORD, {A: Trace(math.nan, OTHER.values)}, {B}) == ""


def test_a_file_and_back(tmp_path: Path) -> None:
    """Sentences, checks and numbers: nothing else is in it."""
    (tmp_path / MISCONCEPTIONS_FILE).write_bytes(recorded_text({"walk": RECORD}))

    assert read_recorded(tmp_path) == {"walk": RECORD}
    (first, *_) = json.loads((tmp_path / MISCONCEPTIONS_FILE).read_text(encoding="utf-8"))["walk"]
    assert first == {"part": "step", "sentence": "the sign is turned", "fails": {A: OTHER.number}}


@pytest.mark.parametrize("text", [None, "", "[]", '{"walk": 5}', '{"walk": [{"part": 1}]}', "\xff"])
def test_no_file_or_a_broken_one(tmp_path: Path, text: str | None) -> None:
    """A handout of long ago, or somebody's own words: nothing is recorded."""
    if text is not None:
        (tmp_path / MISCONCEPTIONS_FILE).write_text(text, encoding="latin-1")

    assert read_recorded(tmp_path) == {}
