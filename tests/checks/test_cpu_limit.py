"""Tests of cpu_limit: what its time is up for is broken off, and what an error held is free."""

from __future__ import annotations

import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

from grader.checks.cpu_limit import OutOfTime, at_most, let_go
from tests.support.processes import compute

ROOT = Path(__file__).parents[2]


def test_what_takes_too_long_is_broken_off() -> None:
    """Whatever it catches itself."""
    start = time.process_time()

    with pytest.raises(OutOfTime), at_most(0.1):
        try:
            compute(20)
        except Exception:
            compute(20)

    assert time.process_time() - start < 15


def test_what_waits_takes_no_time() -> None:
    """Only this thread's own computing counts."""
    with at_most(0.1):
        time.sleep(0.3)


@pytest.mark.parametrize("seconds", [60, 0])
def test_python_runs_on_undisturbed(seconds: float) -> None:
    """Under a tracer, too, as a debugger and coverage are: no error is left to be looked for."""
    program = f"""
import sys
from grader.checks.cpu_limit import OutOfTime, at_most
for _ in range(50):
    try:
        with at_most({seconds}):
            sum(range(10))
    except OutOfTime:
        pass
def traced(): return 1
sys.settrace(lambda *_: None)
print(traced())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=120, text=True
    )

    assert (done.stdout, done.stderr) == ("1\n", "")


class Large(np.ndarray):
    """An array of which it can be seen whether somebody holds it."""


def failed(large: Large, *, again: bool) -> Exception:
    """Return an error whose frames, and the frames of the one behind it, hold an array."""
    try:
        held, error = large, ValueError("wrong")
        if again:
            raise KeyError(held.shape) from error
        raise error
    except (KeyError, ValueError) as raised:
        kept = raised
    return kept


@pytest.mark.parametrize("again", [False, True])
def test_an_error_that_was_let_go_holds_nothing(again: bool) -> None:
    """Not even where it stands in a frame of its own, so that only a collection would free it."""
    large = np.zeros(8).view(Large)
    watched = weakref.ref(large)
    error = failed(large, again=again)
    del large
    assert watched() is not None

    let_go(error)

    assert watched() is None
    assert error.__traceback__ is None


def test_errors_in_a_circle_are_let_go() -> None:
    """Each is looked at once."""
    one, two = ValueError("one"), ValueError("two")
    one.__context__, two.__context__ = two, one

    let_go(one)

    assert two.__traceback__ is None
