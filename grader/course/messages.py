"""What pydantic says of a course file, in words for the course's author.

Each `Problem` comes with its remedy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.course.rules import suggestion
from grader.course.yaml_lines import Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, ValidationError

_EXAMPLES = {
    "name": "softmax",
    "title": "Forward propagation",
    "exercises": "[{name: layers, title: Layers, parts: [{name: softmax, points: 2}]}]",
    "parts": "[{name: softmax, points: 2}]",
    "points": "2",
    "gates": "[]",
    "part": "train",
    "threshold": "0.9",
    "seeds": "3",
    "need": "2",
    "sure": "{first: 3, threshold: 0.95}",
    "first": "3",
    "trivial": "0.7",
    "runs": "10000",
    "failures": "25",
    "upper": "0.0035",
    "false_fail": "3.7e-05",
    "limits": "{call_seconds: 10}",
    "call_seconds": "10",
    "exercise_seconds": "120",
    "memory_mb": "2048",
    "output_kb": "1024",
    "disk_mb": "64",
    "lateness": "{percent_per_day: 10}",
    "percent_per_day": "10",
    "at_most_percent": "50",
}
_MENDS = {
    "calibration": "calibrate the gate, and add `calibration:` with what that gives",
    "deadline": 'write it with its time zone: "2026-11-30T23:59:00+01:00"',
    "false_fail": "stay under 1e-4: take more seeds, or a lower threshold, and calibrate again",
    "name": "a Python name: letters a-z, digits and _, beginning with a letter",
    "needs": "list earlier parts by name: `needs: [sigmoid]`",
    "part": "name a part of this exercise",
    "points": "give it points above 0, with two decimals at most: `points: 2`",
    "title": "one line of text, at most 200 letters, in quotes",
}
_KINDS = {
    "string_type": "is not text",
    "string_too_long": "is too long",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "tuple_type": "is not a list",
    "too_short": "is empty",
    "model_type": "is not a set of `key: value` lines",
    "timezone_aware": "has no time zone",
}


def in_words(error: ValidationError, known: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Say all that a validation found; ``known`` gives the keys that each section may have.

    Pydantic calls a list empty of which every entry is broken: the entries' errors are enough.
    """
    details = error.errors(include_url=False)
    news = (each for each in details if each["type"] != "too_short" or not each["input"])
    return [_in_words(each, known) for each in news]


def _in_words(error: ErrorDetails, known: Mapping[str, Sequence[str]]) -> Problem:
    loc = error["loc"]
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    section = next((step for step in reversed(loc[:-1]) if isinstance(step, str)), "")
    match error["type"]:
        case "missing":
            return Problem(loc, f"{_place(section, error['input'])} has no `{key}`", _add(key))
        case "extra_forbidden" | "invalid_key":
            fix = suggestion(key, known.get(section, []), "the keys here are")
            return Problem(loc, f"unknown key `{loc[-1]}`", fix)
        case _:
            value = f"an entry of `{key}`" if loc and loc[-1] != key else f"`{key or 'the file'}`"
            what = f"{value} {_kind(error)}{_shown(error['input'])}"
            return Problem(loc, what, _fix(key, section))


def _place(section: str, fields: Any) -> str:
    if not section:
        return "the course"
    name = fields.get("name") if isinstance(fields, dict) else None
    noun = section.removesuffix("s") if section != "limits" else section
    return (
        f"{noun} `{name}`" if isinstance(name, str) and section != "calibration" else f"this {noun}"
    )


def _add(key: str) -> str:
    return f"add `{key}: {_EXAMPLES[key]}`" if key in _EXAMPLES else _fix(key, "parts")


def _kind(error: ErrorDetails) -> str:
    """Say what is wrong with a value; pydantic's own words where we have none."""
    context = error.get("ctx", {})
    match error["type"]:
        case "string_pattern_mismatch":
            return (
                "is not one line of text"
                if error["loc"][-1] == "title" or len(error["loc"]) == 1
                else "is no Python name"
            )
        case "greater_than":
            return f"is not above {context['gt']:g}"
        case "greater_than_equal":
            return f"is less than {context['ge']:g}"
        case "less_than":
            return f"is not below {context['lt']:g}"
        case "less_than_equal":
            return f"is more than {context['le']:g}"
        case kind:
            return _KINDS.get(kind, error["msg"])


def _shown(value: Any) -> str:
    if value is None:
        return ": nothing stands there"
    if isinstance(value, (str, int, float)):
        text = json.dumps(value, ensure_ascii=False)
        return f": {text if len(text) <= 60 else text[:59] + '…'}"
    return ""


def _fix(key: str, section: str) -> str:
    if key == "name" and section == "":
        return _MENDS["title"]
    if key in _EXAMPLES and key not in _MENDS:
        return f"write for example `{key}: {_EXAMPLES[key]}`"
    return _MENDS.get(key, "see the example in the README")
