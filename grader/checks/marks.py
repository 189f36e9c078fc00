"""What a check says of itself in its marks, and how it is handed its bench.

In goes an item of pytest; out come its part, its weight and whether it needs a GPU. Both the
plugin's fixtures and those that run suites build on these words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.checks.fixtures import CheckFixtures

GIVEN: pytest.StashKey[CheckFixtures] = pytest.StashKey()
FIXTURE_NAMES = {"student", "guest", "reference", "rng", "gate", "device"}
NEEDS_GPU = "not judged: needs a GPU"
GUESTS_WORD = 0.03
"""What a check weighs that rests on what the student's own process says of itself.

Whether an argument was changed, and how a network would do on a GPU, is seen nowhere else, and code
that was written to lie can say what it likes: that must not pay.
"""


@dataclass(frozen=True)
class Marks:
    """What a check says of itself: its part, its weight in it, and whether it needs a GPU.

    One that is not to count ``alone`` holds of work that computes nothing, too.
    """

    part: str
    weight: float
    gpu: bool
    alone: bool = True


def marks_of(item: pytest.Item) -> Marks:
    """Read a check's marks."""
    mark = item.get_closest_marker("part")
    part = str(mark.args[0]) if mark is not None and mark.args else ""
    weight = mark.kwargs.get("weight", 1) if mark is not None else 1
    weighs = float(weight) if _is_weight(weight) else 1.0
    alone = mark is None or mark.kwargs.get("alone", True) is not False
    return Marks(part, weighs, item.get_closest_marker("gpu") is not None, alone)


def wrong_mark(item: pytest.Item) -> str:
    """Say what is wrong with how a check is marked with its part; nothing if all is well."""
    mark = item.get_closest_marker("part")
    if mark is None:
        return ""
    for name in mark.kwargs:
        if name not in ("weight", "alone"):
            return f"a part's mark has no {name!r}"
    if len(mark.args) > 1:
        return "a check judges one part, and its weight is named"
    if not isinstance(alone := mark.kwargs.get("alone", True), bool):
        return f"alone is {alone!r}, and neither True nor False"
    weight = mark.kwargs.get("weight", 1)
    return "" if _is_weight(weight) else f"its weight is {weight!r}, and no number from 0 on"


def _is_weight(weight: object) -> bool:
    return isinstance(weight, (int, float)) and math.isfinite(weight) and weight >= 0
