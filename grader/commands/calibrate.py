"""`grader calibrate`: how often the reference itself misses a gate; the lines for course.yml.

Each run is kept in results/calibration/ as it is done: what was stopped goes on, and more runs are
added to those that are there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.authoring import (
    RECORDS,
    Calibration,
    Runs,
    calibrate_suite,
    course_lines,
    surroundings,
    write_calibration,
)
from grader.commands.progress import Progress
from grader.course import Course, Gate
from grader.course.yaml_lines import FILE, read
from grader.store import fingerprints


class Calibrated(NamedTuple):
    """The figures of a gate, the file that holds them, and how many runs had been done before."""

    path: Path
    figures: Calibration
    resumed: int = 0


class Tally:
    """How far a calibration is, for its last words."""

    def __init__(self) -> None:
        self._kept = "what was trained"

    def count(self, gate: str, done: int, runs: int) -> None:
        """Take notice of how many runs of a gate are done and on the disk."""
        self._kept = f"{done:,} of {runs:,} runs of {gate}"

    def last_words(self) -> str:
        """Say what is kept, and how to continue."""
        return f"stopped: {self._kept} are kept; run the same command again to continue"


def calibrate(
    course: Course,
    exercise: str,
    gate: str | None,
    runs: int,
    jobs: int,
    progress: Progress,
    tally: Tally,
) -> list[Calibrated]:
    """Calibrate a gate of an exercise, or all of them, and keep the figures in validity/.

    What was trained before counts if the exercise and the libraries are as they were. Raises
    `UnknownName` for a name that the course does not have, and `StoreError`.
    """
    calibrated = []
    ground = _ground(course, exercise)
    for each in _gates(course, exercise, gate):
        kept = Runs(course.root / "results" / "calibration" / f"{each.name}.jsonl", ground)
        before = len(kept.of(range(runs)))
        progress.begin(runs, before)
        progress.say(each.name)

        def advance(name: str = each.name, kept: Runs = kept) -> None:
            tally.count(name, len(kept.of(range(runs))), runs)
            progress.advance("")

        tally.count(each.name, before, runs)
        figures = calibrate_suite(
            course.solution_folder(), exercise, each, runs, jobs, advance, kept=kept
        )
        path = write_calibration(figures, _record(course, each).parent)
        calibrated.append(Calibrated(path, figures, before))
    return calibrated


def longer(course: Course, exercise: str, gate: str | None, runs: int) -> list[str]:
    """Say which records hold more runs than are asked for, or cannot be read: none is lost so."""
    return [*_longer(course, _gates(course, exercise, gate), runs)]


def _longer(course: Course, gates: Sequence[Gate], runs: int) -> Iterator[str]:
    for path in [_record(course, each) for each in gates]:
        if not path.exists():
            continue
        try:
            there = int(json.loads(path.read_text(encoding="utf-8"))["runs"])
        except (OSError, ValueError, KeyError, TypeError):
            yield f"{path} is no record of a calibration"
        else:
            if there > runs:
                yield f"{path} holds {there:,} runs, and {runs:,} would replace them"


def _gates(course: Course, exercise: str, gate: str | None) -> Sequence[Gate]:
    found = course.exercise(exercise)
    return [found.gate(gate)] if gate else found.gates


def _record(course: Course, gate: Gate) -> Path:
    return course.root / RECORDS / f"{gate.name}.json"


def _ground(course: Course, exercise: str) -> str:
    """Digest all that a training rests on: not course.yml, whose thresholds are applied later."""
    _, *files = fingerprints.judging_files(course, [course.exercise(exercise).name])
    rests_on = json.dumps([fingerprints.digest(course.root, files), surroundings()])
    return hashlib.sha256(rests_on.encode()).hexdigest()[:32]


def shown(calibrated: Calibrated) -> str:
    """Return the lines for course.yml, under the name of the file with the figures."""
    path, figures, resumed = calibrated
    before = f" ({resumed:,} of {figures.runs:,} runs had been done before)" if resumed else ""
    lines = course_lines(figures)
    if not figures.fair:  # course.yml would be refused with them
        lines = "\n".join(f"# {line}" for line in lines.split("\n"))
    return f"# {path}{before}\n{lines}"


def unfair(course: Course, calibrated: Sequence[Calibrated], exercise: str) -> tuple[str, str]:
    """Say why the figures of some gates cannot stand in course.yml, and what to do; or nothing."""
    said: list[str] = []
    fixes: list[str] = []
    places = _places(course, exercise)
    for each in (one.figures for one in calibrated if not one.figures.fair):
        failed = f"{each.failures} of {each.runs:,} runs failed"
        if each.enough is None:
            place = places[each.gate]
            said.append(f"{place}: {each.gate}: right solutions fail too often: {failed}")
            fixes.append(f"lower the threshold of {each.gate}, or take more seeds")
        else:
            said.append(f"{places[each.gate]}: {each.gate}: too few runs to know: {failed}")
            fixes.append(f"grader calibrate {exercise} {each.gate} --runs {each.enough}")
    return "\n".join(said), "\n".join(fixes)


def _places(course: Course, exercise: str) -> dict[str, str]:
    """Return where the threshold of each gate stands in course.yml."""
    _, lines = read(course.root / FILE)
    number = [each.name for each in course.exercises].index(course.exercise(exercise).name)
    return {
        gate.name: f"{FILE}:{lines.of(('exercises', number, 'gates', position, 'threshold'))}"
        for position, gate in enumerate(course.exercises[number].gates)
    }
