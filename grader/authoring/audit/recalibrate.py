"""The gates, calibrated anew: on seeds that the committed calibration has not seen.

Each `GateLine` is kept in a file, so that an audit that was stopped need not train again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from grader.authoring.audit.verdicts import GateLine
from grader.authoring.calibration import calibrate_suite
from grader.course.model import Course, Exercise
from grader.store import write_whole

Begin = Callable[[str, int], Callable[[], None]]
"""Gets a gate's name and how many trainings begin; returns what is called after each of them."""


def recalibrated(
    course: Course, exercise: Exercise, folder: Path, ground: str, jobs: int, begin: Begin
) -> list[GateLine]:
    """Calibrate each gate of an exercise with as many new seeds as its figures were made with."""
    lines, solutions = [], course.solution_folder()
    for gate in exercise.gates:
        path = folder / f"gate-{gate.name}-{ground[:16]}.json"
        if path.is_file():
            line = GateLine(**json.loads(path.read_text(encoding="utf-8")))
        else:
            runs = gate.calibration.runs
            advance = begin(gate.name, runs)
            new = calibrate_suite(solutions, exercise.name, gate, runs, jobs, advance, first=runs)
            line = GateLine(gate.name, new.failures, new.runs, new.upper, new.false_fail)
            write_whole(path, json.dumps(asdict(line)), private=True)
        lines.append(line)
    return lines
