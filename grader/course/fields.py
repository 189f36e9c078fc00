"""The kinds of values that course.yml holds: names, points, rates, times, each with its bounds.

A value out of bounds is an error in words for the course's author.
"""

from __future__ import annotations

import keyword
import sys
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


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
    str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=100), AfterValidator(_no_keyword)
]
ModuleName = Annotated[Name, AfterValidator(_no_shadow)]
Title = Annotated[str, Field(pattern=r"^\S([^\n]*\S)?$", max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
WholeHundredths = Annotated[Positive, AfterValidator(_whole_hundredths)]
Percent = Annotated[float, Field(gt=0, le=100)]
Rate = Annotated[float, Field(ge=0, le=1)]
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Score = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
Deadline = Annotated[
    AwareDatetime, BeforeValidator(_iso_time, json_schema_input_type=AwareDatetime)
]


class Strict(BaseModel):
    """Frozen; no key that is not known, and no text where a number belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
