"""Tests of one guest: every end has its name, and a student's exception is the student's."""

from __future__ import annotations

import os
import socket
import sys
import threading
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from grader.checks.remote import RemoteModule
from grader.sandbox import connection, wire
from grader.sandbox.connection import (
    CpuTime,
    Frame,
    GuestEnded,
    GuestProcess,
    StudentError,
    read_error,
)
from grader.sandbox.forked import ForkedSandbox
from tests.support.guests import session_with, student_of
from tests.support.processes import compute

ENDINGS = {
    "left early": "import os\ndef f(): os._exit(0)",
    "time limit": "def f():\n    while True: pass",
    "crashed (SIGSEGV)": "import ctypes\ndef f(): ctypes.string_at(0)",
    "output limit": "def f():\n    while True: print('x' * 100_000)",
}
SHARED_MEMORY = """
import mmap
def f():
    held = mmap.mmap(-1, 2 << 30)
    for start in range(0, 2 << 30, 4096):
        held[start] = 1
"""
FORGER = """
import os, socket, stat
def send(data):
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, data)
        except OSError:
            continue
"""


@pytest.mark.parametrize("verdict", ENDINGS)
def test_every_end_of_a_guest_has_a_name(sandbox: ForkedSandbox, verdict: str) -> None:
    """However a student's process ends, the near side can say how."""
    seconds = 1.0 if verdict == "time limit" else 60.0
    with student_of(sandbox, ENDINGS[verdict], seconds=seconds) as student:
        with pytest.raises(GuestEnded) as ended:
            student.f()

    assert str(ended.value) == verdict


@dataclass
class Clocks:
    """Says what it is told to: the seconds waited for a core, and used, in all."""

    waited: float
    used: float

    def read(self) -> CpuTime:
        """Say it."""
        return CpuTime(self.waited, self.used)

    def close(self) -> None:
        """Have nothing to close."""


@pytest.mark.parametrize(
    ("lasted", "waited", "used", "overdue", "starved"),
    [
        (9, 0, 9, False, False),
        (11, 0, 11, True, False),  # a loop
        (11, 0, 0, True, False),  # a sleeper
        (49, 40, 9, False, False),  # a busy machine
        (51, 50, 1, True, True),  # a machine on which nothing comes forward
        (11, 10, 11, True, False),  # it waits for threads of its own, which keep the core
        (11, 10, 9, False, False),
        (6, 0, 12, False, False),  # two threads on two cores
    ],
)
def test_what_counts_is_the_guests_own_time(
    lasted: float, waited: float, used: float, overdue: bool, starved: bool
) -> None:
    """A call may take 10 s: of a core, or asleep; waits for a core count where nothing else can."""
    near, far = socket.socketpair()
    with near, far:
        guest = GuestProcess(near, None, os.getpid(), Mock())
        guest.clocks.close()
        guest.clocks = Clocks(3.0, 4.0)  # type: ignore[assignment]
        guest._allow(10.0)
        guest._began -= lasted
        guest.clocks = Clocks(3.0 + waited, 4.0 + used)  # type: ignore[assignment]

        assert (guest.is_overdue(), guest.starved) == (overdue, starved)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says it")
def test_the_clocks_count_all_threads_of_a_process() -> None:
    """Also those beside the main one, in hundredths of a second."""
    clocks = connection.Clocks(os.getpid())
    first = clocks.read().used
    thread = threading.Thread(target=compute, args=(0.2,))
    thread.start()
    thread.join()

    assert clocks.read().used - first >= 0.15
    clocks.close()
    assert clocks.read().used > 0  # what they said last


def test_a_signal_without_a_name_has_a_number(sandbox: ForkedSandbox) -> None:
    """Python names few of the real-time signals; a guest can die of each of them."""
    if sandbox.settings.level == "L3":
        pytest.skip("process 1 of a namespace is deaf to its own signals")

    with student_of(sandbox, "import os\ndef f(): os.kill(os.getpid(), 40)") as student:
        with pytest.raises(GuestEnded, match=r"crashed \(signal 40\)"):
            student.f()


def test_memory_that_no_rlimit_sees_is_seen_from_outside(sandbox: ForkedSandbox) -> None:
    """Shared mappings escape RLIMIT_DATA; the watcher ends the guest all the same."""
    with student_of(sandbox, SHARED_MEMORY) as student:
        with pytest.raises(GuestEnded) as ended:
            student.f()

    assert ended.value.verdict == "memory limit"


def test_one_huge_array_is_a_memory_error(sandbox: ForkedSandbox) -> None:
    """A single allocation beyond the limit fails in the student's own line."""
    source = "import numpy as np\ndef f():\n    return np.ones(10**11)"

    with student_of(sandbox, source) as student, pytest.raises(MemoryError) as caught:
        student.f()

    assert caught.value.frames == [Frame("work.py", 3, "f", "return np.ones(10**11)")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts what is private")
def test_much_in_small_objects_is_a_memory_error_too(
    sandbox: ForkedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the rlimit acts before the watcher looks, there is room again to tell of it."""
    monkeypatch.setattr(sandbox._watcher, "_memory", 1 << 40)
    source = (
        "import gc\ndef f():\n    gc.disable()\n    kept = []\n    while True:\n"
        "        kept.append((len(kept),))"
    )

    with student_of(sandbox, source) as student:
        with pytest.raises(MemoryError) as caught:
            student.f()
        with pytest.raises(MemoryError):
            student.f()

    assert [frame.line for frame in caught.value.frames] in ([6], [])  # a place takes memory too


@pytest.mark.parametrize(
    "forged",
    [
        b"\xff" * 12,
        b"\x00\x00\x00\x02" + b"\x00" * 8 + b"{}",
        b"\x00\x00\x00\x11" + b"\x00" * 8 + b'{"n": 99,"ok": 1}',
        b"\x00\x00\x00\x09" + b"\x00" * 8 + b'{"n": 2,x',
    ],
)
def test_a_forged_frame_ends_the_guest(sandbox: ForkedSandbox, forged: bytes) -> None:
    """What is no answer to the question asked is a protocol violation."""
    source = f"{FORGER}\ndef f():\n    send({forged!r})\n    return 1"

    with student_of(sandbox, source) as student, pytest.raises(GuestEnded) as ended:
        student.f()

    assert ended.value.verdict == "protocol violation"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("raise ValueError('no')", ValueError),
        ("raise KeyError('k')", KeyError),
        ("1 / 0", ZeroDivisionError),
        ("open('/etc/passwd')", Exception),
        ("raise type('Mine', (IndexError,), {})('x')", IndexError),
        ("import does_not_exist", ModuleNotFoundError),
    ],
)
def test_a_students_exception_is_raised_as_its_builtin_class(
    sandbox: ForkedSandbox, statement: str, kind: type[Exception]
) -> None:
    """So that pytest.raises works in a check, whatever the student derived."""
    if statement.startswith("open") and sandbox.settings.level == "L1":
        pytest.skip("L1 does not hide files")

    with student_of(sandbox, f"def f():\n    {statement}") as student:
        with pytest.raises(kind) as caught:
            student.f()

    assert isinstance(caught.value, StudentError)
    assert caught.value.frames[-1].line == 2


LINE = ["work.py", 1, "f", "x"]


@pytest.mark.parametrize(
    "told",
    [
        {"message": "x" * 2_001},
        {"type": "x" * 2_001},
        {"frames": [LINE] * 65},
        {"frames": (LINE,)},
        {"frames": [[*LINE, 1]]},
        {"bases": "ValueError"},
    ],
)
def test_an_exception_is_as_long_as_one_of_ours(told: dict[str, Any]) -> None:
    """Every check that fails keeps it: one of megabytes would fill the reports."""
    error = {"type": "ValueError", "bases": ["ValueError"], "message": "x", "frames": [LINE]}

    assert isinstance(read_error(error), ValueError)
    with pytest.raises(wire.ProtocolError):
        read_error({**error, **told})


@pytest.mark.parametrize(
    "statement",
    [
        "raise SystemExit(0)",
        "raise KeyboardInterrupt",
        "import unittest; raise unittest.SkipTest('skip')",
        "raise GeneratorExit",
        "raise StopIteration",
        "raise StopAsyncIteration",
    ],
)
def test_no_exception_of_a_student_is_a_skip_or_an_exit(
    sandbox: ForkedSandbox, statement: str
) -> None:
    """What ends or skips on the far side is a plain failure on the near side."""
    with student_of(sandbox, f"def f():\n    {statement}") as student:
        with pytest.raises(StudentError) as caught:
            student.f()

    assert not isinstance(caught.value, (pytest.skip.Exception, OSError))
    assert not isinstance(caught.value, (StopIteration, StopAsyncIteration))


def test_an_exception_that_lies_about_itself_does_no_harm(sandbox: ForkedSandbox) -> None:
    """A __str__ that raises, or a message of megabytes, is cut to size."""
    source = """
class Liar(Exception):
    def __str__(self): raise RuntimeError("inner")
def f(): raise Liar
def g(): raise ValueError("x" * 10_000_000)
"""
    with student_of(sandbox, source) as student:
        with pytest.raises(StudentError) as liar:
            student.f()
        with pytest.raises(ValueError, match="xxx") as long:
            student.g()

    assert liar.value.message == ""
    assert len(long.value.message) <= 2000


def test_prints_are_captured_and_change_nothing(sandbox: ForkedSandbox) -> None:
    """What a student prints is kept apart, up to a cap, and the answer is the same."""
    source = "import sys\ndef f():\n    print('hello'); print('there', file=sys.stderr); return 3"

    with session_with(sandbox, source) as session:
        answer = RemoteModule(session).f()

    assert answer == 3
    assert sorted(bytes(session.prints).split()) == [b"hello", b"there"]


def test_many_prints_are_kept_up_to_the_cap(sandbox: ForkedSandbox) -> None:
    """A chatty training is no failure: what is beyond the cap is dropped."""
    source = "def f():\n    for _ in range(30): print('x' * 100_000)\n    return 3"

    with session_with(sandbox, source) as session:
        answer = RemoteModule(session).f()

    assert answer == 3
    assert len(session.prints) == sandbox.settings.output_kb << 10


def test_an_answer_too_large_is_said_to_be_so(sandbox: ForkedSandbox) -> None:
    """More than may cross is the student's failure, with a name, and the guest lives on."""
    source = "import numpy as np\ndef f(n): return np.zeros(n)"

    with student_of(sandbox, source) as student:
        with pytest.raises(StudentError) as caught:
            student.f(10_000_000)
        assert student.f(2).shape == (2,)

    assert caught.value.kind == "TooLarge"


def test_a_large_argument_reaches_a_guest_that_answers_late(sandbox: ForkedSandbox) -> None:
    """Megabytes in and megabytes out do not block each other."""
    array = np.random.default_rng(0).normal(size=1_000_000)

    with student_of(sandbox, "def f(x): return x * 2") as student:
        assert np.array_equal(student.f(array), array * 2)
