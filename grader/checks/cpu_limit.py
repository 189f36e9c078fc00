"""Code of ours that may never end → run until its CPU time is up; and nothing of it kept."""

from __future__ import annotations

import ctypes
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

_STEPS = 100
"""Of Python's own: more than enough for an error of another thread to arrive."""


class OutOfTime(BaseException):
    """It takes too long; no handler of a check or a variant is meant to catch it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` when this thread's CPU time is up, at the next step of Python's own.

    No time of day counts: what comes of it must not depend on what else the machine does. A thread
    looks at the clock of this one, whichever it is: a signal would reach the main thread alone.
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
        for _ in range(2):  # what was raised too late arrives in the first round
            try:
                over.set()
                watcher.join()
                for _ in range(_STEPS):
                    pass
            except OutOfTime:
                continue


def _cpu_clock() -> Callable[[], float]:
    """Return the clock of the CPU time of this thread; where there is none, of this process."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """Let a thread raise an error before its next step.

    It cannot be taken back: Python 3.11 would go on to look for an error that is not there, at each
    step, and under a tracer such as a debugger for ever.
    """
    raised = ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


def let_go(error: BaseException | None) -> None:
    """Drop what the frames of an error that was handled, and of those behind it, still hold."""
    behind: list[BaseException | None] = [error]
    seen: set[int] = set()
    while behind:
        each = behind.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        traceback.clear_frames(each.__traceback__)
        each.__traceback__ = None
        behind += [each.__cause__, each.__context__]
