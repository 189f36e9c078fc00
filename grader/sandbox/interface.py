"""What a sandbox is made with, and what any sandbox can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from grader.sandbox.guest.settings import GuestLimits

if TYPE_CHECKING:
    from grader.sandbox.connection import GuestProcess


@dataclass(frozen=True)
class SandboxSettings:
    """A level of protection, the libraries to warm up, limits, and the files of a GPU, if any."""

    level: str
    libraries: tuple[str, ...] = ("numpy",)
    limits: GuestLimits = field(default_factory=GuestLimits)
    output_kb: int = 1024
    devices: tuple[str, ...] = ()


class Sandbox(Protocol):
    """Where guests come from."""

    @property
    def settings(self) -> SandboxSettings:
        """What it was made with."""

    @property
    def far_cpu_seconds(self) -> float:
        """What the far side has cost up to the last guest that ended, the zygote's part too."""

    def wait_until_warm(self) -> list[str]:
        """Wait for the libraries; give those that cannot be imported, with reasons."""

    def spawn(self) -> GuestProcess:
        """Return a fresh guest, ready for its first word."""

    def end(self, guest: GuestProcess) -> None:
        """End a guest and collect what it printed and cost."""

    def close(self) -> None:
        """End every process."""
