"""How long one guest and one call take: medians of many, on the wall clock.

In goes which libraries are warm; out comes a `Latency`. A spawn is held against a bare fork of an
equally warm process: the same libraries imported by the same function, the heap frozen, the same
source run and the same array answered, with nothing around it.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from statistics import median

import numpy as np

from benchmarks.figures import Latency
from grader.errors import SandboxError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest.zygote import warm_up
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import LEVELS

SPAWNS, CALLS = 40, 1000
_SOURCE = "import numpy as np\n\ndef double(x):\n    return 2 * x\n"
_SECONDS = 30.0
_ARRAY = np.arange(8.0).reshape(4, 2)


def latency(level: str, libraries: Sequence[str], spawns: int, calls: int) -> Latency:
    """Measure a spawn at ``level`` beside a bare fork, and a small call at each level."""
    spawn, fork = _starts(level, libraries, spawns)
    by_level: dict[str, float] = {}
    for each in LEVELS[LEVELS.index(level) :]:
        try:
            with ForkedSandbox(SandboxSettings(each)) as sandbox:
                sandbox.wait_until_warm()
                by_level[each] = _call_seconds(sandbox, calls)
        except SandboxError:
            continue  # this machine has not this level
    return Latency(spawn, fork, by_level)


def _starts(level: str, libraries: Sequence[str], count: int) -> tuple[float, float]:
    """Give the medians of a spawn and of a bare fork, measured in turn."""
    spawns, forks = [], []
    with (
        Forker(libraries) as forker,
        ForkedSandbox(SandboxSettings(level, tuple(libraries))) as sandbox,
    ):
        sandbox.wait_until_warm()
        for _ in range(count):
            spawns.append(_spawn_seconds(sandbox))
            forks.append(forker.seconds())
    return median(spawns), median(forks)


def _spawn_seconds(sandbox: ForkedSandbox) -> float:
    start = time.perf_counter()
    guest = sandbox.spawn()
    guest.ask(_load_word(), _SECONDS)
    guest.ask(_call_word(), _SECONDS)
    seconds = time.perf_counter() - start
    sandbox.end(guest)
    return seconds


def _call_seconds(sandbox: ForkedSandbox, count: int) -> float:
    guest = sandbox.spawn()
    guest.ask(_load_word(), _SECONDS)
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        guest.ask(_call_word(), _SECONDS)
        seconds.append(time.perf_counter() - start)
    sandbox.end(guest)
    return median(seconds)


def _load_word() -> dict[str, object]:
    return {"do": "load", "name": "small", "cells": [["small.py", _SOURCE]], "siblings": {}}


def _call_word() -> dict[str, object]:
    return {"do": "call", "name": "double", "args": (_ARRAY,), "kwargs": {}}


class Forker:
    """A process as warm as a zygote, that forks a child for one answer and does nothing else."""

    def __init__(self, libraries: Sequence[str]) -> None:
        context = mp.get_context("spawn")
        self._connection, far = context.Pipe()
        self._process = context.Process(target=_fork_life, args=(tuple(libraries), far))
        self._process.start()
        far.close()
        self._connection.recv()

    def __enter__(self) -> Forker:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.send(False)
        self._process.join()

    def seconds(self) -> float:
        """Fork once; give the seconds to the child's answer."""
        self._connection.send(True)
        return float(self._connection.recv())


def _fork_life(libraries: tuple[str, ...], connection: Connection) -> None:
    warm_up(libraries)
    connection.send(True)
    while connection.recv():
        connection.send(_fork_seconds())


def _fork_seconds() -> float:
    read, write = os.pipe()
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        names: dict[str, object] = {}
        exec(compile(_SOURCE, "small.py", "exec"), names)
        double = names["double"]
        os.write(write, double(_ARRAY).tobytes() if callable(double) else b"")
        os._exit(0)
    os.close(write)
    answer = os.read(read, 1 << 16)
    seconds = time.perf_counter() - start
    os.close(read)
    os.waitpid(child, 0)
    assert answer == (2 * _ARRAY).tobytes()
    return seconds
