"""A process → the tree below it, as /proc tells: what the near side holds, and what is far.

In goes the grader's number; out come the megabytes and descriptors of the grader and its workers,
and the megabytes of each process of the far side.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
MIB = 1 << 20
_WORKER, _FAR = b"spawn_main", b"zygote.main"


class Seen(NamedTuple):
    """What there is of a run at one moment."""

    parent_mb: float
    workers_mb: float
    descriptors: int
    processes: int
    far_mb: dict[int, float]


@dataclass(frozen=True)
class _Process:
    pid: int
    command: bytes
    mb: float


def look(pid: int) -> Seen:
    """Look at a grader and all that it started."""
    tree = [each for number in _below(pid) if (each := _process(number)) is not None]
    workers = [each for each in tree if _WORKER in each.command and each.pid != pid]
    near = [pid, *(each.pid for each in workers)]
    far = {each.pid: each.mb for each in tree if _FAR in each.command}
    parent = sum(each.mb for each in tree if each.pid == pid)
    descriptors = sum(map(_descriptors, near))
    return Seen(parent, sum(each.mb for each in workers), descriptors, len(tree), far)


def cpu_seconds(pid: int) -> float:
    """Give the CPU seconds of a process and all below it, with those of their ended children."""
    stats = [_read(Path(f"/proc/{each}/stat")).rsplit(b")", 1)[-1].split() for each in _below(pid)]
    ticks = sum(int(ticks) for stat in stats for ticks in stat[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> float:
    """Give the most that a process held so far; nothing once it has ended."""
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _below(pid: int) -> list[int]:
    """Give a process and all below it."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (status := _read(folder / "stat")):
            children[int(status.rsplit(b")", 1)[1].split()[1])].append(int(folder.name))
    found = [pid]
    for each in found:  # grows on the way
        found += children[each]
    return found


def _process(pid: int) -> _Process | None:
    command, memory = _read(Path(f"/proc/{pid}/cmdline")), _read(Path(f"/proc/{pid}/statm"))
    if not command or not memory:  # it has ended
        return None
    return _Process(pid, command, int(memory.split()[1]) * PAGE / MIB)


def _descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
