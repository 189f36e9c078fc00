"""`grader calibrate`: how often the reference itself misses a gate; the lines for course.yml."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from grader.authoring import Calibration, calibrate_suite, course_lines, write_calibration
from grader.commands.progress import Progress
from grader.course.model import Course


class Calibrated(NamedTuple):
    """The figures of a gate, and the file that holds them."""

    path: Path
    figures: Calibration


def calibrate(
    course: Course, exercise: str, gate: str | None, runs: int, jobs: int, progress: Progress
) -> list[Calibrated]:
    """Calibrate a gate of an exercise, or all of them, and keep the figures in validity/.

    Raises `UnknownName` for a name that the course does not have.
    """
    found, calibrated = course.exercise(exercise), []
    for each in [found.gate(gate)] if gate else found.gates:
        progress.begin(runs, 0)
        progress.say(each.name)
        figures = calibrate_suite(
            course.solution_folder(), exercise, each, runs, jobs, lambda: progress.advance("")
        )
        path = write_calibration(figures, course.root / "validity" / "calibration")
        calibrated.append(Calibrated(path, figures))
    return calibrated


def shown(calibrated: Calibrated) -> str:
    """Return the lines for course.yml, under the name of the file with the figures."""
    return f"# {calibrated.path}\n{course_lines(calibrated.figures)}"
