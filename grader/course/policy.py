"""The rules of a course about time: deadlines of sections, what lateness costs, which work counts.

They are what course.yml may say, strictly checked. `grader.gradebook` applies them to what was
judged: no check is passed or failed by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from grader.course.fields import Percent, Strict, Title, broken_rule, refuse
from grader.course.local_time import EXAMPLE, WrongTime, moment
from grader.errors import nearest

_ZONED = re.compile(r"(?P<written>.*)\[(?P<zone>.*)\]", re.DOTALL)
_ZONE = re.compile(r"UTC|[A-Z]\w*(/[\w+-]+)+", re.ASCII)


def _known_zone(name: str) -> str:
    """Refuse abbreviations too: EST has no summer time, and IST is three zones."""
    try:
        if _ZONE.fullmatch(name) and ZoneInfo(name):
            return name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # OSError: the name of a folder of zones
    known = available_timezones()
    fix = "write for example `time_zone: Europe/Zurich`"
    if not known:
        fix = "install the zones, which this machine does not have: python -m pip install tzdata"
    elif near := nearest(name, sorted(each for each in known if "/" in each)):
        fix = f"did you mean `{near}`?"
    raise PydanticCustomError("zone", "is no time zone", {"fix": fix})


def _read_moment(value: object) -> object:
    """Read a deadline, which the course may have given its zone: ``2026-11-30T23:59[Europe/…]``."""
    if isinstance(value, datetime):
        return value
    text = value if isinstance(value, str) else ""
    zoned = _ZONED.fullmatch(text)
    try:
        return moment(zoned["written"], ZoneInfo(zoned["zone"])) if zoned else moment(text, None)
    except WrongTime as error:
        typed = {"written": zoned["written"]} if zoned else {}
        raise PydanticCustomError("time", error.what, {"fix": error.fix, **typed}) from None


TimeZone = Annotated[str, Field(max_length=100), AfterValidator(_known_zone)]
Moment = Annotated[
    AwareDatetime, BeforeValidator(_read_moment, json_schema_input_type=AwareDatetime | str)
]
SectionName = Annotated[Title, Field(max_length=60, examples=["A"])]
DEADLINE = "an ISO time with its offset; without one it is local time in the course's time_zone"


class Section(Strict):
    """A part of the class with a deadline of its own; without one it has the exercise's."""

    deadline: Moment | None = Field(default=None, examples=[EXAMPLE], description=DEADLINE)


class _Sections(dict[str, Section]):
    """Sections by their names; they can be hashed, since courses are the keys of caches."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


Sections = Annotated[Mapping[SectionName, Section], AfterValidator(_Sections)]


class Lateness(Strict):
    """What work costs that comes after its deadline, in percent of the points judged.

    Lateness is counted from the deadline, a day or hour begun as a whole one; in a course with a
    time zone a day ends at the deadline's time of day, 23 or 25 hours later where clocks change.
    """

    grace_minutes: Annotated[int, Field(ge=0, le=1440)] = Field(
        default=0, description="so many minutes after the deadline still count as on time"
    )
    percent_once: Percent | None = Field(
        default=None, examples=[20], description="percent taken off for being late at all"
    )
    percent_per_day: Percent | None = Field(
        default=None, examples=[10],
        description="percent taken off for each day late; a day begun counts as a day",
    )  # fmt: skip
    percent_per_hour: Percent | None = Field(
        default=None, examples=[2],
        description="percent taken off for each hour late; an hour begun counts as an hour",
    )  # fmt: skip
    at_most_percent: Annotated[float, Field(ge=0, le=100)] = Field(
        default=100.0, description="percent taken off at most: with 60, late work keeps 40 %"
    )
    late_days_each: Annotated[int, Field(ge=0)] | None = Field(
        default=None, examples=[2],
        description="of the term's late days, so many at most may be used for one exercise",
    )  # fmt: skip

    @model_validator(mode="after")
    def _has_one_price(self) -> Lateness:
        if self.percent_per_day is not None and self.percent_per_hour is not None:
            what = "lateness costs `percent_per_day` and `percent_per_hour`"
            refuse(broken_rule(what, "keep one of the two", "percent_per_hour"))
        prices = (self.percent_once, self.percent_per_day, self.percent_per_hour)
        if prices == (None, None, None):
            fix = "add `percent_per_day: 10`, `percent_per_hour` or `percent_once`"
            refuse(broken_rule("this lateness has no price", fix))
        return self


class CourseLateness(Lateness):
    """The course's, which each exercise may override; late days are for the whole term."""

    late_days: Annotated[int, Field(ge=0)] = Field(
        default=0, examples=[3],
        description="days late that cost nothing, for each student, over all exercises together",
    )  # fmt: skip


class Attempts(Strict):
    """Which of a student's works of an exercise counts, where there are several."""

    counts: Literal["last", "best", "best-before-last-after"] = Field(
        default="last", examples=["best"],
        description="last: the newest; best: the one that is worth most, of equal ones the "
        "earlier; best-before-last-after: the better of the best work that was on time "
        "and the last late one, at the price of its lateness",
    )  # fmt: skip
    unreadable_costs_attempt: bool = Field(
        default=False, description="whether a file that cannot be read takes the place of a work"
    )


def completed(exercise: Any, shared: Mapping[str, Any], zone: str | None) -> Any:
    """Return an exercise's plain fields with what the course sets, where it has none of its own.

    ``shared`` holds the course's ``limits``, ``lateness`` and ``attempts`` as plain fields.
    """
    if not isinstance(exercise, dict):
        return exercise
    whole = dict(exercise)
    for key, fields in shared.items():
        own = exercise.get(key, {})
        if isinstance(own, dict):
            whole[key] = _overridden(fields, own) or None
    if isinstance(sections := whole.get("sections"), dict):
        names = {name: str(name) if type(name) is int else name for name in sections}
        whole["sections"] = {names[name]: _zoned(each, zone) for name, each in sections.items()}
    return _zoned(whole, zone)


def _zoned(fields: Any, zone: str | None) -> Any:
    """Give a deadline, as it stands in the file, the course's time zone: for `Moment` to read."""
    written = fields.get("deadline") if isinstance(fields, dict) else None
    if not zone or not isinstance(written, str):
        return fields
    return {**fields, "deadline": f"{written}[{zone}]"}


def _overridden(shared: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Let a price for each hour take the place of one for each day, and the other way round."""
    rates = {"percent_per_day", "percent_per_hour"}
    replaced = rates if rates & own.keys() else set()
    return {key: each for key, each in shared.items() if key not in replaced} | dict(own)
