"""Tests of what counts: what holds of any work does so beside a right answer only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.judging.counted import counted
from grader.judging.results import Check, Outcome

PASSED, FAILED, WAITS = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
SAID = "this holds, and counts once `train` gives a right answer: no other check of it passes"


def _checks(*outcomes: Outcome) -> list[Check]:
    """Give a check called "seed" that does not count alone, and others of its part."""
    ids = ["seed", *map(str, range(1, len(outcomes)))]
    return [Check(id, "train", True, each) for id, each in zip(ids, outcomes, strict=True)]


@pytest.mark.parametrize("others", [[FAILED], [FAILED, FAILED], [FAILED, WAITS]])
def test_alone_it_does_not_count(others: list[Outcome]) -> None:
    """It fails, and says that it holds; the others stay what they are."""
    seed, *rest = counted(_checks(PASSED, *others), {"seed"})

    assert seed.outcome is FAILED
    assert seed.explanation is not None
    assert seed.explanation.problem == SAID
    assert rest == _checks(PASSED, *others)[1:]


@pytest.mark.parametrize("others", [[PASSED], [FAILED, PASSED], [PASSED, WAITS]])
def test_beside_a_right_answer_it_counts(others: list[Outcome]) -> None:
    """One is enough: a mistake elsewhere costs once."""
    checks = _checks(PASSED, *others)

    assert counted(checks, {"seed"}) == checks


@pytest.mark.parametrize("outcomes", [[PASSED], [PASSED, WAITS], [FAILED, FAILED], [WAITS, FAILED]])
def test_what_is_not_known_to_be_wrong_stays(outcomes: list[Outcome]) -> None:
    """Where no other check of the part failed, and where it does not hold itself."""
    checks = _checks(*outcomes)

    assert counted(checks, {"seed"}) == checks


def test_a_right_answer_of_another_part_is_none() -> None:
    """Each part stands for itself."""
    elsewhere = replace(_checks(PASSED)[0], id="elsewhere", part="predict")

    seed, *_ = counted([*_checks(PASSED, FAILED), elsewhere], {"seed"})

    assert seed.outcome is FAILED
