"""A watch in a real terminal, which tmux holds: started, seen, saved, quit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from grader.course.model import Course

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
SOCKET = f"grader-test-{os.getpid()}"
LONG = 120


def tmux(*words: str) -> str:
    """Say something to a tmux of our own."""
    done = subprocess.run(
        ["tmux", "-L", SOCKET, "-f", "/dev/null", *words], capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def terminal(mine: Course) -> Iterator[None]:
    """A terminal of 100 by 30 in which the command runs, in a student's folder."""
    command = shlex.join([sys.executable, "-m", "grader", "watch", "rationals"])
    tmux(
        "new-session", "-d", "-x", "100", "-y", "30", "-c", str(mine.root), f"{command}; sleep 600"
    )
    yield
    tmux("kill-server")


def see(*words: str) -> str:
    """Wait until all words stand on the screen, and give it."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        shown = tmux("capture-pane", "-p")
        if all(word in shown for word in words):
            return shown
        time.sleep(0.1)
    raise AssertionError(f"{words} do not come: {tmux('capture-pane', '-p')}")


def test_in_a_terminal(mine: Course, terminal: None) -> None:
    """The first part is waited for, a save is answered, keys are heard, and q gives it back."""
    see("greatest_common_divisor is not written yet", "press r", "q quit")

    mine.stub("rationals").write_text("def greatest_common_divisor(p, q):\n    return 1\n")
    tmux("send-keys", "r")  # the system may be slow to tell of the first save
    see("✗ greatest_common_divisor", "failed: ")
    tmux("send-keys", "h")
    see("hint 1 of 3")

    tmux("send-keys", "q")
    end = time.monotonic() + LONG
    while "quit" in tmux("capture-pane", "-p"):
        assert time.monotonic() < end
        time.sleep(0.1)
