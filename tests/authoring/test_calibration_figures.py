"""Tests of a gate's figures: kept as JSON, and as the lines that course.yml cites."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import yaml

from grader.authoring.calibration import Calibration, SureFigures, course_lines, write_calibration
from grader.course.binomial import bad_luck, upper_bound

UPPER = upper_bound(3, 300)
FIGURES = Calibration(
    gate="coin", part="toss", threshold=0.9, seeds=3, need=2, sure=None, runs=300, failures=3,
    upper=UPPER, false_fail=bad_luck(UPPER, 3, 2), mean=0.94, lowest=0.2, trivial_mean=0.5,
    trivial_max=0.5, failed_seeds=(99, 199, 299), seconds=1.5,
)  # fmt: skip


def test_the_figures_are_kept_with_machine_and_versions(tmp_path: Path) -> None:
    """The committed file says what was measured, where and with what."""
    path = write_calibration(FIGURES, tmp_path / "validity" / "calibration")

    kept = json.loads(path.read_text(encoding="utf-8"))
    assert "coin.json" == path.name
    assert (300, 3, [99, 199, 299]) == (kept["runs"], kept["failures"], kept["failed_seeds"])
    assert {"python", "numpy"} <= set(kept["versions"])
    assert kept["machine"]


def test_the_lines_for_the_course_file_are_numbers_rounded_up() -> None:
    """What is pasted into course.yml reads back as numbers that bound what was measured."""
    (gate,) = yaml.safe_load(course_lines(FIGURES))
    cited = gate["calibration"]
    assert ("coin", "toss", 0.9, 3, 2) == tuple(
        gate[key] for key in ("name", "part", "threshold", "seeds", "need")
    )
    assert (300, 3) == (cited["runs"], cited["failures"])
    assert FIGURES.upper <= cited["upper"] <= FIGURES.upper * 1.01
    assert FIGURES.false_fail <= cited["false_fail"] <= FIGURES.false_fail * 1.01
    assert (0.5, "sure" in gate) == (gate["trivial"], False)


def test_an_sure_figures_is_told_to_the_course_file_too() -> None:
    """What the author wrote comes back; how often it was missed stays with the figures."""
    figures = replace(FIGURES, sure=SureFigures(2, 0.95, missed=7))

    (gate,) = yaml.safe_load(course_lines(figures))

    assert gate["sure"] == {"first": 2, "threshold": 0.95}
