"""Results of the visible checks → what an autograder of Classroom 50 leaves in its folder.

Its scores are whole numbers, so they are given in hundredths of a point: 1.67 of 5 points are 167
of 500. It knows no held points: they are missing in the score, and said beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from grader.errors import UsageError
from grader.feedback import as_text, clean, one_line
from grader.judging import Outcome, PartScore, Result
from grader.platforms.github import check_summary

__all__ = ["BODY", "RESULT", "release_body", "render"]

RESULT, BODY = "result.json", "release-body.md"
SCHEMA = "classroom50/result/v1"
_ASKED_OF = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}
_LONGEST_NAME = 100
_LONGEST_BODY = 100_000  # GitHub takes 125,000 letters in a release
_UNIT = (
    "Scores are hundredths of a point: 750 are 7.5 points. They are what the visible checks alone "
    "give; hidden checks decide the grade."
)


def render(
    results: Sequence[Result], level: str, environment: Mapping[str, str], now: datetime
) -> str:
    """Return result.json: a test for each part. ``environment`` is that of the autograder.

    The owner, the kind of assignment and the time of the submission are stamped by the runner.
    Raises `UsageError` where the environment is not that of Classroom 50.
    """
    missing = [name for name in _ASKED_OF.values() if not environment.get(name)]
    if missing:
        what = f"this is no autograder of Classroom 50: it has no {', '.join(missing)}"
        raise UsageError(what, "the same command without --classroom50")
    several = len(results) > 1
    tests = [_test(result, part, level, several) for result in results for part in result.parts]
    tests += [_unrun(result, level) for result in results if not result.parts]
    written = {
        "schema": SCHEMA,
        **{name: environment[variable] for name, variable in _ASKED_OF.items()},
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(written, indent=1, allow_nan=False) + "\n"


def _test(result: Result, part: PartScore, level: str, several: bool) -> dict[str, Any]:
    if part.marking is not None:
        return _of_answer(result, part, level, several)
    failed = (each for each in result.checks_of(part.part) if each.outcome is not Outcome.PASSED)
    first = next(failed, None)
    why = result.reason or (first.explanation if first else None)
    sentence = first.sentence if first and result.reason is None else ""
    name = f"{result.exercise}: {part.part}" if several else part.part
    return _of(
        name,
        passed=first is None and result.reason is None,
        score=part.score,
        most=part.max_score,
        held=_hundredths(part.held),
        message="\n".join(filter(None, (one_line(sentence, 500), clean(as_text(why))))),
        protection=level,
    )


def _of_answer(result: Result, part: PartScore, level: str, several: bool) -> dict[str, Any]:
    """Return the test of a part that a person marks: nothing of it is judged here."""
    name = f"{result.exercise}: {part.part}" if several else part.part
    handed_in = part.marking is not None and bool(part.marking.answer)
    return _of(
        name, passed=False, score=part.score, most=part.max_score, held=_hundredths(part.held),
        message="a person marks this part" if handed_in else "not handed in", protection=level,
    )  # fmt: skip


def _unrun(result: Result, level: str) -> dict[str, Any]:
    """Return the test of an exercise whose file could not be run."""
    return _of(
        f"{result.exercise}: {result.ending}",
        passed=False,
        score=0,
        most=result.max_score,
        message=clean(as_text(result.reason)),
        protection=level,
    )


def _of(name: str, *, passed: bool, score: float, most: float, **extra: Any) -> dict[str, Any]:
    return {
        "test-name": one_line(name, _LONGEST_NAME),
        "passed": passed,
        "score": _hundredths(score),
        "max-score": _hundredths(most),
        **extra,
    }


def _hundredths(points: float) -> int:
    return round(points * 100)


def release_body(results: Sequence[Result], level: str, explained: Sequence[str]) -> str:
    """Return the text of the submission's release: what `check` says, and what the scores mean."""
    return f"{_UNIT}\n\n{check_summary(results, level, explained, _LONGEST_BODY)}"
