"""Tests of gates: calibrated anew, on seeds that were not seen, and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from grader.authoring.audit import recalibrate
from grader.authoring.audit.verdicts import GateLine

GATE = SimpleNamespace(name="xor", calibration=SimpleNamespace(runs=250))


def test_new_seeds_are_taken_and_the_figures_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as the committed figures were made with, behind them; not twice for one ground."""
    asked: list[dict[str, Any]] = []

    def calibrate(solutions, exercise, gate, runs, jobs, advance, first):
        asked.append({"runs": runs, "first": first, "jobs": jobs})
        advance()
        return SimpleNamespace(failures=1, runs=runs, upper=0.02, false_fail=1e-5)

    monkeypatch.setattr(recalibrate, "calibrate_suite", calibrate)
    course, exercise = (
        SimpleNamespace(solution_folder=lambda: tmp_path),
        SimpleNamespace(name="x", gates=[GATE]),
    )

    steps: list[object] = []

    def begin(*gate: object) -> Callable[[], None]:
        steps.append(gate)
        return lambda: steps.append("a training")

    def lines(ground: str) -> list[GateLine]:
        return recalibrate.recalibrated(
            cast(Any, course), cast(Any, exercise), tmp_path / "out", ground, 2, begin
        )

    assert lines("a" * 64) == lines("a" * 64) == [GateLine("xor", 1, 250, 0.02, 1e-5)]
    assert asked == [{"runs": 250, "first": 250, "jobs": 2}]
    assert steps == [("xor", 250), "a training"], "what a bar shows"
    lines("b" * 64)
    assert len(asked) == 2
    assert not list(tmp_path.rglob("*.part"))
