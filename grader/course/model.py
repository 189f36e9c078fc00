"""course.yml → Course: exercises, parts, points, gates, limits and deadlines, strictly checked.

Each rule of the file is a validator here. `load_course` returns a frozen Course, or raises one
CourseError that names every problem with its line and its fix. ``python -m grader.course`` prints
the JSON Schema of the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_core import InitErrorDetails, PydanticCustomError

from grader.course.binomial import MOST_BAD_LUCK
from grader.course.evidence import Avoid, Trains
from grader.course.fields import (
    LINE,
    NAME,
    Name,
    Positive,
    Price,
    Strict,
    Title,
    broken_rule,
    no_shadow,
    refuse,
    whole_hundredths,
)
from grader.course.gates import CALIBRATING, Gate
from grader.course.limits import Limits
from grader.course.local_time import EXAMPLE
from grader.course.marking import AnswerFile, Rubric, wrong_files, wrong_marking
from grader.course.messages import in_words, suggestion
from grader.course.policy import (
    DEADLINE,
    Attempts,
    CourseLateness,
    Lateness,
    Moment,
    Sections,
    TimeZone,
    completed,
)
from grader.course.yaml_lines import FILE, all_broken, read
from grader.errors import UnknownName, UsageError

_PARTS = [{"name": "softmax", "points": 2}]


class Part(Strict):
    """A function or class that the student writes; or, ``by`` hand, an answer that is marked."""

    name: Name = Field(description=f"the function's or class's own name: {NAME}")
    points: Annotated[Positive, AfterValidator(whole_hundredths)] = Field(
        description="above 0, with two decimals at most", examples=[2]
    )
    needs: tuple[Name, ...] = Field(
        default=(), strict=False, examples=[["sigmoid"]],
        description="a list of earlier parts that this one calls",
    )  # fmt: skip
    avoid: Avoid = ()
    trains: Trains = False
    by: Literal["hand"] | None = Field(
        default=None, examples=["hand"],
        description="hand, where a person marks an answer by a rubric; else checks judge it",
    )  # fmt: skip
    answer: AnswerFile | None = Field(
        default=None, examples=["why.md"],
        description="the file that is handed in, of a part that a person marks: .md, .txt, .png, "
        ".jpg or .pdf; without it the part's name with .md",
    )  # fmt: skip
    rubric: Rubric = ()

    @model_validator(mode="after")
    def _judged_or_marked(self) -> Part:
        keys = ("needs", "avoid", "trains") if self.by else ("answer", "rubric")
        others = [key for key in keys if getattr(self, key)]
        by_hand = self.by is not None
        refuse(*wrong_marking(self.name, self.points, by_hand, self.rubric, others))
        return self

    @property
    def answer_file(self) -> str:
        """The file that is handed in, of a part that is marked by hand."""
        return self.answer or f"{self.name}.md"

    @property
    def is_written(self) -> bool:
        """Whether the answer is a text, which may stand in a notebook as well."""
        return self.answer_file.endswith((".md", ".txt"))


class Exercise(Strict):
    """A module of parts; limits, lateness and attempts are the course's, overridden by its own.

    ``all_parts`` are the file's, in order: ``parts`` those that checks judge, and ``marked`` those
    that a person marks.
    """

    name: Annotated[Name, AfterValidator(no_shadow)] = Field(
        description=f"the module's and the folder's name: {NAME}"
    )
    title: Title = Field(description=f"what students read beside its name: {LINE}")
    deadline: Moment | None = Field(default=None, examples=[EXAMPLE], description=DEADLINE)
    sections: Sections = Field(
        default={}, validate_default=True, examples=[{"A": {"deadline": EXAMPLE}}],
        description="sections of the class, each with its deadline, or {} for the exercise's own",
    )  # fmt: skip
    lateness: Lateness | None = Field(
        default=None, examples=[{"percent_per_day": 10}],
        description="what differs from the course's",
    )  # fmt: skip
    attempts: Attempts = Field(
        default=Attempts(), examples=[{"counts": "best"}],
        description="what differs from the course's",
    )  # fmt: skip
    limits: Limits = Field(
        default=Limits(), examples=[{"call_seconds": 10}],
        description="what differs from the course's",
    )  # fmt: skip
    visible_points: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        default=None, description="what the visible checks decide; `grader release` writes it"
    )
    avoid: Avoid = ()
    all_parts: tuple[Part, ...] = Field(
        alias="parts", strict=False, min_length=1, examples=[_PARTS],
        description="what is written in it, each part below those that it needs",
    )  # fmt: skip
    gates: tuple[Gate, ...] = Field(
        default=(), strict=False, examples=[[]], description="what its trainings must reach"
    )

    @field_validator("gates")
    @classmethod
    def _fair_together(cls, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
        chance = math.fsum(gate.calibration.false_fail for gate in gates)
        if chance >= MOST_BAD_LUCK:
            what = f"the exercise's gates together fail {chance:.2g} of right solutions"
            fix = f"stay under {MOST_BAD_LUCK:g} in all: take more seeds, or a lower threshold"
            refuse(broken_rule(what, fix, len(gates) - 1, "calibration", "false_fail"))
        return gates

    @model_validator(mode="after")
    def _which_attempts_are_late(self) -> Exercise:
        if self.attempts.counts == "best-before-last-after" and self.lateness is None:
            what = "best-before-last-after wants a price for the work after the deadline"
            fix = "add `lateness: {percent_once: 20}` to the course"
            refuse(broken_rule(what, fix, "attempts"))
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that checks judge."""
        return tuple(part for part in self.all_parts if not part.by)

    @property
    def marked(self) -> tuple[Part, ...]:
        """The parts that a person marks."""
        return tuple(part for part in self.all_parts if part.by)

    @property
    def max_score(self) -> float:
        """The points of all parts."""
        return round(math.fsum(part.points for part in self.all_parts), 2)

    def due(self, section: str = "") -> datetime | None:
        """Return the deadline of a section, or the exercise's where it has none of its own."""
        own = self.sections.get(section)
        return own.deadline if own and own.deadline else self.deadline

    def part(self, name: str) -> Part:
        """Return the part of this name that checks judge, or raise UnknownName."""
        return _named(f"part of {self.name}", name, self.parts)

    def any_part(self, name: str) -> Part:
        """Return the part of this name, whoever judges it, or raise UnknownName."""
        return _named(f"part of {self.name}", name, self.all_parts)

    def only(self, parts: Collection[str]) -> Exercise:
        """Return the same exercise with no more than these parts."""
        return self.with_parts(part for part in self.all_parts if part.name in parts)

    def with_parts(self, parts: Iterable[Part]) -> Exercise:
        """Return the same exercise with other parts."""
        return self.model_copy(update={"all_parts": tuple(parts)})

    def gate(self, name: str) -> Gate:
        """Return the gate of this name, or raise UnknownName."""
        return _named(f"gate of {self.name}", name, self.gates)


class Course(Strict):
    """A course: its exercises in order. ``root`` is the folder in which course.yml lies."""

    name: Annotated[Title, Field(examples=["Neural networks"])] = Field(
        description=f"what students and instructors read as its name: {LINE}"
    )
    limits: Limits = Field(
        default=Limits(), examples=[{"call_seconds": 10}],
        description="what a student's process may use, in each exercise",
    )  # fmt: skip
    time_zone: TimeZone | None = Field(
        default=None, examples=["Europe/Zurich"],
        description="in which times without an offset are read, and all are shown",
    )  # fmt: skip
    gradebook: Title = Field(
        default="results", examples=["results"],
        description="the folder of the term's grades, seen from the course's folder",
    )  # fmt: skip
    lateness: CourseLateness | None = Field(
        default=None, examples=[{"percent_per_day": 10}],
        description="what late work costs; without it nothing is taken off",
    )  # fmt: skip
    attempts: Attempts = Field(
        default=Attempts(), examples=[{"counts": "best"}],
        description="which of a student's works of an exercise counts",
    )  # fmt: skip
    hint_prices: tuple[Price, ...] | None = Field(
        default=None, strict=False, examples=[[0, 0, 0, 0.25, 0.5]],
        description="what hints cost in points: the first of a part, the second, and so on",
    )  # fmt: skip
    exercises: tuple[Exercise, ...] = Field(
        strict=False, min_length=1, description="what students work on, in this order",
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
        refuse(*found)
        return course

    @field_validator("exercises", mode="before")
    @classmethod
    def _with_what_the_course_sets(cls, exercises: Any, info: ValidationInfo) -> Any:
        """Complete each exercise; what of the course's is broken is told once, and not of each."""
        if not isinstance(exercises, list):
            return exercises
        lateness = info.data.get("lateness", Lateness(percent_once=1))
        shared = {
            "limits": info.data.get("limits", Limits()).model_dump(),
            "lateness": lateness.model_dump(exclude_none=True, exclude={"late_days"})
            if lateness
            else {},
            "attempts": info.data.get("attempts", Attempts()).model_dump(),
        }
        zone = info.data.get("time_zone", "UTC")
        return [completed(each, shared, zone) for each in exercises]

    @field_validator("exercises")
    @classmethod
    def _no_hint_costs_more_than_its_part(cls, exercises: Any, info: ValidationInfo) -> Any:
        cost = math.fsum(info.data.get("hint_prices") or ())
        parts = [part for exercise in exercises for part in exercise.parts]
        least = min(parts, key=lambda part: part.points, default=None)
        if least and cost > least.points:
            worth = f"`{least.name}` is worth {least.points:g}"
            what = f"all hints of a part cost {cost:g}, and {worth}"
            refuse(broken_rule(what, "lower the prices in `hint_prices`"))
        return exercises

    @property
    def judged(self) -> tuple[Exercise, ...]:
        """The exercises of which checks judge something: the others are marked by hand alone."""
        return tuple(each for each in self.exercises if each.parts)

    @property
    def root(self) -> Path:
        """The folder in which course.yml lies."""
        return self._root

    @property
    def gradebook_folder(self) -> Path:
        """The folder of the term's grades."""
        return self.root / self.gradebook

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone in which times are read and shown, where the course names one."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of all sections that an exercise knows, in order."""
        return tuple(dict.fromkeys(name for each in self.exercises for name in each.sections))

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
        owners = [e.name for e in self.exercises if name in {p.name for p in e.all_parts}]
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
    yield from wrong_files(exercises)
    for number, exercise in enumerate(exercises):
        at = ("exercises", number)
        parts, gates = (_get(exercise, k, []) for k in ("parts", "gates"))
        yield from _second_ones(parts, "part", str, *at)
        yield from _second_ones(gates, "gate", str, *at)
        marked = {_get(part, "name", "") for part in parts if _get(part, "by", "")}
        names = [_get(part, "name", "") for part in parts]
        for position, name in enumerate(names):
            earlier = [each for each in names[:position] if each not in marked]
            for index, need in enumerate(_get(parts[position], "needs", [])):
                if isinstance(need, str) and need not in earlier:
                    what = f"part `{name}` needs `{need}`, which is no earlier part of the exercise"
                    fix = suggestion(need, earlier, "earlier parts are")
                    if need in marked:
                        fix = f"`{need}` is marked by hand: nothing can call it"
                    elif need in names and need != name:
                        fix = f"move `{need}` above `{name}`"
                    yield broken_rule(what, fix, *at, "parts", position, "needs", index)
        for position, gate in enumerate(gates):
            judged = [each for each in names if each not in marked]
            if (part := _get(gate, "part", "")) and part not in judged:
                gate_is = f"gate `{_get(gate, 'name', '')}` is of part `{part}`"
                fix = suggestion(part, judged, "its parts are")
                what = f"{gate_is}, which the exercise does not have"
                yield broken_rule(what, fix, *at, "gates", position, "part")


def _second_ones(
    entries: list[Any], noun: str, key: Callable[[str], str], *at: int | str
) -> Iterator[InitErrorDetails]:
    names = [_get(each, "name", "") for each in entries]
    for position, name in enumerate(names):
        if name and key(name) in map(key, names[:position]):
            what = f"a second {noun} is called `{name}`"
            fix = "rename or remove one of the two"
            yield broken_rule(what, fix, *at, f"{noun}s", position, "name")


def _get(fields: Any, key: str, default: Any) -> Any:
    """Return what stands under a key if it is of the default's kind, else the default."""
    found = fields.get(key) if isinstance(fields, dict) else None
    return found if isinstance(found, type(default)) else default


def load_course(
    start: Path | None = None, *, exactly: bool = False, calibrating: bool = False
) -> Course:
    """Read the course found upwards from ``start`` (here by default), or ``exactly`` there.

    Where it is read for ``calibrating``, its gates need no figures yet.
    """
    root = find_course(start or Path.cwd(), exactly)
    plain, lines = read(root / FILE)
    wrong = [
        (line, f"`{key}` stands a second time, first in line {first}", "remove one of the two")
        for line, key, first in lines.repeated
    ]
    try:
        course = Course.model_validate(plain, context=CALIBRATING if calibrating else None)
    except ValidationError as error:
        wrong += [(lines.of(loc), what, fix) for loc, what, fix in in_words(error, Course, plain)]
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
