"""Tests of answers: what a worker says is read again as it was, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from grader.cluster import answers
from grader.cluster.answers import (
    Broken,
    Done,
    Ready,
    Refused,
    judged_of,
    pack_judged,
    read_answer,
)
from grader.feedback import Explanation
from grader.judging import Check, Flag, Judged, Outcome, PartScore, Result, packed_works
from grader.sandbox.verdict import Verdict
from grader.submission import Submission
from tests.support.fractions import RATIONALS, WORDS, hand_in

NAMES = ("rationals", "words")
ADA = replace(hand_in("ada", rationals=RATIONALS, words=WORDS), attempts={"rationals": 2})


def result(submission: Submission = ADA, exercise: str = "rationals") -> Result:
    """Give a result with something in every field."""
    why = Explanation("it is wrong", likely="a sign")
    checks = (
        Check("hidden::test_a", "add", False, Outcome.FAILED, why, 2, "Sums.", "a", ("x",)),
        Check("hidden::test_b", "add", True, Outcome.PASSED),
    )
    work = submission.only(exercise)
    return Result(
        submission.student, exercise, 0.1 + 0.2, 3, Verdict.GRADED, (PartScore("add", 1 / 3, 3),),
        checks, "a note\nof two lines", digest=work.code_digest, attempt=work.attempts[exercise],
        handed_in=datetime(2026, 11, 30, tzinfo=UTC), flags=(Flag("add", "line 1", "a loop"),),
    )  # fmt: skip


def said(**changes: Any) -> dict[str, Any]:
    """Give what a worker says of ADA's work, as plain objects, with changes of it."""
    judged = Judged(ADA, (result(),), starved=True, cpu_seconds={"rationals": 0.5})
    return json.loads(pack_judged(judged)) | changes


def packed(fields: dict[str, Any]) -> bytes:
    """Give what a lying worker says."""
    return json.dumps(fields).encode()


def test_a_result_comes_back_as_it_was() -> None:
    """To the bit, whole numbers as whole ones; whose it is, and the works, are the client's."""
    judged = Judged(ADA, (result(),), starved=True, cpu_seconds={"rationals": 0.5})

    crossed = pack_judged(judged)
    done = read_answer(crossed)

    assert isinstance(done, Done)
    assert b"ada" not in crossed
    results, works = judged_of(done, ADA, NAMES)
    assert results == judged.results
    assert repr(results) == repr(judged.results)
    assert works == packed_works(ADA, ["rationals"])
    assert (done.starved, done.cpu_seconds) == (True, {"rationals": 0.5})


@pytest.mark.parametrize(
    "answer",
    [Ready(level="L2", reasons=("no bwrap",)), Refused(why="no"), Broken(message="a", remedy="b")],
)
def test_other_answers_come_back(answer: answers.Answer) -> None:
    """As they were, and as what they were."""
    assert read_answer(answer.pack()) == answer


def test_words_are_made_harmless() -> None:
    """They are shown on the instructor's terminal."""
    refused = read_answer(Refused(why="no\x1b[2J way\u202e").pack())

    assert refused == Refused(why="no way")
    assert read_answer(packed(said(problem="no\x1b[2J", results=[]))).problem == "no"


def of_result(**changes: Any) -> dict[str, Any]:
    """Give an answer whose one result was changed."""
    (one,) = said()["results"]
    return said(results=[one | changes])


@pytest.mark.parametrize(
    "lie",
    [
        b"", b"{}", b"[]", b"null", b"\x80\x04.", b'{"kind": "done"', b"[" * 100_000,
        packed({"kind": "grade"}),
        packed(said(kind="ready")),
        packed(said(more=1)),
        packed(said(starved="yes")),
        packed(said(results={})),
        packed(said(results=[{}])),
        packed(said(cpu_seconds={"rationals": "1"})),
        packed(said(cpu_seconds={"rationals": float("nan")})),
        packed(of_result(score="3")),
        packed(of_result(score=float("inf"))),
        packed(of_result(score=True)),
        packed(of_result(verdict="full marks")),
        packed(of_result(handed_in="yesterday")),
        packed(of_result(note="\udc80")),
        packed(of_result(checks=[{"id": "a"}])),
        packed(of_result(points=3)),
        packed({"kind": "ready", "level": "L9"}),
        packed({"kind": "refused"}),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(lie: bytes) -> None:
    """Nothing is made of it, and its words are not repeated at length."""
    with pytest.raises(ValueError) as refused:
        read_answer(lie)

    assert len(str(refused.value)) < 300


def test_an_endless_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is parsed."""
    monkeypatch.setattr(answers, "MOST_BYTES", 1 << 20)

    with pytest.raises(ValueError, match="more than 1 MiB"):
        read_answer(b" " * (1 << 20) + b"!")


@pytest.mark.parametrize(
    "results",
    [(), (result(exercise="words"),), (result(), result()),
     (replace(result(), digest="0" * 64),), (replace(result(), attempt=7),)],
)  # fmt: skip
def test_results_of_something_else_are_refused(results: tuple[Result, ...]) -> None:
    """They are of the work that was sent, in the exercises that were asked for, each once."""
    with pytest.raises(ValueError, match="other"):
        judged_of(Done(results=results), ADA, NAMES)

    with pytest.raises(ValueError, match="other"):
        judged_of(Done(results=(result(),), cpu_seconds={"words": 1.0}), ADA, NAMES)
