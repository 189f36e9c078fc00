"""course.yml → Course: exercises, parts, points, gates, limits and deadlines, strictly checked.

Each rule of the file is a validator here. `load_course` returns a frozen Course, or raises one
CourseError that names every problem with its line and its fix. ``python -m grader.course`` prints
the JSON Schema of the file.
"""

from __future__ import annotations

import json
import keyword
import math
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_core import InitErrorDetails, PydanticCustomError

from grader.course.binomial import CONFIDENCE, MOST_BAD_LUCK, at_most, bad_luck, upper_bound
from grader.course.evidence import Avoid, Trains
from grader.course.messages import in_words, suggestion
from grader.course.yaml_lines import FILE, all_broken, read
from grader.errors import UnknownName, UsageError

_ROUNDED = 0.05
"""Figures in a file are rounded: they may be off by this share."""

_NAME = "letters a-z, digits and _, beginning with a letter"
_PARTS = [{"name": "softmax", "points": 2}]


def _no_keyword(name: str) -> str:
    if keyword.iskeyword(name):
        raise PydanticCustomError("keyword", "is a word of Python's own")
    return name


def _no_shadow(name: str) -> str:
    if name in sys.stdlib_module_names:
        raise PydanticCustomError("shadow", "is a module of Python's own, which it would hide")
    return name


def _whole_hundredths(points: float) -> float:
    if round(points, 2) != points:
        raise PydanticCustomError("decimals", "has more than two decimals")
    return points


def _iso_time(value: object) -> object:
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("time", "is not a date and time") from None


Name = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=100, description=_NAME, examples=["softmax"]
    ),
    AfterValidator(_no_keyword),
]
Title = Annotated[
    str,
    Field(
        pattern=r"^\S([^\n]*\S)?$", max_length=200, examples=["Forward propagation"],
        description="one line of text, at most 200 letters, in quotes",
    ),
]  # fmt: skip
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=0, allow_inf_nan=False), AfterValidator(_whole_hundredths)]
Percent = Annotated[float, Field(gt=0, le=100)]
Count = Annotated[int, Field(ge=1)]


def _broken(what: str, fix: str, *loc: int | str) -> InitErrorDetails:
    """Return a broken rule; ``loc`` leads from the value that is validated to what is wrong."""
    kind = PydanticCustomError("rule", what, {"fix": fix})
    return InitErrorDetails(type=kind, loc=loc, input=None)


def _refuse(*broken: InitErrorDetails) -> None:
    if broken:
        raise ValidationError.from_exception_data(FILE, [*broken])


class Strict(BaseModel):
    """Frozen; no key that is not known, and no text where a number belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Limits(Strict):
    """What a student's process may use: seconds of wall time, and sizes."""

    call_seconds: Positive = Field(default=10.0, description="the longest call")
    exercise_seconds: Positive = Field(default=120.0, description="the whole exercise")
    memory_mb: Count = Field(default=2048, description="resident memory, in MiB")
    output_kb: Count = Field(default=1024, description="what it prints, in KiB")
    disk_mb: Count = Field(default=64, description="what it writes to files, in MiB")

    @model_validator(mode="after")
    def _a_call_is_a_part_of_the_whole(self) -> Limits:
        if self.call_seconds > self.exercise_seconds:
            call, whole = f"{self.call_seconds:g} s", f"{self.exercise_seconds:g} s"
            what = f"a call may take {call}, but the whole exercise only {whole}"
            _refuse(_broken(what, "raise exercise_seconds, or lower call_seconds"))
        return self


class Lateness(Strict):
    """What a day after the deadline costs, where a submission carries its time."""

    percent_per_day: Percent = Field(description="a day begun counts as a day", examples=[10])
    at_most_percent: Percent = Field(default=100.0, description="never more than this")


class Part(Strict):
    """A function or class that the student writes."""

    name: Name = Field(description=f"the function's or class's own name: {_NAME}")
    points: Annotated[Positive, AfterValidator(_whole_hundredths)] = Field(
        description="above 0, with two decimals at most", examples=[2]
    )
    needs: tuple[Name, ...] = Field(
        default=(), strict=False, examples=[["sigmoid"]],
        description="a list of earlier parts that this one calls",
    )  # fmt: skip
    avoid: Avoid = ()
    trains: Trains = False


class Calibration(Strict):
    """How often the reference itself missed the threshold, and what follows for right solutions."""

    runs: Count = Field(description="seeds tried with the reference", examples=[10000])
    failures: int = Field(ge=0, description="of them below the threshold", examples=[25])
    upper: float = Field(
        ge=0, le=1, examples=[0.0035],
        description="the upper 95 % bound of the failure rate per seed",
    )  # fmt: skip
    false_fail: float = Field(
        ge=0, lt=MOST_BAD_LUCK, examples=[3.7e-5],
        description="the chance that a right solution fails the gate by bad luck; "
        "if it is too high take more seeds, or a lower threshold, and calibrate again",
    )  # fmt: skip

    @field_validator("failures", "upper")
    @classmethod
    def _follow_from_the_runs(cls, value: Any, info: ValidationInfo) -> Any:
        """An upper bound may lie higher than it must, and lower by rounding only."""
        match info.field_name, info.data:
            case "failures", {"runs": runs} if value > runs:
                what = f"{value} of {runs} runs cannot have failed"
                _refuse(_broken(what, "calibrate again"))
            case "upper", {"runs": runs, "failures": failures} if (
                at_most(failures, runs, value * (1 + _ROUNDED)) > 1 - CONFIDENCE
            ):
                bound = f"{upper_bound(failures, runs):.2g}"
                what = f"but {failures} failures of {runs} have the bound {bound}"
                fix = f"write `upper: {bound}`, or calibrate again"
                _refuse(_broken(f"upper is {value:g}, {what}", fix))
        return value


class Sure(Strict):
    """What opens a gate early: the ``first`` trainings reach this much, every one of them."""

    first: Count = Field(examples=[3])
    threshold: Number = Field(description="the gate's own, or more", examples=[0.95])


class Gate(Strict):
    """An accuracy that ``need`` of ``seeds`` trainings must reach."""

    name: Name
    part: Name = Field(description="the exercise's part that the gate judges", examples=["train"])
    threshold: Number = Field(examples=[0.9])
    seeds: int = Field(ge=1, le=1000, examples=[3])
    need: Count = Field(examples=[2])
    sure: Sure | None = Field(
        default=None, description="so few are enough, if they are so good",
        examples=[{"first": 3, "threshold": 0.95}],
    )  # fmt: skip
    trivial: Number = Field(
        description="what the best trivial rule gets: below the threshold", examples=[0.7]
    )
    calibration: Calibration = Field(
        description="calibrate the gate, and add `calibration:` with what that gives"
    )

    @field_validator("need", "sure", "trivial", "calibration")
    @classmethod
    def _fits_what_stands_before(cls, value: Any, info: ValidationInfo) -> Any:
        match info.field_name, info.data:
            case "need", {"seeds": seeds} if value > seeds:
                what = f"{value} of {seeds} seeds cannot be reached"
                _refuse(_broken(what, f"need at most {seeds}"))
            case "trivial", {"threshold": least} if value >= least:
                what = f"the trivial rule gets {value:g} and so passes the threshold {least:g}"
                _refuse(_broken(what, "raise the threshold above what the trivial rule gets"))
            case "sure", before if value:
                _refuse(*_weaker(value, **before))
            case "calibration", {"seeds": seeds, "need": need}:
                right, written = bad_luck(value.upper, seeds, need), value.false_fail
                if abs(written - right) > 2 * _ROUNDED * right + 1e-8 * (written > right):
                    what = f"but {need} of {seeds} seeds give {right:.2g}"
                    fix = f"write `false_fail: {right:.1e}`, or calibrate again"
                    _refuse(_broken(f"false_fail is {written:g}, {what}", fix, "false_fail"))
        return value


def _weaker(
    sure: Sure, threshold: float = -math.inf, need: float = math.inf, **others: Any
) -> Iterator[InitErrorDetails]:
    """An early opening may ask for more of fewer trainings, and for no less."""
    if sure.threshold < threshold:
        what = f"{sure.threshold:g}, below the gate's own threshold {threshold:g}"
        yield _broken(f"sure.threshold is {what}", f"write {threshold:g}, or more", "threshold")
    if sure.first >= need:
        what = f"the first {sure.first} are no fewer than the {need} that the gate needs"
        yield _broken(what, f"less than {need}, or leave `sure` out", "first")


class Exercise(Strict):
    """A module of parts; ``limits`` are the course's, overridden by its own."""

    name: Annotated[Name, AfterValidator(_no_shadow)] = Field(
        description=f"the module's and the folder's name: {_NAME}"
    )
    title: Title
    deadline: (
        Annotated[AwareDatetime, BeforeValidator(_iso_time, json_schema_input_type=AwareDatetime)]
        | None
    ) = Field(
        default=None, examples=["2026-11-30T23:59:00+01:00"],
        description="an ISO time with its zone",
    )  # fmt: skip
    limits: Limits = Field(default=Limits(), examples=[{"call_seconds": 10}])
    visible_points: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        default=None, description="what the visible checks decide; `grader release` writes it"
    )
    avoid: Avoid = ()
    parts: tuple[Part, ...] = Field(strict=False, min_length=1, examples=[_PARTS])
    gates: tuple[Gate, ...] = Field(default=(), strict=False, examples=[[]])

    @field_validator("gates")
    @classmethod
    def _fair_together(cls, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
        chance = math.fsum(gate.calibration.false_fail for gate in gates)
        if chance >= MOST_BAD_LUCK:
            what = f"the exercise's gates together fail {chance:.2g} of right solutions"
            fix = f"stay under {MOST_BAD_LUCK:g} in all: take more seeds, or a lower threshold"
            _refuse(_broken(what, fix, len(gates) - 1, "calibration", "false_fail"))
        return gates

    @property
    def max_score(self) -> float:
        """The points of all parts."""
        return round(math.fsum(part.points for part in self.parts), 2)

    def part(self, name: str) -> Part:
        """Return the part of this name, or raise UnknownName."""
        return _named(f"part of {self.name}", name, self.parts)

    def only(self, parts: Collection[str]) -> Exercise:
        """Return the same exercise with no more than these parts."""
        kept = tuple(part for part in self.parts if part.name in parts)
        return self.model_copy(update={"parts": kept})

    def gate(self, name: str) -> Gate:
        """Return the gate of this name, or raise UnknownName."""
        return _named(f"gate of {self.name}", name, self.gates)


class Course(Strict):
    """A course: its exercises in order. ``root`` is the folder in which course.yml lies."""

    name: Annotated[Title, Field(examples=["Neural networks"])]
    limits: Limits = Field(default=Limits(), examples=[{"call_seconds": 10}])
    lateness: Lateness | None = Field(default=None, examples=[{"percent_per_day": 10}])
    hint_prices: tuple[Price, ...] | None = Field(
        default=None, strict=False, examples=[[0, 0, 0, 0.25, 0.5]],
        description="what hints cost in points: the first of a part, the second, and so on",
    )  # fmt: skip
    exercises: tuple[Exercise, ...] = Field(
        strict=False, min_length=1,
        examples=[[{"name": "layers", "title": "Layers", "parts": _PARTS}]],
    )  # fmt: skip
    _root: Path = PrivateAttr(default_factory=Path)

    @model_validator(mode="wrap")
    @classmethod
    def _names_fit(cls, plain: Any, handler: ModelWrapValidatorHandler[Course]) -> Course:
        """Report wrong names beside wrong fields: they are read where those are half broken."""
        found = list(_wrong_names(plain))
        try:
            course = handler(plain)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                kind = PydanticCustomError(each["type"], each["msg"], each.get("ctx"))
                found.append(InitErrorDetails(type=kind, loc=each["loc"], input=each["input"]))
        _refuse(*found)
        return course

    @field_validator("exercises", mode="before")
    @classmethod
    def _with_all_limits(cls, exercises: Any, info: ValidationInfo) -> Any:
        """Complete each exercise's limits by the course's."""
        shared = info.data.get("limits", Limits()).model_dump()

        def completed(each: Any) -> Any:
            own = each.get("limits", {}) if isinstance(each, dict) else None
            return {**each, "limits": shared | own} if isinstance(own, dict) else each

        return [*map(completed, exercises)] if isinstance(exercises, list) else exercises

    @field_validator("exercises")
    @classmethod
    def _no_hint_costs_more_than_its_part(cls, exercises: Any, info: ValidationInfo) -> Any:
        cost = math.fsum(info.data.get("hint_prices") or ())
        parts = [part for exercise in exercises for part in exercise.parts]
        least = min(parts, key=lambda part: part.points)
        if cost > least.points:
            worth = f"`{least.name}` is worth {least.points:g}"
            what = f"all hints of a part cost {cost:g}, and {worth}"
            _refuse(_broken(what, "lower the prices in `hint_prices`"))
        return exercises

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
        return self._with(lambda each: {"visible_points": visible_points[each.name]})

    def in_a_hurry(self, call_seconds: float) -> Course:
        """Return the same course with no more than this for a call: for audits, not for grades."""

        def hurried(limits: Limits) -> Limits:
            least = min(call_seconds, limits.call_seconds)
            return limits.model_copy(update={"call_seconds": least})

        return self._with(lambda each: {"limits": hurried(each.limits)})

    def _with(self, changes: Callable[[Exercise], dict[str, Any]]) -> Course:
        exercises = tuple(each.model_copy(update=changes(each)) for each in self.exercises)
        return self.model_copy(update={"exercises": exercises})

    def exercise(self, name: str) -> Exercise:
        """Return the exercise of this name, or raise UnknownName; a part names its own."""
        owners = [each.name for each in self.exercises if name in {p.name for p in each.parts}]
        if owners and name not in {each.name for each in self.exercises}:
            where = " and of ".join(owners)
            what = f"no exercise is called {name!r}: it is a part of {where}"
            raise UsageError(what, f"name the exercise: {owners[0]}")
        return _named("exercise", name, self.exercises)


Noun = TypeVar("Noun", Part, Gate, Exercise)


def _wrong_names(course: Any) -> Iterator[InitErrorDetails]:
    """Compare all names of a course's plain values, of which any may be missing or broken.

    Exercises are folders: on some machines their names may not differ by case alone.
    """
    exercises = _get(course, "exercises", [])
    yield from _second_ones(exercises, "exercise", str.casefold)
    for number, exercise in enumerate(exercises):
        at = ("exercises", number)
        parts, gates = (_get(exercise, k, []) for k in ("parts", "gates"))
        yield from _second_ones(parts, "part", str, *at)
        yield from _second_ones(gates, "gate", str, *at)
        names = [_get(part, "name", "") for part in parts]
        for position, name in enumerate(names):
            earlier = names[:position]
            for index, need in enumerate(_get(parts[position], "needs", [])):
                if isinstance(need, str) and need not in earlier:
                    what = f"part `{name}` needs `{need}`, which is no earlier part of the exercise"
                    fix = suggestion(need, earlier, "earlier parts are")
                    if need in names and need != name:
                        fix = f"move `{need}` above `{name}`"
                    yield _broken(what, fix, *at, "parts", position, "needs", index)
        for position, gate in enumerate(gates):
            if (part := _get(gate, "part", "")) and part not in names:
                gate_is = f"gate `{_get(gate, 'name', '')}` is of part `{part}`"
                fix = suggestion(part, names, "its parts are")
                what = f"{gate_is}, which the exercise does not have"
                yield _broken(what, fix, *at, "gates", position, "part")


def _second_ones(
    entries: list[Any], noun: str, key: Callable[[str], str], *at: int | str
) -> Iterator[InitErrorDetails]:
    names = [_get(each, "name", "") for each in entries]
    for position, name in enumerate(names):
        if name and key(name) in map(key, names[:position]):
            what = f"a second {noun} is called `{name}`"
            fix = "rename or remove one of the two"
            yield _broken(what, fix, *at, f"{noun}s", position, "name")


def _get(fields: Any, key: str, default: Any) -> Any:
    """Return what stands under a key if it is of the default's kind, else the default."""
    found = fields.get(key) if isinstance(fields, dict) else None
    return found if isinstance(found, type(default)) else default


def load_course(start: Path | None = None, *, exactly: bool = False) -> Course:
    """Read the course found upwards from ``start`` (here by default), or ``exactly`` there."""
    root = find_course(start or Path.cwd(), exactly)
    plain, lines = read(root / FILE)
    wrong = [
        (line, f"`{key}` stands a second time, first in line {first}", "remove one of the two")
        for line, key, first in lines.repeated
    ]
    try:
        course = Course.model_validate(plain)
    except ValidationError as error:
        wrong += [(lines.of(loc), what, fix) for loc, what, fix in in_words(error, Course)]
    if wrong:
        raise all_broken(wrong)
    course._root = root
    return course


def find_course(start: Path, exactly: bool = False) -> Path:
    """Return the folder of course.yml: the nearest one upwards, or ``exactly`` there."""
    here = start.absolute()
    if here.name == FILE and here.is_file():
        here = here.parent
    for folder in [here] if exactly else [here, *here.parents]:
        if (folder / FILE).is_file():
            return folder
    where = f"in {start}" if exactly else f"in {start} or above it"
    remedy = "go to the course's folder, or add --course DIR"
    raise UsageError(f"there is no {FILE} {where}", remedy)


def course_schema() -> dict[str, Any]:
    """Return the JSON Schema of course.yml, with which editors complete it."""
    schema = Course.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """Return the schema as the file course.schema.json holds it."""
    return json.dumps(course_schema(), indent=2, ensure_ascii=False) + "\n"


def _named(kind: str, name: str, nouns: Sequence[Noun]) -> Noun:
    for noun in nouns:
        if noun.name == name:
            return noun
    raise UnknownName(kind, name, [noun.name for noun in nouns])
