"""What a check says of itself in its marks, and how it is handed its bench.

In goes an item of pytest; out come its part, its weight and whether it needs a GPU. Both the
plugin's fixtures and those that run suites build on these words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.checks.fixtures import CheckFixtures

GIVEN: pytest.StashKey[CheckFixtures] = pytest.StashKey()
FIXTURE_NAMES = {"student", "guest", "reference", "rng", "gate", "device"}
NEEDS_GPU = "not judged: needs a GPU"


@dataclass(frozen=True)
class Marks:
    """What a check says of itself: its part, its weight in it, and whether it needs a GPU."""

    part: str
    weight: float
    gpu: bool


def marks_of(item: pytest.Item) -> Marks:
    """Read a check's marks."""
    mark = item.get_closest_marker("part")
    part = str(mark.args[0]) if mark is not None and mark.args else ""
    weight = float(mark.kwargs.get("weight", 1)) if mark is not None else 1.0
    return Marks(part, weight, item.get_closest_marker("gpu") is not None)
