"""The kinds of values that course.yml is made of, each with its rule and the words of its fix."""

from __future__ import annotations

import keyword
import sys
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from grader.course.yaml_lines import FILE

_LIBRARIES = {"grader", "numpy", "pytest", "scipy", "sklearn", "torch", "pandas", "matplotlib"}
_OTHER_FILES = {"misconceptions", "picture", "test_hidden", "test_visible"}
NAME = "letters a-z, digits and _, beginning with a letter"
LINE = "one line of text, at most 200 letters, in quotes"


def _no_keyword(name: str) -> str:
    if keyword.iskeyword(name):
        raise PydanticCustomError("keyword", "is a word of Python's own")
    return name


def no_shadow(name: str) -> str:
    """Refuse the name of a module that suites import, or of another file of an exercise."""
    if name in sys.stdlib_module_names:
        raise PydanticCustomError("shadow", "is a module of Python's own, which it would hide")
    if name in _LIBRARIES:
        raise PydanticCustomError("shadow", "is a library, which it would hide")
    if name in _OTHER_FILES:
        raise PydanticCustomError("shadow", "is what another file of each exercise is called")
    return name


def whole_hundredths(points: float) -> float:
    """Refuse points with more than two decimals."""
    if round(points, 2) != points:
        raise PydanticCustomError("decimals", "has more than two decimals")
    return points


Name = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=100, description=NAME, examples=["softmax"]
    ),
    AfterValidator(_no_keyword),
]
Title = Annotated[
    str,
    Field(
        pattern=r"^\S([^\n]*\S)?$", max_length=200, examples=["Forward propagation"],
        description=LINE,
    ),
]  # fmt: skip
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=0, allow_inf_nan=False), AfterValidator(whole_hundredths)]
Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


def broken_rule(what: str, fix: str, *loc: int | str) -> InitErrorDetails:
    """Return a broken rule; ``loc`` leads from the value that is validated to what is wrong."""
    kind = PydanticCustomError("rule", what, {"fix": fix})
    return InitErrorDetails(type=kind, loc=loc, input=None)


def refuse(*broken: InitErrorDetails) -> None:
    """Raise one error of all broken rules, if there is any."""
    if broken:
        raise ValidationError.from_exception_data(FILE, [*broken])


class Strict(BaseModel):
    """Frozen; no key that is not known, and no text where a number belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
