"""A failed check's recorded calls + the part's misconceptions → the one that the student holds.

The calls and their answers are plain data that crossed the border. The reference and its wrong
variants, which are trusted, are called again with copies of the same arguments: the misconception
is the one that returns what the student's code returned, if one alone does.
"""

from __future__ import annotations

import copy
import ctypes
import io
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
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
    """Call a function of ours as the student's was called; return how near the answers are."""
    try:
        answer = function(*copy.deepcopy(call.args), **copy.deepcopy(call.kwargs))
        for tolerance in (_TIGHT, LOOSE):
            if alike(call.answer, answer, tolerance):
                return tolerance
    except Exception:  # a variant may fail in any way: it is then not what the student wrote
        return _APART
    return _APART


def alike(theirs: Any, ours: Any, tolerance: float) -> bool:
    """Compare plain data in its whole structure, of arrays the values alone."""
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
    with silence(), _at_most(seconds):
        yield


@contextmanager
def silence() -> Iterator[None]:
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
    """Raise `OutOfTime` when this thread's CPU time is up: a variant may take as long as it likes.

    Feedback must not depend on what else the machine does, so no time of day counts. A thread looks
    at the clock of this one, whichever it is: a signal would reach the main thread alone.
    """
    thread, clock, over = threading.get_ident(), _cpu_clock(), threading.Event()
    end = clock() + seconds

    def watch() -> None:
        while (left := end - clock()) > 0:  # no thread uses more CPU time than goes by
            if over.wait(max(left, 0.001)):
                return
        if not over.is_set():
            _raise_in(thread, OutOfTime)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        _raise_in(thread, None)  # what it raised too late


def _cpu_clock() -> Callable[[], float]:
    """Return the clock of the CPU time of this thread; where there is none, of this process."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread raise an error before its next step, or none if it has not yet done so."""
    raised = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
