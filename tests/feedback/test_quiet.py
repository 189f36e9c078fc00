"""Tests of quiet: code of ours is heard by nobody, and does not run for ever."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import warnings
from collections.abc import Callable

import pytest

from grader.checks.cpu_limit import OutOfTime
from grader.feedback.quiet import briefly
from tests.support.processes import compute


def endless() -> bool:
    """Take longer than anybody waits; say whether it came to its end."""
    try:
        with briefly(0.2):
            compute(20)
    except OutOfTime:
        return False
    return True


def in_a_thread(work: Callable[[], bool]) -> bool:
    """Give what some work gives in a thread of its own."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("where", [lambda work: work(), in_a_thread], ids=["here", "in a thread"])
def test_the_time_is_bounded(where: Callable[[Callable[[], bool]], bool]) -> None:
    """What does not end is left, in whichever thread it runs, and no watcher stays."""
    threads = threading.active_count()
    start = time.process_time()

    assert not where(endless)

    assert time.process_time() - start < 15  # of the 20 s that it would take
    assert threading.active_count() == threads


def test_what_ends_as_its_time_is_up_raises_nothing_later() -> None:
    """The clock stops with the work: an error that comes too late comes to nobody."""
    for _ in range(200):
        with contextlib.suppress(OutOfTime), briefly(0.0005):
            compute(0.0005)
        sum(range(100))


def test_a_busy_machine_costs_nothing() -> None:
    """What waits for others uses no time of its own."""
    with briefly(0.1):
        time.sleep(0.3)


def test_nobody_hears_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither what it prints, nor what it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with briefly(5):
            print("printed")
            print("told", file=sys.stderr)
            warnings.warn("warned", stacklevel=1)

    assert capsys.readouterr() == ("", "")
