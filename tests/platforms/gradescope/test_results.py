"""Tests of results.json as Gradescope reads it: as documented, and harmless."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import validate
from markdown_it import MarkdownIt

from grader.feedback import Explanation
from grader.judging import Check, Outcome, PartScore, Result
from grader.judging.score import with_checks
from grader.platforms.gradescope import render
from grader.sandbox.verdict import Verdict

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
DOCUMENTED = {
    "type": "object",
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""Written from https://gradescope-autograders.readthedocs.io/en/latest/specs/."""

HOSTILE = (
    "<script>alert(1)</script>\n# Score: 10/10\n```\n[x](javascript:alert(1)) **all passed** "
    "![i](http://x/y)\n</code></pre>\n\n---\n\x1b[2J\u202e&lt; $x$ |a|"
)


def made(*outcomes: Outcome, **more: Any) -> Result:
    """Make a result of one part of 6 points."""
    why = more.pop("why", Explanation("3 values are off", look="the loop"))
    sentence = more.pop("sentence", "Sentence")
    checks = [
        Check(f"test_{i}", "train", not i, each, None if each is P else why, 1.0, f"{sentence} {i}")
        for i, each in enumerate(outcomes)
    ]
    verdict = more.pop("verdict", Verdict.GRADED)
    blank = Result("ada", "circles", 0, 0, verdict, (PartScore("train", 0, 6.0),), **more)
    return with_checks(blank, checks)


def rendered(*results: Result, level: str = "L2") -> dict[str, Any]:
    """Render results, hold them to what is documented, and read them."""
    said = json.loads(render(results, {"protection": level}))
    validate(said, DOCUMENTED)
    return said


def test_a_part_is_a_test() -> None:
    """With its points; one exercise needs not be named in each."""
    said = rendered(made(P, P, F))

    (test,) = said["tests"]
    assert (test["name"], test["number"]) == ("train", "1")
    assert (test["score"], test["max_score"], test["status"]) == (4.0, 6.0, "failed")
    assert said["score"] == 4.0
    assert test["output"] == (
        "**failed**: Sentence 2\n\n    3 values are off\n      look at   the loop"
    )


def test_several_exercises_are_told_apart() -> None:
    """By name and number; the score is theirs together."""
    said = rendered(made(P), replace(made(F), exercise="neuron"))

    named = [(each["number"], each["name"]) for each in said["tests"]]
    assert named == [("1.1", "circles: train"), ("2.1", "neuron: train")]
    assert said["score"] == 6.0


def test_nothing_is_hidden_but_what_is_printed() -> None:
    """One hidden test would hide the total; there is no leaderboard."""
    said = rendered(made(P, F, N))

    assert {each["visibility"] for each in [said, *said["tests"]]} == {"visible"}
    assert said["stdout_visibility"] == "hidden"
    assert "leaderboard" not in said


def test_held_points_are_neither_won_nor_lost() -> None:
    """A part that only waits is not called failed; the points that wait are said, twice."""
    said = rendered(made(P, N, N))

    (test,) = said["tests"]
    assert (test["score"], test["max_score"]) == (2.0, 6.0)
    assert "status" not in test
    assert test["extra_data"] == {"held": 4.0}
    assert test["output"].startswith("**4 held**: not judged here, and neither won nor lost.")
    assert "**Held: 4 points**" in said["output"]


def test_a_failure_beside_held_points_is_a_failure() -> None:
    """What is wrong is known already."""
    (test,) = rendered(made(F, N))["tests"]

    assert test["status"] == "failed"


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_the_level_stands_at_the_top(level: str) -> None:
    """And that L1 is no grade of record."""
    said = rendered(made(P), level=level)

    assert f"Protection {level}: " in said["output"]
    assert ("NOT SANDBOXED: no grade of record" in said["output"]) == (level == "L1")
    assert said["extra_data"]["environment"] == {"protection": level}


def test_work_that_cannot_be_run_says_why_once() -> None:
    """At the top; the parts point there."""
    reason = Explanation("perceptron.py, line 3 is no Python")
    said = rendered(made(F, F, verdict=Verdict.IMPORT_FAILED, reason=reason))

    assert "    perceptron.py, line 3 is no Python" in said["output"]
    assert said["tests"][0]["output"] == "No check could be run: the reason stands at the top."


def test_hostile_text_stays_text() -> None:
    """Rendered as Markdown it is code or plain words: no HTML, link, heading or emphasis."""
    why = Explanation(HOSTILE, got=HOSTILE, traceback=HOSTILE)
    result = made(P, F, why=why, note=HOSTILE, sentence=HOSTILE)

    said = rendered(replace(result, exercise=HOSTILE))

    for output in (said["output"], *(each["output"] for each in said["tests"])):
        html = MarkdownIt("commonmark", {"html": True}).enable("table").render(output)
        ours = html.replace("<strong>failed</strong>", "")
        for tag in ("script", "a", "img", "h1", "h2", "hr", "table", "em"):
            assert f"<{tag}" not in html
        assert ours.count("<pre>") == html.count("</pre>")
        assert "alert(1)" in html
        assert not {"\x1b", "\u202e"} & set(output)
    assert said["tests"][0]["name"].startswith("train")


def test_the_sentence_is_escaped_and_not_cut_short_of_it() -> None:
    """What the course's author writes is shown as it stands."""
    (test,) = rendered(made(F, sentence="softmax(z)[0] * 2 < `x_y`"))["tests"]

    html = MarkdownIt("commonmark").render(test["output"])

    assert "softmax(z)[0] * 2 &lt; `x_y` 0" in html
