"""What a far side process is started with: its limits, and what it sees of the machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

WORK = "/grader.work"  # a name under which no package can lie
STAYS_ROOT = "a guest would be root here"
"""So begins what a zygote says that root started, and that cannot become another user."""


@dataclass(frozen=True)
class GuestLimits:
    """What one guest may use."""

    memory_mb: int = 2048
    disk_mb: int = 64
    cpu_seconds: int = 600
    answer_mb: int = 64


@dataclass(frozen=True)
class GuestView:
    """What a guest finds: its level, where it may read and write, a GPU's files, warm libraries."""

    level: str
    readable: tuple[str, ...]
    work: str = WORK
    devices: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the view as JSON, for a zygote's command line."""
        return json.dumps(asdict(self))

    @staticmethod
    def parse(text: str) -> GuestView:
        """Read what `text` wrote; no field may be missing."""
        plain = json.loads(text)
        written = [plain[field.name] for field in fields(GuestView)]
        values: list[Any] = [tuple(v) if isinstance(v, list) else v for v in written]
        return GuestView(*values)
