"""results.json: the contract with every other program. The same results are the same bytes.

It is pure ASCII, so that no name or message of a student's can do anything to who reads it.
``python -m grader.reports.results_json > results.schema.json`` renews the committed schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from grader.feedback import Explanation, encodable
from grader.judging import (
    Check,
    Flag,
    ItemMark,
    Outcome,
    PartScore,
    Result,
    Standing,
    held,
    points_of_checks,
)
from grader.reports.order import by_student
from grader.sandbox.verdict import Verdict

VERSION = 3


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return results.json: sorted by student, then in course order, a result on each line."""
    level = environment.get("protection", "")
    ordered = [each for own in by_student(results).values() for each in own]
    lines = ",\n".join(json.dumps(_result(each, level), allow_nan=False) for each in ordered)
    machine = json.dumps(dict(environment), sort_keys=True)
    return f'{{"version": {VERSION},\n"environment": {machine},\n"results": [\n{lines}\n]}}\n'


def _result(result: Result, level: str) -> dict[str, Any]:
    return {
        "student": encodable(result.student),
        "exercise": result.exercise,
        "standing": result.standing,
        "score": result.score,
        "arithmetic": encodable(result.arithmetic),
        "judged_score": result.judged_score,
        "adjustment": result.adjustment,
        "lower": result.lower and dict(zip(("score", "held"), result.lower, strict=True)),
        "max_score": result.max_score,
        "held": held(result),
        "verdict": result.verdict,
        "signal": result.signal or None,
        "reason": _explanation(result.reason),
        "note": encodable(result.note),
        "late_percent": result.late_percent,
        "handed_in": result.handed_in and result.handed_in.isoformat(),
        "attempt": result.attempt,
        "digest": result.digest,
        "protection": level,
        "flags": [_flag(each) for each in result.flags],
        "parts": [_part(part) for part in result.parts],
        "checks": [
            {
                "id": check.id,
                "part": check.part,
                "visible": check.visible,
                "sentence": encodable(check.sentence),
                "outcome": check.outcome,
                "weight": check.weight,
                "points": points,
                "stand_ins": list(check.stand_ins),
                "explanation": _explanation(check.explanation),
                "fault": _fault(check),
            }
            for check, points in zip(result.checks, points_of_checks(result), strict=True)
        ],
    }


def _part(part: PartScore) -> dict[str, Any]:
    fields = asdict(part)
    del fields["marking"]
    if part.marking is not None:
        fields["marking"] = {
            "state": part.marking.state,
            "items": [_item(each) for each in part.marking.items],
            "comment": encodable(part.marking.comment),
            "note": part.marking.note,
        }
    return fields


def _item(item: ItemMark) -> dict[str, Any]:
    texts = {"name": encodable(item.name), "text": encodable(item.text)}
    return {**texts, "points": item.points, "max_points": item.max_points}


def _fault(check: Check) -> str | None:
    broken = check.outcome is Outcome.NOT_JUDGED and check.detail
    return encodable(check.detail) if broken else None


def _flag(flag: Flag) -> dict[str, str]:
    return {name: encodable(text) for name, text in asdict(flag).items()}


def _explanation(explanation: Explanation | None) -> dict[str, str] | None:
    if explanation is None:
        return None
    return {name: encodable(text) for name, text in asdict(explanation).items()}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of results.json."""
    part = _object(part=_NAME, score=_POINTS, max_score=_POINTS, held=_HELD)
    part["properties"]["marking"] = _marking()  # of parts that a person marks alone
    check = _object(
        id=_NAME,
        part=_NAME,
        visible={"type": "boolean"},
        sentence={"type": "string", "description": "what the check asks for, for the student"},
        outcome={"enum": [*Outcome]},
        weight={"type": "number", "minimum": 0},
        points={**_POINTS, "description": "how many of the part's points hang on it"},
        stand_ins={
            "type": "array",
            "items": _NAME,
            "description": "parts in whose place the reference's stood when it passed",
        },
        explanation=_or_null(_EXPLANATION, "why it did not pass; null if it did"),
        fault=_or_null(_NAME, "for the instructor: what is broken in a check; its points are held"),
    )
    flag = _object(part={**_TEXT, "description": "empty: all of the work"}, line=_TEXT, what=_TEXT)
    result = _object(
        student=_NAME,
        exercise=_NAME,
        standing={"enum": [*Standing], "description": _STANDING},
        score={**_POINTS, "description": _SCORE},
        arithmetic={"type": "string", "description": "how the score came of the judged one"},
        judged_score=_or_null(_POINTS, "the points that were judged, where the score differs"),
        adjustment={"type": "number", "description": "points that a person gave or took"},
        lower=_or_null(_object(score=_POINTS, held=_HELD), _LOWER),
        max_score=_POINTS,
        held=_HELD,
        verdict={"enum": [*Verdict], "description": _VERDICT},
        signal=_or_null(_NAME, "what the student's process crashed with: SIGSEGV"),
        reason=_or_null(_EXPLANATION, "why no check could be run, where none could"),
        note={"type": "string", "description": "what else the student should know"},
        late_percent={"type": "number", "minimum": 0, "maximum": 100},
        handed_in=_or_null({"type": "string", "format": "date-time"}, "null where not known"),
        attempt={"type": "integer", "minimum": 1, "description": _ATTEMPT},
        digest={"type": "string", "description": _DIGEST},
        protection=_PROTECTION,
        flags={"type": "array", "items": flag, "description": _FLAGS},
        parts={"type": "array", "items": part},
        checks={"type": "array", "items": check},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a class",
        "$defs": {"explanation": _object(**{each.name: _TEXT for each in fields(Explanation)})},
        **_object(
            version={"const": VERSION},
            environment=_ENVIRONMENT,
            results={"type": "array", "items": result},
        ),
    }


def _marking() -> dict[str, Any]:
    item = _object(
        name=_NAME,
        text=_TEXT,
        points=_or_null(_POINTS, "null where nobody gave any yet"),
        max_points=_POINTS,
    )
    marking = _object(
        state={"enum": ["not handed in", "waits", "marked"]},
        items={"type": "array", "items": item},
        comment=_TEXT,
        note={"type": "string", "description": "why an earlier mark does not hold"},
    )
    return {**marking, "description": "of a part that a person marks, and of no other"}


def schema_text() -> str:
    """Return what results.schema.json must hold."""
    return json.dumps(schema(), indent=2) + "\n"


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(kind: dict[str, Any], description: str) -> dict[str, Any]:
    return {"anyOf": [kind, {"type": "null"}], "description": description}


_NAME = {"type": "string", "minLength": 1}
_TEXT = {"type": "string"}
_POINTS = {"type": "number", "minimum": 0}
_HELD = {
    **_POINTS,
    "description": "points of checks that could not be judged: neither won nor lost",
}
_EXPLANATION = {"$ref": "#/$defs/explanation"}
_VERDICT = "graded, why nothing could be judged, or how the student's process first ended"
_STANDING = (
    "what kind of grade it is; with an earlier grade's verdict, `not graded` is of a newer work"
)
_SCORE = "the parts' scores and the adjustment together, lateness deducted"
_LOWER = "what the grade would be; it is as last reported until an instructor says yes to less"
_ATTEMPT = "which of the student's different works for the exercise it is"
_DIGEST = "SHA-256 of the code that was judged; empty where nothing was handed in"
_FLAGS = "evidence for a person, no point hangs on it: what a part should be written without"
_PROTECTION = {"enum": ["L1", "L2", "L3"]}
_ENVIRONMENT = {
    "type": "object",
    "description": "the machine that graded; protection: L3 full, L2 less, L1 no grade of record",
    "properties": {"protection": _PROTECTION},
    "required": ["protection"],
    "additionalProperties": {"type": "string"},
}

if __name__ == "__main__":
    print(schema_text(), end="")
