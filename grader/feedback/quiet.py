"""Code of ours that may print, warn or never end → run unheard, and for a bounded time."""

from __future__ import annotations

import ctypes
import io
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial

import numpy as np


class OutOfTime(BaseException):
    """It takes too long; no handler of a variant is meant to catch it."""


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
