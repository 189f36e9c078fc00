"""The processes below this one, as /proc tells of them: for tests that kill some, and count."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def descendants() -> dict[int, str]:
    """Give the processes below this one, by number, with their command lines."""
    parents: dict[int, int] = {}
    for pid in everyone():
        stat = _about(pid, "stat")
        if stat:
            state, parent = stat.rsplit(b")", 1)[1].split()[:2]
            if state != b"Z":
                parents[pid] = int(parent)
    return {
        pid: command(pid).decode(errors="replace") for pid in parents if _is_below(pid, parents)
    }


def everyone() -> list[int]:
    """Return all processes of this machine, by number."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def command(pid: int) -> bytes:
    """Return a process's command line; nothing, where it has ended."""
    return _about(pid, "cmdline")


def _about(pid: int, what: str) -> bytes:
    try:
        with open(f"/proc/{pid}/{what}", "rb", buffering=0) as file:
            return file.read()
    except OSError:  # it ended meanwhile
        return b""


def zygotes() -> set[int]:
    """Give the zygotes, with the programs that fence them in, and their guests."""
    return {pid for pid, command in descendants().items() if "zygote.main" in command}


def kill(pids: set[int]) -> None:
    """Kill these at once; some end by themselves when another one does."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until(true: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for an event; fail where it never comes, however busy the machine is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.01)


def forget_peak() -> None:
    """Let the kernel measure this process's peak of memory anew (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def memory_mb(word: str) -> float:
    """Give this process's memory as the kernel counts it: VmRSS now, VmHWM at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith(f"{word}:"))
    return int(kilobytes) / 1024


def _is_below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


def compute(seconds: float) -> None:
    """Use up CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
