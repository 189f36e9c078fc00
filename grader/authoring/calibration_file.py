"""What a calibration found: the figures of a gate, as JSON and as lines for course.yml.

``validity/calibration/<gate>.json`` also names the machine and the versions that were used.
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from grader.course.binomial import CONFIDENCE, MOST_BAD_LUCK

_LIBRARIES = ("numpy", "scikit-learn", "scipy", "torch")


@dataclass(frozen=True)
class SureFigures:
    """The gate's ``sure``, and how many of the reference's trainings are not so good."""

    first: int
    threshold: float
    missed: int


@dataclass(frozen=True)
class Calibration:
    """What the reference and the best trivial rule reached, and what follows for the gate."""

    gate: str
    part: str
    threshold: float
    seeds: int
    need: int
    sure: SureFigures | None
    runs: int
    failures: int
    upper: float
    false_fail: float
    mean: float
    lowest: float
    trivial_mean: float
    trivial_max: float
    failed_seeds: tuple[int, ...]
    seconds: float

    @property
    def fair(self) -> bool:
        """Whether a right solution's bad luck stays under one in ten thousand."""
        return self.false_fail < MOST_BAD_LUCK


def write(calibration: Calibration, folder: Path) -> Path:
    """Keep a calibration as ``<folder>/<gate>.json``, with the machine and the versions."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.gate}.json"
    figures = asdict(calibration) | {"confidence": CONFIDENCE} | surroundings()
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return path


def course_lines(calibration: Calibration) -> str:
    """Write the lines of the gate for course.yml; bounds are rounded up."""
    c = calibration
    figures = (
        f"{{runs: {c.runs}, failures: {c.failures}, "
        f"upper: {_rounded_up(c.upper, 6)}, false_fail: {_rounded_up(c.false_fail, 8)}}}"
    )
    early = c.sure and f"  sure: {{first: {c.sure.first}, threshold: {c.sure.threshold}}}"
    lines = (
        f"- name: {c.gate}",
        f"  part: {c.part}",
        f"  threshold: {c.threshold}",
        f"  seeds: {c.seeds}",
        f"  need: {c.need}",
        *([early] if early else []),
        f"  trivial: {_rounded_up(c.trivial_max, 3)}",
        f"  calibration: {figures}",
    )
    return "\n".join(lines)


def surroundings() -> dict[str, Any]:
    """Name the machine and the versions that figures were measured with."""
    versions = {"python": platform.python_version()} | versions_of(_LIBRARIES)
    return {"machine": f"{platform.system()} {platform.machine()}", "versions": versions}


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of those that are installed."""
    found = {}
    for name in libraries:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _rounded_up(value: float, decimals: int) -> str:
    scale = 10**decimals
    return f"{min(1.0, math.ceil(value * scale) / scale):.{decimals}f}"
