"""What nbgrader needs to be used from here."""

from __future__ import annotations

import pytest

from tests.support.nbgrader_course import PROGRAMS


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nbgrader's programs on PATH, as in an active environment: it starts them by name."""
    monkeypatch.setenv("PATH", PROGRAMS)
