"""Tests of the border without fork: the same answers and the same ends, slower."""

from __future__ import annotations

import os

import numpy as np
import pytest

from grader.errors import SandboxError
from grader.sandbox.connection import GuestEnded
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import self_test
from grader.sandbox.spawned import SpawnedSandbox
from tests.support.guests import session_with, student_of

SETUP = SandboxSettings("L1", limits=GuestLimits(256, 8, 60))
WORK = """
import os
def double(x):
    print("doubling")
    return x * 2
def leave(): os._exit(3)
def loop():
    while True: pass
def crash():
    import ctypes
    ctypes.string_at(0)
"""


def test_a_spawned_guest_answers_and_prints() -> None:
    """On a system without fork a check gets the same answers, and the prints are kept."""
    sandbox = SpawnedSandbox(SETUP)
    with sandbox, session_with(sandbox, WORK) as session:
        from grader.checks.remote import RemoteModule

        answer = RemoteModule(session).double(np.ones((2, 2)))
        session.close()

        assert np.array_equal(answer, np.full((2, 2), 2.0))
        assert session.prints.split() == [b"doubling"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("leave", "left early"), ("loop", "time limit"), ("crash", "crashed (SIGSEGV)")],
)
def test_a_spawned_guests_end_has_a_name(name: str, verdict: str) -> None:
    """Ends are told apart without a zygote, and a fresh guest goes on."""
    with SpawnedSandbox(SETUP) as sandbox, student_of(sandbox, WORK, seconds=2) as student:
        with pytest.raises(GuestEnded) as ended:
            getattr(student, name)()
        assert student.double(2) == 4

    assert str(ended.value) == verdict


def test_the_self_test_holds_what_l1_claims() -> None:
    """A plain process keeps neither our environment nor our descriptors."""
    with SpawnedSandbox(SETUP) as sandbox:
        assert all(probe.held for probe in self_test(sandbox))


def test_a_spawned_border_leaves_nothing_behind() -> None:
    """Neither a descriptor nor a process is left when it is closed."""
    before = sorted(os.listdir("/proc/self/fd"))
    with SpawnedSandbox(SETUP) as sandbox:
        pid = sandbox.spawn().pid

    assert sorted(os.listdir("/proc/self/fd")) == before
    assert not os.path.exists(f"/proc/{pid}")


def test_a_fresh_process_gives_no_better_level() -> None:
    """What is no sandbox does not pass for one."""
    with pytest.raises(SandboxError):
        SpawnedSandbox(SandboxSettings("L3"))
