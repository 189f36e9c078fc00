"""Tests of helpers: they work beside the zygote, hold nothing of it, and end with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.processes import wait_until

if sys.platform != "linux":
    pytest.skip("forked helpers are Linux's", allow_module_level=True)

from grader.sandbox.guest.helper import Helper


def test_it_does_its_work_and_ends(tmp_path: Path) -> None:
    """Whether the work succeeds or raises, nothing goes on behind it."""
    done, failing = Helper(lambda: (tmp_path / "done").touch(), set()), Helper(lambda: 1 / 0, set())

    wait_until(done.is_done)
    wait_until(failing.is_done)

    assert (tmp_path / "done").exists()
    done.end()  # it is over: nobody else is hurt


def test_it_holds_no_descriptor_but_those_named() -> None:
    """Who waits for the zygote to hang up does not wait for a helper."""
    (hears, tells), (other, held) = os.pipe(), os.pipe()
    helper = Helper(lambda: os.write(tells, repr(os.listdir("/proc/self/fd")).encode()), {tells})
    os.close(tells)
    os.close(held)

    assert os.read(other, 1) == b""  # its end is closed everywhere
    open_there = os.read(hears, 1000).decode()
    assert str(tells) in open_there
    assert len(open_there.split(",")) == 5  # three that are silent, the one named, the listing's
    wait_until(helper.is_done)
    os.close(hears)
    os.close(other)


def test_it_can_be_ended() -> None:
    """Though it would go on for ever."""
    helper = Helper(lambda: os.read(os.pipe()[0], 1), set())

    helper.end()

    assert not os.path.exists(f"/proc/{helper.pid}")
