"""What a far side process is started with: its limits, and what it sees of the machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

WORK = "/grader.work"  # a name under which no package can lie


@dataclass(frozen=True)
class GuestLimits:
    """What one guest may use."""

    memory_mb: int = 2048
    disk_mb: int = 64
    cpu_seconds: int = 600


@dataclass(frozen=True)
class GuestView:
    """What a guest sees of the machine: the level, where it may read and write, which GPU files."""

    level: str
    readable: tuple[str, ...]
    work: str = WORK
    devices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZygoteSettings:
    """All that a zygote is started with."""

    view: GuestView
    libraries: tuple[str, ...]

    def text(self) -> str:
        """Return the settings as JSON, for a command line."""
        return json.dumps({**asdict(self.view), "libraries": self.libraries})

    @staticmethod
    def parse(text: str) -> ZygoteSettings:
        """Read what `text` wrote."""
        plain = json.loads(text)
        devices = tuple(plain["devices"])
        view = GuestView(plain["level"], tuple(plain["readable"]), plain["work"], devices)
        return ZygoteSettings(view, tuple(plain["libraries"]))
