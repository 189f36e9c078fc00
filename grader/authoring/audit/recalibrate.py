"""The gates, calibrated anew: on seeds that the committed calibration has not seen.

Each `GateLine` is kept in a file, so that an audit that was stopped need not train again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from grader.authoring.audit.verdicts import GateLine
from grader.authoring.calibrate import calibrate_suite
from grader.course.model import Course, Exercise, Gate
from grader.store import write_whole

Begin = Callable[[str, int], Callable[[], None]]
"""Gets a gate's name and how many trainings begin; returns what is called after each of them."""


def _quiet(gate: str, runs: int) -> Callable[[], None]:
    return lambda: None


def recalibrated(
    course: Course, exercise: Exercise, folder: Path, ground: str, jobs: int, begin: Begin = _quiet
) -> list[GateLine]:
    """Calibrate each gate of an exercise with as many new seeds as its figures were made with."""
    return [_kept(course, exercise, each, folder, ground, jobs, begin) for each in exercise.gates]


def _kept(
    course: Course,
    exercise: Exercise,
    gate: Gate,
    folder: Path,
    ground: str,
    jobs: int,
    begin: Begin,
) -> GateLine:
    path = folder / f"gate-{gate.name}-{ground[:16]}.json"
    if path.is_file():
        return GateLine(**json.loads(path.read_text(encoding="utf-8")))
    runs, solutions = gate.calibration.runs, course.solution_folder()
    advance = begin(gate.name, runs)
    new = calibrate_suite(solutions, exercise.name, gate, runs, jobs, advance, first=runs)
    line = GateLine(gate.name, new.failures, new.runs, new.upper, new.false_fail)
    write_whole(path, json.dumps(asdict(line)))
    return line
