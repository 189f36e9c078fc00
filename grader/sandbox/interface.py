"""What a sandbox is made with, and what any sandbox can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from grader.sandbox.connection import GuestProcess
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.watcher import Watcher


@dataclass(frozen=True)
class SandboxSettings:
    """A level of protection, the libraries to warm up, limits, and the files of a GPU, if any."""

    level: str
    libraries: tuple[str, ...] = ("numpy",)
    limits: GuestLimits = field(default_factory=GuestLimits)
    output_kb: int = 1024
    devices: tuple[str, ...] = ()


class Sandbox:
    """Where guests come from: a context manager that leaves no process behind."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.far_cpu_seconds = 0.0  # up to the last guest that ended, where somebody counts
        self.starved = False  # whether a guest that ended had hardly had any time of a core
        self._guests: set[GuestProcess] = set()
        self._watcher = Watcher(settings.limits.memory_mb, settings.output_kb)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_warm(self) -> list[str]:
        """Wait for the libraries; return those that cannot be imported, with reasons."""
        return []

    def spawn(self) -> GuestProcess:
        """Return a fresh guest, ready for its first word. Raises `SandboxError` if none comes."""
        raise NotImplementedError

    def end(self, guest: GuestProcess) -> None:
        """End a guest, if it still lives, and collect what it printed and cost."""
        if guest not in self._guests:
            return
        guest.end()
        self.starved |= guest.starved
        self._guests.discard(guest)
        self._watcher.remove(guest)
        guest.release()

    def interrupt(self) -> None:
        """End what guests are doing, and the guests with it; any thread may say so."""
        for guest in list(self._guests):
            guest.kill()

    def close(self) -> None:
        """End every process."""
        for guest in list(self._guests):
            self.end(guest)
        self._watcher.close()
