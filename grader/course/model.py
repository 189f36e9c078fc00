"""course.yml → Course: exercises, parts, points, gates, limits and deadlines, strictly checked.

`load_course` returns a frozen Course, or raises one CourseError that names every problem of the
file with its line and its fix. ``python -m grader.course`` prints the JSON Schema of the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, PrivateAttr, ValidationError

from grader.course.fields import (
    Count,
    Deadline,
    ModuleName,
    Name,
    Names,
    Number,
    Percent,
    Positive,
    Rate,
    Score,
    Strict,
    Title,
    WholeHundredths,
)  # fmt: skip
from grader.course.messages import in_words
from grader.course.rules import MOST_BAD_LUCK, problems_of
from grader.course.yaml_lines import FILE, all_broken, read
from grader.errors import UnknownName, UsageError


class Limits(Strict):
    """What a student's process may use: seconds of wall time, and sizes."""

    call_seconds: Positive = Field(default=10.0, description="the longest call")
    exercise_seconds: Positive = Field(default=120.0, description="the whole exercise")
    memory_mb: Count = Field(default=2048, description="resident memory, in MiB")
    output_kb: Count = Field(default=1024, description="what it prints, in KiB")
    disk_mb: Count = Field(default=64, description="what it writes to files, in MiB")


class Lateness(Strict):
    """What a day after the deadline costs, where a submission carries its time."""

    percent_per_day: Percent = Field(description="a day begun counts as a day")
    at_most_percent: Percent = Field(default=100.0, description="never more than this")


class Part(Strict):
    """A function or class that the student writes."""

    name: Name = Field(description="the function's or class's own name")
    points: WholeHundredths
    needs: Names = Field(default=(), description="earlier parts that this one calls")


class Calibration(Strict):
    """How often the reference itself missed the threshold, and what follows for right solutions."""

    runs: Count = Field(description="seeds tried with the reference")
    failures: Annotated[int, Field(ge=0)] = Field(description="of them below the threshold")
    upper: Rate = Field(description="the upper 95 % bound of the failure rate per seed")
    false_fail: Annotated[float, Field(ge=0, lt=MOST_BAD_LUCK)] = Field(
        description="the chance that a right solution fails the gate by bad luck"
    )


class Sure(Strict):
    """What opens a gate early: the ``first`` trainings reach this much, every one of them."""

    first: Count
    threshold: Number = Field(description="the gate's own, or more")


class Gate(Strict):
    """An accuracy that ``need`` of ``seeds`` trainings must reach."""

    name: Name
    part: Name = Field(description="the part that the gate judges")
    threshold: Number
    seeds: Annotated[int, Field(ge=1, le=1000)]
    need: Count
    sure: Sure | None = Field(default=None, description="so few are enough, if they are so good")
    trivial: Number = Field(description="what the best trivial rule gets: below the threshold")
    calibration: Calibration


class Exercise(Strict):
    """A module of parts; ``limits`` are the course's, overridden by its own."""

    name: ModuleName = Field(description="the module's and the folder's name")
    title: Title
    deadline: Deadline | None = Field(default=None, description="an ISO time with its zone")
    limits: Limits = Limits()
    visible_points: Score = Field(
        default=None, description="what the visible checks decide; `grader release` writes it"
    )
    parts: Annotated[tuple[Part, ...], Field(strict=False, min_length=1)]
    gates: Annotated[tuple[Gate, ...], Field(strict=False)] = ()

    @property
    def max_score(self) -> float:
        """The points of all parts."""
        return round(math.fsum(part.points for part in self.parts), 2)

    def part(self, name: str) -> Part:
        """Return the part of this name, or raise UnknownName."""
        return _named(f"part of {self.name}", name, self.parts)

    def gate(self, name: str) -> Gate:
        """Return the gate of this name, or raise UnknownName."""
        return _named(f"gate of {self.name}", name, self.gates)


class Course(Strict):
    """A course: its exercises in order. ``root`` is the folder in which course.yml lies."""

    name: Title
    limits: Limits = Limits()
    lateness: Lateness | None = None
    exercises: Annotated[tuple[Exercise, ...], Field(strict=False, min_length=1)]
    _root: Path = PrivateAttr(default_factory=Path)

    @property
    def root(self) -> Path:
        """The folder in which course.yml lies."""
        return self._root

    def solution_folder(self, exercise: str = "") -> Path:
        """Return where an exercise's reference and suites lie, or the folder of them all."""
        return self.root / "solutions" / exercise

    def exercise_folder(self, exercise: str = "") -> Path:
        """Return where what students get of an exercise lies, or the folder of them all."""
        return self.root / "exercises" / exercise

    def reference(self, exercise: str) -> Path:
        """Return where an exercise's reference solution lies."""
        return self.solution_folder(exercise) / f"{exercise}.py"

    def stub(self, exercise: str) -> Path:
        """Return where the file lies that a student completes."""
        return self.exercise_folder(exercise) / f"{exercise}.py"

    def deciding(self, visible_points: Mapping[str, float]) -> Course:
        """Return the same course, each exercise knowing what its visible checks decide."""
        exercises = tuple(
            each.model_copy(update={"visible_points": visible_points[each.name]})
            for each in self.exercises
        )
        return _settled(self.model_copy(update={"exercises": exercises}), self.root)

    def in_a_hurry(self, call_seconds: float) -> Course:
        """Return the same course with no more than this for a call: for audits, not for grades."""

        def hurried(limits: Limits) -> Limits:
            least = min(call_seconds, limits.call_seconds)
            return _overridden(limits, Limits(call_seconds=least))

        exercises = tuple(
            each.model_copy(update={"limits": hurried(each.limits)}) for each in self.exercises
        )
        return _settled(self.model_copy(update={"exercises": exercises}), self.root)

    def exercise(self, name: str) -> Exercise:
        """Return the exercise of this name, or raise UnknownName; a part names its own."""
        owners = [each.name for each in self.exercises if name in {p.name for p in each.parts}]
        if owners and name not in {each.name for each in self.exercises}:
            where = " and of ".join(owners)
            raise UsageError(f"no exercise is called {name!r}", f"it is a part of {where}")
        return _named("exercise", name, self.exercises)


_SECTIONS: dict[str, type[BaseModel]] = {
    "": Course,
    "exercises": Exercise,
    "parts": Part,
    "gates": Gate,
    "sure": Sure,
    "calibration": Calibration,
    "limits": Limits,
    "lateness": Lateness,
}
Noun = TypeVar("Noun", Part, Gate, Exercise)


def load_course(start: Path | None = None, *, exactly: bool = False) -> Course:
    """Read the course found upwards from ``start`` (here by default), or ``exactly`` there."""
    root = find_course(start or Path.cwd(), exactly)
    plain, lines = read(root / FILE)
    problems = list(problems_of(plain, Limits().model_dump()))
    try:
        course = Course.model_validate(plain)
    except ValidationError as error:
        keys = {section: list(noun.model_fields) for section, noun in _SECTIONS.items()}
        problems += in_words(error, keys)
    wrong = [(lines.of(loc), what, fix) for loc, what, fix in problems]
    wrong += [
        (line, f"`{key}` stands a second time, first in line {first}", "remove one of the two")
        for line, key, first in lines.duplicates()
    ]
    if wrong:
        raise all_broken(wrong)
    return _settled(course, root)


def find_course(start: Path, exactly: bool = False) -> Path:
    """Return the folder of course.yml: the nearest one upwards, or ``exactly`` there."""
    here = start.absolute()
    if here.name == FILE and here.is_file():
        here = here.parent
    for folder in [here] if exactly else [here, *here.parents]:
        if (folder / FILE).is_file():
            return folder
    where = f"in {start}" if exactly else f"in {start} or above it"
    raise UsageError(
        f"there is no {FILE} {where}", "go to the course's folder, or add --course DIR"
    )


def course_schema() -> dict[str, Any]:
    """Return the JSON Schema of course.yml, with which editors complete it."""
    schema = Course.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """Return the schema as the file course.schema.json holds it."""
    return json.dumps(course_schema(), indent=2, ensure_ascii=False) + "\n"


def _settled(course: Course, root: Path) -> Course:
    """Return the course with each exercise's limits completed by the course's, and its place."""
    exercises = tuple(
        exercise.model_copy(update={"limits": _overridden(course.limits, exercise.limits)})
        for exercise in course.exercises
    )
    settled = course.model_copy(update={"exercises": exercises})
    settled._root = root
    return settled


def _overridden(shared: Limits, own: Limits) -> Limits:
    return shared.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})


def _named(kind: str, name: str, nouns: tuple[Noun, ...]) -> Noun:
    for noun in nouns:
        if noun.name == name:
            return noun
    raise UnknownName(kind, name, [noun.name for noun in nouns])
