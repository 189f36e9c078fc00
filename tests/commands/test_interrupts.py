"""Tests of stopping: what is interrupted is closed in order, or ended in time, with last words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from grader.commands.interrupts import PATIENCE_S, Tally, stoppable

OPENING = """
import signal, sys, time
from grader.commands import interrupts
from grader.commands.interrupts import stoppable
"""
CLOSING = """
interrupts.PATIENCE_S = 300  # what is closed in order is not in a hurry here
with stoppable(lambda: "the last words"):
    try:
        print("ready", flush=True)
        time.sleep(1000)
    finally:
        print("closing", flush=True)
        sys.stdin.readline()
        print("closed", flush=True)
print("went on", flush=True)
"""
SWALLOWING = """
with stoppable(lambda: "the last words"):
    while True:
        try:
            print("ready", flush=True)
            time.sleep(1000)
        except KeyboardInterrupt:
            print("never mind", flush=True)
"""
FAILING = """
with stoppable(lambda: "the last words"):
    try:
        print("ready", flush=True)
        time.sleep(1000)
    except KeyboardInterrupt:
        raise ValueError("the library broke")
"""
EXECUTING = """
with stoppable(lambda: "the last words"):
    exec("print('ready', flush=True); time.sleep(1000)")
"""


def start(script: str, opening: str = OPENING) -> subprocess.Popen[str]:
    """Start a script, up to where it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", opening + script], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("again", [signal.SIGINT, signal.SIGTERM])
def test_what_is_open_is_closed_though_it_is_pressed_again(
    number: int, code: int, again: int
) -> None:
    """The first signal is the one that counts; nothing after the block is done."""
    process = start(CLOSING)

    os.kill(process.pid, number)
    assert process.stdout is not None
    assert process.stdout.readline() == "closing\n"
    os.kill(process.pid, again)
    out, error = process.communicate("it is closed\n", timeout=300)

    assert (out, error, process.returncode) == ("closed\n", "the last words\n", code)


def test_who_swallows_it_is_ended_all_the_same() -> None:
    """When its time is over; the last words are said once."""
    process = start(SWALLOWING)

    pressed = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=300)

    assert (error, process.returncode) == ("the last words\n", 130)
    assert out.startswith("never mind\n")
    assert PATIENCE_S - 0.1 < time.monotonic() - pressed < 30  # it sleeps for a quarter of an hour


@pytest.mark.parametrize("script", [FAILING, EXECUTING])
def test_whatever_the_interrupt_becomes_it_is_told_as_one(script: str) -> None:
    """An error of an interrupted library, or Python's own way to end: neither is shown."""
    process = start(script)

    os.kill(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=300)

    assert (error, process.returncode) == ("the last words\n", 130)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As nohup and a shell's background jobs have it; the other one still counts."""
    ignoring = OPENING + "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    process = start(CLOSING, ignoring)

    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGTERM)
    process.communicate("it is closed\n", timeout=300)

    assert process.returncode == 143  # the first signal that counts decides


def test_a_block_that_nobody_stops_changes_nothing() -> None:
    """Its errors pass, and the handlers are those of before."""
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    with stoppable(str):
        during = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(ValueError, match="of its own"), stoppable(str):
        raise ValueError("of its own")

    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before
    assert not set(during) & set(before)


def test_the_last_words() -> None:
    """What is kept, and how to go on; also before anything is known of the class."""
    tally = Tally()
    first = tally.last_words()
    tally.count(12, 24)

    assert (
        first == "stopped: what was graded before is kept; run the same command again to continue"
    )
    assert tally.last_words() == (
        "stopped: 12 of 24 are graded and kept; run the same command again to continue"
    )
