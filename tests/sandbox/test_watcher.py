"""Tests of the watcher: memory that no rlimit counts has an end too."""

from __future__ import annotations

import os
import sys

import pytest

from grader.sandbox.connection import GuestEnded
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.watcher import Resident
from tests.support.guests import student_of

if sys.platform != "linux":
    pytest.skip("only Linux tells what a process uses", allow_module_level=True)

TABLES = """
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
def tables(count, stride=2 << 20):
    start = libc.mmap(None, stride * count, 1, 0x4022, -1, 0)
    libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(stride * count), 15)
    for place in range(count):
        ctypes.string_at(start + place * stride, 1)
    return count
"""
THREADS = """
import threading, time
def wait(count):
    threading.stack_size(32 << 10)
    for _ in range(count):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    time.sleep(1000)
"""


def test_page_tables_count_as_memory(sandbox: ForkedSandbox) -> None:
    """Reading one byte of each 2 MiB takes no page, but 4 KiB of table."""
    with student_of(sandbox, TABLES) as student:
        assert student.tables(1000) == 1000
        with pytest.raises(GuestEnded, match="memory limit"):
            student.tables(200_000)


def test_a_swarm_of_threads_counts_as_memory(sandbox: ForkedSandbox) -> None:
    """Where threads cannot be counted for this guest alone, they end it before they are many."""
    if sandbox.settings.level == "L3":
        pytest.skip("a user namespace has a count of its own")

    with student_of(sandbox, THREADS) as student, pytest.raises(GuestEnded, match="memory limit"):
        student.wait(2000)


def test_memory_counts_from_what_a_process_had() -> None:
    """What a guest has from its zygote is not its own; and a process that is gone has nothing."""
    resident = Resident(os.getpid())
    before = resident.grown_bytes()
    kept = bytearray(32 << 20)
    grown = resident.grown_bytes()
    resident.close()

    assert abs(before) < 4 << 20
    assert 30 << 20 < grown < 64 << 20
    assert Resident(1 << 22 | 1).grown_bytes() == 0
    assert kept
