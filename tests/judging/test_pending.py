"""Tests of what waits for another machine: which results do, and how they are filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.feedback import Explanation
from grader.judging import Check, Outcome, PartScore, Result, has_unjudged, merge
from grader.judging.score import with_checks
from grader.sandbox.verdict import Verdict

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED


def result(*outcomes: Outcome, verdict: Verdict = Verdict.GRADED, **more: object) -> Result:
    """Make a result of one part of 6 points, with these checks."""
    checks = [Check(f"hidden::test_{n}", "train", False, each) for n, each in enumerate(outcomes)]
    blank = Result("ada", "circles", 0, 0, verdict, (PartScore("train", 0, 6.0),))
    return with_checks(replace(blank, **more), checks)


def outcomes(of: Result) -> tuple[Outcome, ...]:
    """Name what became of each check."""
    return tuple(check.outcome for check in of.checks)


@pytest.mark.parametrize(("outcome", "waits"), [(P, False), (F, False), (N, True)])
def test_what_waits(outcome: Outcome, waits: bool) -> None:
    """One check that was not judged is enough."""
    assert has_unjudged(result(P, outcome)) is waits


def test_nothing_waits_where_there_are_no_checks() -> None:
    """An exercise that was not handed in is graded."""
    missing = Result("ada", "circles", 0, 6.0, Verdict.NOT_SUBMITTED)

    assert not has_unjudged(missing)


def test_what_was_held_is_filled_in_and_scored() -> None:
    """Points that waited are won or lost, and none is held any more."""
    merged = merge(result(P, N, N), result(N, P, F))

    assert outcomes(merged) == (P, P, F)
    assert (merged.score, merged.parts[0].held) == (4.0, 0.0)


def test_what_was_judged_stays() -> None:
    """A second machine changes nothing that the first one saw, its explanation included."""
    why = Explanation("it is off")
    before = result(P, F, N)
    before = with_checks(
        before,
        [replace(each, explanation=why if each.outcome is F else None) for each in before.checks],
    )

    merged = merge(before, result(F, P, P))

    assert outcomes(merged) == (P, F, P)
    assert merged.checks[1].explanation == why


def test_what_nobody_judged_goes_on_waiting() -> None:
    """Without anything new it is the very same result, whatever else the second run saw."""
    before = result(P, N)

    assert merge(before, result(F, N, verdict=Verdict.TIME_LIMIT)) is before


def test_the_attempt_is_the_old_one() -> None:
    """The work is the same: only its checks are new."""
    before = result(N, N, attempt=3, digest="d", note="a note")

    merged = merge(before, result(P, P))

    assert (merged.score, merged.max_score) == (6.0, 6.0)
    assert (merged.attempt, merged.digest, merged.note) == (3, "d", "a note")


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (Verdict.GRADED, Verdict.GRADED, Verdict.GRADED),
        (Verdict.GRADED, Verdict.TIME_LIMIT, Verdict.TIME_LIMIT),
        (Verdict.MEMORY_LIMIT, Verdict.GRADED, Verdict.MEMORY_LIMIT),
        (Verdict.MEMORY_LIMIT, Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT),
    ],
)
def test_the_first_complaint_is_the_verdict(old: Verdict, new: Verdict, verdict: Verdict) -> None:
    """A new end counts where there was none, with its signal."""
    before, after = result(N, verdict=old, signal="OLD"), result(P, verdict=new, signal="NEW")

    merged = merge(before, after)

    assert merged.verdict == verdict
    assert merged.signal == ("NEW" if old == Verdict.GRADED else "OLD")


@pytest.mark.parametrize("twin", [{"part": "predict"}, {"visible": True}, {"id": "hidden::other"}])
def test_only_the_same_check_fills_in(twin: dict[str, object]) -> None:
    """A check is known by its name, its part and its suite."""
    before = result(N)
    after = replace(before, checks=(replace(before.checks[0], outcome=P, **twin),))

    assert merge(before, after) is before


@pytest.mark.parametrize("other", [{"student": "bob"}, {"exercise": "words"}])
def test_another_result_is_refused(other: dict[str, str]) -> None:
    """Nobody gets another's points."""
    with pytest.raises(ValueError, match="is not"):
        merge(result(N), replace(result(P), **other))
