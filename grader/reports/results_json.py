"""results.json: the contract with every other program. The same results give the same bytes.

It is pure ASCII, so that no name or message of a student's can do anything to who reads it.
``python -m grader.reports.results_json > results.schema.json`` renews the committed schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from grader.feedback.sanitize import encodable
from grader.judging.results import Outcome, Result
from grader.reports.order import by_student

VERSION = 1


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return results.json: sorted by student, then in course order, a result on each line."""
    ordered = [each for own in by_student(results).values() for each in own]
    lines = ",\n".join(json.dumps(_result(each), allow_nan=False) for each in ordered)
    machine = json.dumps(dict(environment), sort_keys=True)
    return f'{{"version": {VERSION},\n"environment": {machine},\n"results": [\n{lines}\n]}}\n'


def _result(result: Result) -> dict[str, Any]:
    return {
        "student": encodable(result.student),
        "exercise": result.exercise,
        "score": result.score,
        "max_score": result.max_score,
        "verdict": result.ending,
        "parts": [
            {"part": part.part, "score": part.score, "max_score": part.max_score}
            for part in result.parts
        ],
        "checks": [
            {
                "id": check.id,
                "part": check.part,
                "visible": check.visible,
                "outcome": str(check.outcome),
                "message": encodable(check.message),
            }
            for check in result.checks
        ],
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of results.json."""
    part = _object(part=_NAME, score=_POINTS, max_score=_POINTS)
    check = _object(
        id=_NAME,
        part=_NAME,
        visible={"type": "boolean"},
        outcome={"enum": [str(outcome) for outcome in Outcome]},
        message={"type": "string", "description": "written for the student; empty if passed"},
    )
    result = _object(
        student=_NAME,
        exercise=_NAME,
        score=_POINTS,
        max_score=_POINTS,
        verdict={"type": "string", "minLength": 1, "description": _VERDICT},
        parts={"type": "array", "items": part},
        checks={"type": "array", "items": check},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a class",
        **_object(
            version={"const": VERSION},
            environment=_ENVIRONMENT,
            results={"type": "array", "items": result},
        ),
    }


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


_NAME = {"type": "string", "minLength": 1}
_POINTS = {"type": "number", "minimum": 0}
_VERDICT = (
    "graded, not submitted, unreadable, or how the student's process ended: time limit, "
    "memory limit, output limit, crashed (SIGSEGV), left early, protocol violation, import failed"
)
_ENVIRONMENT = {
    "type": "object",
    "description": "the machine that graded; protection: L3 full, L2 less, L1 no grade of record",
    "properties": {"protection": {"enum": ["L1", "L2", "L3"]}},
    "required": ["protection"],
    "additionalProperties": {"type": "string"},
}

if __name__ == "__main__":
    print(schema_text(), end="")
