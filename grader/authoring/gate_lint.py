"""course.yml, hidden suites, kept calibrations → what is wrong with gates, in sentences.

A gate that no check asks for judges nobody, and figures that were measured for another rule say
nothing of the one that stands there now. Nothing is run or trained here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from grader.authoring.calibration import RECORDS, unused
from grader.checks.suites import HIDDEN
from grader.course.gates import Gate, Sure
from grader.course.model import Course, Exercise
from grader.course.yaml_lines import FILE, Lines, read


class _Sure(BaseModel):
    first: int
    threshold: float


class _Record(BaseModel):
    """The part of a kept calibration that says what it was measured for."""

    threshold: float
    seeds: int
    need: int
    sure: _Sure | None = None
    runs: int
    failures: int


_RECORD = TypeAdapter(_Record)


def gate_problems(course: Course) -> list[str]:
    """Say which gates no check asks for, and which are not as they were calibrated."""
    if not any(each.gates for each in course.judged):
        return []
    _, lines = read(course.root / FILE)
    said: list[str] = []
    for number, exercise in enumerate(course.exercises):
        asked = _asked(course.solution_folder(exercise.name) / HIDDEN) if exercise.gates else None
        for position, gate in enumerate(exercise.gates):
            at = ("exercises", number, "gates", position)
            if asked is not None and gate.name not in asked:
                what, fix = unused(gate.name)
                suite = f"solutions/{exercise.name}/{HIDDEN}"
                said.append(f"{FILE}:{lines.of(at)}: {what}: in {suite} {fix}, or remove the gate")
            said += _otherwise_calibrated(course, exercise, gate, lines, at)
    return said


def _asked(suite: Path) -> set[str] | None:
    """Return the gates that a suite asks for by name; None where its text does not tell."""
    if not suite.is_file():
        return None
    tree = ast.parse(suite.read_text(encoding="utf-8-sig"))
    names, calls, uses = set[str](), 0, 0
    for node in ast.walk(tree):
        uses += isinstance(node, ast.Name) and node.id == "gate"
        match node:
            case ast.Call(ast.Name("gate"), [ast.Constant(str(name)), *_]):
                calls += 1
                names.add(name)
    return names if calls == uses else None


def _otherwise_calibrated(
    course: Course, exercise: Exercise, gate: Gate, lines: Lines, at: tuple[int | str, ...]
) -> Iterator[str]:
    """Name each number of a gate that is another in the record of its calibration."""
    path = course.root / RECORDS / f"{gate.name}.json"
    if not path.is_file():
        return
    again = f"grader calibrate {exercise.name} {gate.name}"
    try:
        record = _RECORD.validate_json(path.read_bytes())
    except ValidationError:
        yield f"{RECORDS}/{path.name}:1: this is no record of a calibration: {again} --yes"
        return
    fix = f"{again} --runs {record.runs}, and put what it prints in the gate's place"
    for key in ("threshold", "seeds", "need"):
        was, now = getattr(record, key), getattr(gate, key)
        if was != now:
            what = f"gate {gate.name} was calibrated with {key}: {was:g}, not {now:g}"
            yield f"{FILE}:{lines.of((*at, key))}: {what}: {fix}"
    was, now = _opening(record.sure), _opening(gate.sure)
    if was != now:
        what = f"gate {gate.name} was calibrated with {was}, not {now}"
        yield f"{FILE}:{lines.of((*at, 'sure'))}: {what}: {fix}"
    was, now = (f"{each.failures} of {each.runs}" for each in (record, gate.calibration))
    if was != now:
        what = f"{now} trainings of gate {gate.name} failed, and {was} in {RECORDS}/{path.name}"
        yield f"{FILE}:{lines.of((*at, 'calibration'))}: {what}: {fix}"


def _opening(sure: _Sure | Sure | None) -> str:
    return f"sure: {{first: {sure.first}, threshold: {sure.threshold:g}}}" if sure else "no sure"
