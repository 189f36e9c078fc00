"""A failed check's recorded calls + the part's misconceptions → the one that the student holds.

In go calls with the student's answers, plain data that crossed the border, and trusted functions:
the reference and its wrong variants. They are called again with copies of the same arguments; out
comes the misconception that gives what the student's code gave, if one alone does.
"""

from __future__ import annotations

import copy
import io
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import numpy as np

from grader.checks.expect import Mismatch, all_close, as_floats
from grader.checks.size_limits import MOST_ELEMENTS, elements
from grader.course.misconceptions import Misconception
from grader.sandbox.session import Call

SECONDS = 0.5  # of CPU time, what naming one failure's misconception may take
_TIGHT, LOOSE = 1e-9, 1e-5  # float64 written in the same way; float32, or another order of sums
_APART = float("inf")


class OutOfTime(BaseException):
    """The replay takes too long; no handler of a variant is meant to catch it."""


def name_misconception(
    calls: Sequence[Call],
    misconceptions: Sequence[Misconception],
    right: Callable[..., Any],
    seconds: float = SECONDS,
) -> str:
    """Return the sentence of the only misconception that answers all calls as the student did.

    There is none where the student's answers are the right ones, where two misconceptions fit,
    and where a call cannot be made on this side.
    """
    if not calls or not misconceptions or not all(map(_is_replayable, calls)):
        return ""
    try:
        with briefly(seconds):
            return _only_match(calls, misconceptions, right, seconds)
    except OutOfTime:
        return ""


def _only_match(
    calls: Sequence[Call],
    misconceptions: Sequence[Misconception],
    right: Callable[..., Any],
    seconds: float,
) -> str:
    start = time.process_time()
    apart = [_distance(call, right) for call in calls]
    a_call = (time.process_time() - start) / len(calls)
    if max(apart) == _TIGHT or a_call * len(misconceptions) > seconds:  # such as a training
        return ""
    first = sorted(range(len(calls)), key=lambda place: -apart[place])
    most_wrong_first = [calls[place] for place in first]
    fits: dict[float, set[str]] = {_TIGHT: set(), LOOSE: set(), _APART: set()}
    for each in misconceptions:
        fits[_farthest(most_wrong_first, each.variant)].add(each.sentence)
    if not fits[_TIGHT] and max(apart) == LOOSE:  # as near to what is right
        return ""
    sentences = fits[_TIGHT] or fits[LOOSE]
    return sentences.pop() if len(sentences) == 1 else ""


def _farthest(calls: Sequence[Call], function: Callable[..., Any]) -> float:
    farthest = _TIGHT
    for call in calls:
        farthest = max(farthest, _distance(call, function))
        if farthest == _APART:
            break
    return farthest


def _distance(call: Call, function: Callable[..., Any]) -> float:
    """Call a function of ours as the student's was called; tell how near the answers are."""
    try:
        answer = function(*copy.deepcopy(call.args), **copy.deepcopy(call.kwargs))
        for tolerance in (_TIGHT, LOOSE):
            if alike(call.answer, answer, tolerance):
                return tolerance
    except Exception:  # a variant may fail in any way: it is then not what the student wrote
        return _APART
    return _APART


def alike(theirs: Any, ours: Any, tolerance: float) -> bool:
    """Compare plain data in its whole structure, whatever kinds of arrays are in it."""
    a, b = numbers(theirs), numbers(ours)
    if a is not None and b is not None:
        return all_close(a, b, rtol=tolerance, of_largest=tolerance, equal_nan=True)
    if isinstance(theirs, dict) and isinstance(ours, dict):
        same = theirs.keys() == ours.keys()
        return same and all(alike(theirs[key], ours[key], tolerance) for key in ours)
    if isinstance(theirs, (list, tuple)) and isinstance(ours, (list, tuple)):
        pairs = zip(theirs, ours, strict=False)
        return len(theirs) == len(ours) and all(alike(*pair, tolerance) for pair in pairs)
    plain = theirs is None or isinstance(theirs, (str, bytes))
    return plain and type(theirs) is type(ours) and theirs == ours


def numbers(value: Any) -> np.ndarray | None:
    """Return plain data as an array of floats, or None if it is not numeric."""
    try:
        return as_floats(value)
    except Mismatch:
        return None


def _is_replayable(call: Call) -> bool:
    """Return whether a call, with its answer, is plain data, and little of it."""
    everything = (call.args, call.kwargs, call.answer)
    return is_plain(everything) and elements(everything) <= MOST_ELEMENTS


def is_plain(value: Any) -> bool:
    """Return whether nothing in a value asks the far side, or runs, when it is looked at."""
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return not (hasattr(value, "far_ref") or hasattr(value, "__next__") or callable(value))


@contextmanager
def briefly(seconds: float) -> Iterator[None]:
    """Run code of ours that may print, warn or take long; raise `OutOfTime` when the time is up."""
    with _silence(), _at_most(seconds):
        yield


@contextmanager
def _silence() -> Iterator[None]:
    """Let wrong variants print and warn to nobody."""
    with (
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` when the CPU time is up: arguments may come from the student's answers.

    Feedback must not depend on what else the machine does, so no time of day counts. Signals are
    the main thread's, and not every system has this one.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
