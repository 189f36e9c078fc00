"""Tests of what is said of gates: those that no check asks for, and those calibrated otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.gate_lint import gate_problems
from grader.course.model import load_course
from tests.support.files import edit

COURSE = """\
name: Coins

exercises:
  - name: tossing
    title: Tosses
    parts:
      - {name: toss, points: 1}
    gates:
      - name: coin
        part: toss
        threshold: 0.9
        seeds: 5
        need: 4
        sure: {first: 3, threshold: 0.95}
        trivial: 0.5
        calibration: {runs: 1000, failures: 0, upper: 0.002992, false_fail: 0.00008921}
"""
RECORD: dict[str, Any] = {
    "threshold": 0.9, "seeds": 5, "need": 4, "sure": {"first": 3, "threshold": 0.95, "missed": 2},
    "runs": 1000, "failures": 0, "machine": "Linux",
}  # fmt: skip
SUITE = "def test_tosses(student, gate):\n    gate('coin', student.toss)\n"
AGAIN = "grader calibrate tossing coin --runs 1000, and put what it prints in the gate's place"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with a gate as it was calibrated, which a check asks for."""
    (tmp_path / "solutions" / "tossing").mkdir(parents=True)
    (tmp_path / "validity" / "calibration").mkdir(parents=True)
    (tmp_path / "course.yml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "solutions/tossing/test_hidden.py").write_text(SUITE, encoding="utf-8")
    record(tmp_path)
    return tmp_path


def record(root: Path, **changed: Any) -> None:
    """Write what the gate was calibrated for."""
    text = json.dumps(RECORD | changed)
    (root / "validity/calibration/coin.json").write_text(text, encoding="utf-8")


def said(root: Path) -> list[str]:
    """Return what is said of the gates of a course."""
    return gate_problems(load_course(root, exactly=True))


def test_a_gate_as_it_was_calibrated_needs_no_word(root: Path) -> None:
    """Nor does one whose record is not kept: its figures are in course.yml."""
    assert said(root) == []

    (root / "validity/calibration/coin.json").unlink()
    assert said(root) == []


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        ({"threshold": 0.97}, 11, "was calibrated with threshold: 0.97, not 0.9"),
        ({"seeds": 7}, 12, "was calibrated with seeds: 7, not 5"),
        ({"need": 5}, 13, "was calibrated with need: 5, not 4"),
        ({"sure": None}, 14, "was calibrated with no sure, not sure: {first: 3, threshold: 0.95}"),
        (
            {"sure": {"first": 2, "threshold": 0.95, "missed": 0}}, 14,
            "was calibrated with sure: {first: 2, threshold: 0.95}, "
            "not sure: {first: 3, threshold: 0.95}",
        ),
    ],
)  # fmt: skip
def test_a_gate_that_was_calibrated_for_another_rule_is_named(
    root: Path, changed: dict[str, Any], line: int, what: str
) -> None:
    """With the line of the number that is another, and the command that measures anew."""
    record(root, **changed)

    assert said(root) == [f"course.yml:{line}: gate coin {what}: {AGAIN}"]


def test_figures_that_are_not_the_records_are_named(root: Path) -> None:
    """Whoever calibrates again, and does not paste what comes out, is told."""
    record(root, failures=3)

    what = "0 of 1000 trainings of gate coin failed, and 3 of 1000 in validity/calibration/coin"
    assert said(root) == [f"course.yml:16: {what}.json: {AGAIN}"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"threshold": "much"}'])
def test_a_record_that_is_none_is_named(root: Path, text: str) -> None:
    """It is never taken for a gate as it was calibrated."""
    (root / "validity/calibration/coin.json").write_text(text, encoding="utf-8")

    place = "validity/calibration/coin.json:1: this is no record of a calibration"
    assert said(root) == [f"{place}: grader calibrate tossing coin --yes"]


def test_a_gate_that_no_check_asks_for_is_named(root: Path) -> None:
    """It would judge nobody, though its figures look as if it did."""
    edit(root / "solutions/tossing/test_hidden.py", "gate('coin', student.toss)", "pass")

    (what,) = said(root)

    assert what == (
        "course.yml:9: no check uses the gate 'coin': in solutions/tossing/test_hidden.py "
        "let a check take the fixture gate, and call gate('coin', function), or remove the gate"
    )


@pytest.mark.parametrize("use", ["gate(NAME, student.toss)", "helped(gate, student)"])
def test_a_gate_that_is_asked_for_in_a_roundabout_way_is_left_alone(root: Path, use: str) -> None:
    """Where the text does not tell which gate is asked for, none is said to be unused."""
    edit(root / "solutions/tossing/test_hidden.py", "gate('coin', student.toss)", use)

    assert said(root) == []
