"""What the tests share: warm borders, one for each level of protection, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox.border import Border
from grader.sandbox.far.orders import Limits
from grader.sandbox.protection import LEVELS, protected_border
from grader.sandbox.setup import Setup

SMALL = Limits(memory_mb=256, disk_mb=8, cpu_seconds=60)


@pytest.fixture(scope="session", params=LEVELS)
def border(request: pytest.FixtureRequest) -> Iterator[Border]:
    """A warm border at each level that this machine has."""
    with protected_border(Setup(request.param, limits=SMALL)) as (border, protection):
        if protection.level != request.param:
            pytest.skip(f"this machine has no {request.param}: {protection.reasons}")
        yield border


@pytest.fixture(scope="session")
def safe_border() -> Iterator[Border]:
    """A warm border at the best level that this machine has, with torch."""
    with protected_border(Setup("L3", ("numpy", "torch"), SMALL)) as (border, _):
        yield border
