"""What pydantic reports of a course file → `Problem`s in words for its author, each with its fix.

What to write instead is said by the field itself: its ``examples``, default and ``description``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, get_args

import yaml
from pydantic import BaseModel

from grader.course.yaml_lines import Loc, Problem
from grader.errors import nearest

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails, ValidationError

_KINDS = {
    "string_type": "is not text",
    "string_too_long": "is too long",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "int_type": "is not a whole number",
    "bool_type": "is not true or false",
    "int_from_float": "is not a whole number",
    "tuple_type": "is not a list",
    "too_short": "is empty",
    "model_type": "is not a set of `key: value` lines",
    "literal_error": "is none of {expected}",
    "timezone_aware": "has no time zone",
    "greater_than": "is not above {gt:g}",
    "greater_than_equal": "is less than {ge:g}",
    "less_than": "is not below {lt:g}",
    "less_than_equal": "is more than {le:g}",
}


def in_words(error: ValidationError, course: type[BaseModel], written: Any = None) -> list[Problem]:
    """Say all that the validation of a ``course`` found in what was ``written``.

    Pydantic calls a list empty of which every entry is broken: the entries' errors are enough. What
    is missing where its misspelt key stands is not said a second time.
    """
    details = error.errors(include_url=False)
    misspelt = {
        (
            *each["loc"][:-1],
            nearest(str(each["loc"][-1]), [*_fields(_place(each["loc"], course)[0])]),
        )
        for each in details
        if each["type"] == "extra_forbidden"
    }
    news = (
        each
        for each in details
        if (each["type"] != "too_short" or not each["input"])
        and (each["type"] != "missing" or each["loc"] not in misspelt)
    )
    return [_in_words(each, course, written) for each in news]


def suggestion(name: str, known: Iterable[str], kind: str) -> str:
    """Say which of the known names was perhaps meant."""
    names = [each for each in known if each]
    if near := nearest(name, names):
        return f"did you mean `{near}`?"
    return f"{kind}: {', '.join(names)}" if names else f"{kind}: none"


def _in_words(error: ErrorDetails, course: type[BaseModel], written: Any) -> Problem:
    loc, value = error["loc"], error["input"]
    if error["type"] == "invalid_key":  # such as a number: the file has it as text
        loc = (*loc[:-1], str(loc[-1]))
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    noun, field = _place(loc, course)
    example, description = (_example(key, field), field.description or "") if field else ("", "")
    match error["type"]:
        case "rule":
            return Problem(loc, error["msg"], error["ctx"]["fix"])
        case "missing":
            owner = "the course" if noun is course else _called(noun, value)
            fix = f"add `{example}`" if example else _filled_in(description, loc, written)
            return Problem(loc, f"{owner} has no `{key}`", fix)
        case "shadow" | "keyword":
            fix = f"call it something else, such as `my_{value.lower()}`"
            also = ", and so its folder in solutions/" if error["type"] == "shadow" else ""
            return Problem(loc, f'`{key}` {error["msg"]}: "{value}"', fix + also)
        case "extra_forbidden" | "invalid_key":
            fix = suggestion(key, _fields(noun), "the keys here are")
            return Problem(loc, f"unknown key `{loc[-1]}`", fix)
    subject = f"an entry of `{key}`" if loc and loc[-1] != key else f"`{key or 'the file'}`"
    context = error.get("ctx", {})
    what = f"{subject} {_kind(error)}{_shown(context.get('written', value))}"
    if "fix" in context:
        return Problem(loc, what, context["fix"])
    if example:
        description = f"write for example `{example}`" + (description and f" ({description})")
    return Problem(loc, what, description or "see the small one on the manual's page course.yml")


def _filled_in(description: str, loc: Loc, written: Any) -> str:
    """Name the exercise, and the gate, for which a command in a description is to be typed."""
    names = []
    for step in loc[:-1]:
        try:
            written = written[step]
        except (KeyError, IndexError, TypeError):
            return description
        if isinstance(written, dict) and isinstance(written.get("name"), str):
            names.append(written["name"])
    return description.replace("EXERCISE", " ".join(names)) if names else description


def _place(loc: Loc, noun: type[BaseModel]) -> tuple[type[BaseModel], FieldInfo | None]:
    """Return the noun that a value belongs to, and its field there if the key is known."""
    field = None
    for step in loc:
        if isinstance(step, str):
            noun = _noun_in(field.annotation) or noun if field else noun
            field = _fields(noun).get(step)
    return noun, field


def _fields(noun: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a noun's fields by their keys in the file."""
    return {field.alias or name: field for name, field in noun.model_fields.items()}


def _noun_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_noun_in, get_args(annotation))), None)


def _called(noun: type[BaseModel], fields: Any) -> str:
    name = fields.get("name") if isinstance(fields, dict) else None
    kind = noun.__name__.lower()
    return f"{kind} `{name}`" if isinstance(name, str) else f"this {kind}"


def _example(key: str, field: FieldInfo) -> str:
    """Return a line of YAML with this key; empty for a field that has no example."""
    if not field.examples and not isinstance(field.default, (int, float)):
        return ""
    line = {key: field.examples[0] if field.examples else field.default}
    return yaml.safe_dump(line, default_flow_style=True, sort_keys=False, width=1000)[1:-2]


def _kind(error: ErrorDetails) -> str:
    """Say what is wrong with a value; pydantic's own words, or our validators', where not here."""
    context = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        return "is no Python name" if "A-Z" in context["pattern"] else "is not one line of text"
    return _KINDS[error["type"]].format(**context) if error["type"] in _KINDS else error["msg"]


def _shown(value: Any) -> str:
    if value is None:
        return ": nothing stands there"
    if isinstance(value, (str, int, float)):
        text = json.dumps(value, ensure_ascii=False)
        return f": {text if len(text) <= 60 else text[:59] + '…'}"
    return ""
