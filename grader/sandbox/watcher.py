"""One thread that drains the guests' prints, and ends those that overrun a limit, with a verdict.

Memory is watched from outside, since rlimits see neither shared memory nor page tables.
"""

from __future__ import annotations

import os
import re
import selectors
import threading
import time

from grader.sandbox.connection import GuestProcess
from grader.sandbox.verdict import Verdict

TICK_SECONDS = 0.02
FLOOD_FACTOR = 16
_CHUNK = 1 << 20
_STATUS_BYTES = 8192
_BYTES_EACH = {b"VmRSS": 1 << 10, b"VmPTE": 1 << 10, b"Threads": 1 << 20}
_COUNTS = re.compile(rb"^(VmRSS|VmPTE|Threads):\s+(\d+)", re.MULTILINE)


class Watcher:
    """Watches at most a few guests; starts its thread with the first."""

    def __init__(self, memory_mb: int, output_kb: int) -> None:
        self._memory = memory_mb << 20
        self._kept_output = output_kb << 10
        self._most_output = FLOOD_FACTOR * self._kept_output
        self._guests: dict[GuestProcess, Resident] = {}
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def add(self, guest: GuestProcess) -> None:
        """Watch a guest from now on; its memory counts from what it has now."""
        with self._lock:
            self._guests[guest] = Resident(guest.pid)
            guest.settle = lambda: self._settle(guest)
            if guest.prints is not None:
                self._selector.register(guest.prints, selectors.EVENT_READ, guest)

    def remove(self, guest: GuestProcess) -> None:
        """Watch a guest no longer, and keep what it still printed."""
        with self._lock:
            resident = self._guests.pop(guest, None)
            if resident is None:
                return
            resident.close()
            while self._drain(guest):
                pass
            self._unregister(guest)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join()
        self._selector.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._selector.get_map():  # Windows cannot select nothing
                self._stop.wait(TICK_SECONDS)
                ready = []
            else:
                ready = self._selector.select(TICK_SECONDS)
            with self._lock:
                for key, _ in ready:
                    if key.data in self._guests:
                        self._drain(key.data)
                for guest, resident in self._guests.items():
                    self._judge(guest, resident)
            if ready:
                time.sleep(TICK_SECONDS / 10)  # a printing guest must not keep this side busy

    def _settle(self, guest: GuestProcess) -> None:
        """Count all that was printed before an answer to what it answers, and begin anew.

        Else it would be chance to whose account the last pieces go.
        """
        with self._lock:
            if guest in self._guests:
                while guest.flood <= self._most_output and self._drain(guest):
                    pass
                if guest.flood > self._most_output:
                    guest.verdict = guest.verdict or Verdict.OUTPUT_LIMIT
                guest.flood = 0

    def _drain(self, guest: GuestProcess) -> bool:
        """Take one piece of what was printed; return whether there was one."""
        if guest.prints is None:
            return False
        try:
            piece = os.read(guest.prints, _CHUNK)
        except BlockingIOError:
            return False
        if not piece:  # the guest closed its output: there is nothing more to wait for
            self._unregister(guest)
            return False
        guest.flood += len(piece)
        guest.printed += piece[: max(0, self._kept_output - len(guest.printed))]
        return True

    def _unregister(self, guest: GuestProcess) -> None:
        if guest.prints is not None and guest.prints in self._selector.get_map():
            self._selector.unregister(guest.prints)

    def _judge(self, guest: GuestProcess, resident: Resident) -> None:
        if guest.verdict:
            return
        if guest.is_overdue():
            guest.verdict = Verdict.TIME_LIMIT
        elif resident.grown_bytes() > self._memory:
            guest.verdict = Verdict.MEMORY_LIMIT
        elif guest.flood > self._most_output:
            guest.verdict = Verdict.OUTPUT_LIMIT
        if guest.verdict:
            guest.kill()


class Resident:
    """A process's memory, since it is watched; 0 where the system does not say.

    It is what resides, the page tables for it, which no rlimit sees either, and a mebibyte for each
    thread: a swarm of them is as much of a burden, with its stacks here and in the kernel.

    The file stays open: it is read fifty times a second, and can only be this process's.
    """

    def __init__(self, pid: int) -> None:
        try:
            self._file = os.open(f"/proc/{pid}/status", os.O_RDONLY)
        except OSError:
            self._file = -1
        self._at_start = self._bytes()

    def grown_bytes(self) -> int:
        """Return by how much it has grown."""
        return self._bytes() - self._at_start

    def close(self) -> None:
        """Look no more."""
        if self._file >= 0:
            os.close(self._file)

    def _bytes(self) -> int:
        if self._file < 0:
            return 0
        try:
            counts = _COUNTS.findall(os.pread(self._file, _STATUS_BYTES, 0))
        except OSError:
            return 0
        return sum(int(count) * _BYTES_EACH[name] for name, count in counts)
