"""Tests of results.json: the contract holds, its schema is fresh, its bytes are stable."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from grader.feedback.explanation import Explanation
from grader.judging.results import Flag, Result, Standing
from grader.reports.results_json import render, schema, schema_text
from grader.sandbox.verdict import Verdict

Make = Callable[..., Result]
COMMITTED = Path(__file__).resolve().parents[2] / "results.schema.json"
HERE = {"torch": "2.13.0", "protection": "L3"}
WHY = {
    "problem": "3 values are off",
    "traceback": "",
    "advice": "",
    "likely": "",
    "pattern": "",
    "where": "",
    "called": "train(2)",
    "got": "",
    "expected": "",
    "look": "the loop",
    "printed": "",
}


def test_contract(make: Make) -> None:
    """Every key of the contract is there with its value, and no other."""
    result = make(
        note="a note", attempt=2, digest="ab12", late_percent=10.0,
        handed_in=datetime(2026, 5, 1, 12, 30, tzinfo=UTC), arithmetic="2 judged: -10 % = 1.8",
        judged_score=2.0, adjustment=-0.5, lower=(1.0, 2.0),
        flags=(Flag("train", "circles.py:3", "calls torch"),),
    )  # fmt: skip
    content = json.loads(render([result], HERE))

    assert content == {
        "version": 3,
        "environment": {"protection": "L3", "torch": "2.13.0"},
        "results": [
            {
                "student": "ada",
                "exercise": "circles",
                "standing": "held",
                "score": 2.0,
                "arithmetic": "2 judged: -10 % = 1.8",
                "judged_score": 2.0,
                "adjustment": -0.5,
                "lower": {"score": 1.0, "held": 2.0},
                "max_score": 6.0,
                "held": 2.0,
                "verdict": "graded",
                "signal": None,
                "reason": None,
                "note": "a note",
                "late_percent": 10.0,
                "handed_in": "2026-05-01T12:30:00+00:00",
                "attempt": 2,
                "digest": "ab12",
                "protection": "L3",
                "flags": [{"part": "train", "line": "circles.py:3", "what": "calls torch"}],
                "parts": [{"part": "train", "score": 2.0, "max_score": 6.0, "held": 2.0}],
                "checks": [
                    _check("test_0", True, "passed", None),
                    _check("test_1", False, "failed", WHY),
                    _check("test_2", False, "not judged", WHY),
                ],
            }
        ],
    }


def _check(
    name: str, visible: bool, outcome: str, explanation: dict[str, str] | None
) -> dict[str, object]:
    return {
        "id": name,
        "part": "train",
        "visible": visible,
        "sentence": f"Sentence {name[-1]}.",
        "outcome": outcome,
        "weight": 1.0,
        "points": 2.0,
        "stand_ins": [],
        "explanation": explanation,
        "fault": None,
    }


@pytest.mark.parametrize("given", Standing)
def test_standings(make: Make, given: Standing) -> None:
    """A grade is what the gradebook said, whatever was judged."""
    result = replace(make(outcomes=(), verdict="not submitted"), standing=given)

    content = json.loads(render([result], HERE))

    jsonschema.validate(content, schema())
    assert content["results"][0]["standing"] == given


def test_a_broken_check_says_what_is_broken(make: Make) -> None:
    """For the instructor: a check that failed over an answer is not broken."""
    result = make()
    detailed = tuple(replace(each, detail="t.py:3: NameError") for each in result.checks)
    content = json.loads(render([replace(result, checks=detailed)], HERE))

    jsonschema.validate(content, schema())
    faults = [check["fault"] for check in content["results"][0]["checks"]]
    assert faults == [None, None, "t.py:3: NameError"]


def test_a_crash_and_a_file_that_does_not_run(make: Make) -> None:
    """The signal stands beside the verdict, and the reason beside the checks."""
    reason = Explanation("line 3: never closed")
    crashed = make(verdict=Verdict.CRASHED, signal="SIGSEGV")
    closed = make("bob", verdict=Verdict.IMPORT_FAILED, why=reason, reason=reason)

    first, second = json.loads(render([crashed, closed], HERE))["results"]

    assert (first["verdict"], first["signal"]) == ("crashed", "SIGSEGV")
    assert second["reason"]["problem"] == "line 3: never closed"


def test_a_hostile_flag_is_harmless(make: Make) -> None:
    """What a student calls things stands in a flag as in any text: in ASCII, and valid."""
    text = "x\udc80\u202e\x1b[2J"
    content = render([make(flags=(Flag("", text, text),))], HERE)

    assert content.isascii()
    jsonschema.validate(json.loads(content), schema())
    assert json.loads(content)["results"][0]["flags"][0]["part"] == ""


def test_schema_is_fresh() -> None:
    """The committed schema is the one that the code gives."""
    assert COMMITTED.read_text() == schema_text(), (
        "run: python -m grader.reports.results_json > results.schema.json"
    )


def test_schema_accepts(school: list[Result], hostile: Result) -> None:
    """What we write is valid by the committed schema, which is itself valid."""
    committed = json.loads(COMMITTED.read_text())
    jsonschema.Draft202012Validator.check_schema(committed)

    jsonschema.validate(json.loads(render([*school, hostile], HERE)), committed)
    jsonschema.validate(json.loads(render([], HERE)), committed)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.update(version=1),
        lambda content: content["environment"].pop("protection"),
        lambda content: content["environment"].update(protection="L4"),
        lambda content: content["results"][0].update(score=-1),
        lambda content: content["results"][0].pop("verdict"),
        lambda content: content["results"][0].update(grade="A"),
        lambda content: content["results"][0].update(verdict="crashed (SIGSEGV)"),
        lambda content: content["results"][0].update(attempt=0),
        lambda content: content["results"][0]["checks"][0].update(outcome="skipped"),
        lambda content: content["results"][0]["checks"][1]["explanation"].pop("expected"),
    ],
)
def test_schema_refuses(make: Make, spoil: object) -> None:
    """What breaks the contract is not valid."""
    content = json.loads(render([make()], HERE))
    spoil(content)  # type: ignore[operator]

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema())


def test_same_bytes(school: list[Result]) -> None:
    """The order in which students were graded changes no byte."""
    zoe, bob, ada = school[:1], school[1:3], school[3:]

    assert render(zoe + bob + ada, HERE) == render(
        ada + zoe + bob, dict(reversed(list(HERE.items())))
    )


def test_order(school: list[Result]) -> None:
    """Results stand by student, then in course order."""
    content = json.loads(render(school, HERE))

    assert [(each["student"], each["exercise"]) for each in content["results"]] == [
        ("Ada", "perceptron"),
        ("Ada", "circles"),
        ("bob", "perceptron"),
        ("bob", "circles"),
        ("zoë", "circles"),
    ]


def test_harmless_to_show(hostile: Result) -> None:
    """The file is plain ASCII without a control character, and strict readers can read it."""
    text = render([hostile], HERE)

    assert all(" " <= char <= "~" or char == "\n" for char in text)
    json.loads(text)["results"][0]["student"].encode("utf-8")
