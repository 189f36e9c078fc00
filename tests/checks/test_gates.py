"""A gate opens for k of n good trainings, stops early, and says what the student reached."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace

import pytest

from grader.checks.expect import Mismatch
from grader.checks.gates import Judge, shown
from grader.course.binomial import bad_luck, upper_bound
from grader.errors import GraderError

TWO_OF_THREE = SimpleNamespace(
    name="circles", part="train", threshold=0.90, seeds=3, need=2, sure=None
)
SOONER = SimpleNamespace(
    name="xor", part="train_xor", threshold=0.5, seeds=6, need=4,
    sure=SimpleNamespace(first=2, threshold=0.9),
)  # fmt: skip


def judged(*reached: float, gate: SimpleNamespace = TWO_OF_THREE) -> int:
    """Judge a student who reaches these values in turn; give how many were asked for."""
    values = iter(reached)
    Judge(gate, itertools.count())(lambda seed: next(values))
    return len(reached) - len(list(values))


@pytest.mark.parametrize(
    "reached", [(0.95, 0.99), (0.5, 0.95, 0.95), (0.95, 0.5, 0.95), (0.9, 0.9)]
)
def test_two_good_trainings_of_three_open_the_gate(reached: tuple[float, ...]) -> None:
    """Two trainings at or above the threshold are enough, wherever they stand."""
    asked = judged(*reached)

    assert len(reached) == asked


@pytest.mark.parametrize(
    "reached", [(0.5, 0.48), (0.5, 0.95, 0.5), (0.95, 0.5, 0.8999), (math.nan, 0.5)]
)
def test_two_bad_trainings_of_three_shut_it(reached: tuple[float, ...]) -> None:
    """Two trainings below the threshold, or without a number, are too many."""
    with pytest.raises(Mismatch) as caught:
        judged(*reached)

    assert list(map(str, reached)) == list(map(str, caught.value.got))


@pytest.mark.parametrize("reached", [(0.95, 0.95, 0.1), (0.95, 0.95, 0.95)])
def test_no_training_is_run_that_decides_nothing(reached: tuple[float, ...]) -> None:
    """Once two of three are good the third is not run: it costs a student's computing time."""
    assert 2 == judged(*reached)


def test_it_stops_when_the_need_is_out_of_reach() -> None:
    """After two bad trainings of three the third is not run."""
    seeds: list[int] = []

    with pytest.raises(Mismatch):
        Judge(TWO_OF_THREE, [7, 8, 9])(lambda seed: seeds.append(seed) or 0.0)

    assert [7, 8] == seeds


@pytest.mark.parametrize(
    ("reached", "asked"),
    [
        ((0.9, 0.95), 2),
        ((0.9, 0.8, 0.6, 0.5), 4),
        ((0.8, 0.9, 0.9, 0.9), 4),
        ((0.1, 0.9, 0.9, 0.9, 0.1, 0.5), 6),
    ],
)
def test_a_gate_opens_sooner_to_those_who_are_sure(reached: tuple[float, ...], asked: int) -> None:
    """The first two suffice if both reach 0.9; where there is a doubt it takes four of six."""
    assert asked == judged(*reached, 0.99, gate=SOONER)


@pytest.mark.parametrize("reached", [(0.9, 0.1, 0.99, 0.1, 0.1), (math.nan, math.nan, math.nan)])
def test_who_was_sure_and_wrong_meets_the_other_seeds(reached: tuple[float, ...]) -> None:
    """One good training of the first two opens nothing: of the six, too many are bad."""
    with pytest.raises(Mismatch, match=r"4 of 6 trainings must reach 0.50; yours reached"):
        judged(*reached, gate=SOONER)


def test_to_be_sure_never_costs_a_right_solution_anything() -> None:
    """What opens the gate without `sure` opens it with it too: the bound of bad luck holds."""
    plain = SimpleNamespace(**{**vars(SOONER), "sure": None})
    for outcome in itertools.product((0.95, 0.6, 0.1), repeat=6):
        if _opens(plain, outcome):
            assert _opens(SOONER, outcome)


def _opens(gate: SimpleNamespace, outcome: tuple[float, ...]) -> bool:
    try:
        judged(*outcome, gate=gate)
    except Mismatch:
        return False
    return True


def test_the_sentence_names_the_rule_and_the_students_own_values() -> None:
    """A student reads what was asked and what was reached."""
    with pytest.raises(Mismatch) as caught:
        judged(0.52, 0.48)

    assert "2 of 3 trainings must reach 0.90; yours reached 0.52, 0.48" == caught.value.problem


def test_a_gate_of_one_seed_speaks_of_the_training() -> None:
    """With one seed there is nothing to count."""
    gate = SimpleNamespace(name="xor", part="train", threshold=1.0, seeds=1, need=1, sure=None)

    with pytest.raises(Mismatch, match=r"the training must reach 1.00; yours reached 0.75"):
        judged(0.75, gate=gate)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.8999, "0.89"), (0.58, "0.58"), (0.9, "0.90"), (1.0, "1.00"), (math.nan, "nan")],
)
def test_a_value_below_the_threshold_never_reads_as_the_threshold(value: float, words: str) -> None:
    """Values are rounded down, so that nobody reads "must reach 0.90; yours reached 0.90"."""
    assert words == shown(value)


def test_an_error_of_the_student_passes_through() -> None:
    """What the training raises is told by the check, not taken for a low value."""

    def training(seed: int) -> float:
        raise ValueError("shapes do not match")

    with pytest.raises(ValueError, match="shapes do not match"):
        Judge(TWO_OF_THREE, [1, 2, 3])(training)


def test_too_few_seeds_are_our_own_error() -> None:
    """A judge without seeds left never blames the student."""
    with pytest.raises(GraderError, match="fewer seeds"):
        Judge(TWO_OF_THREE, [1])(lambda seed: 0.95)


@pytest.mark.parametrize(("failures", "runs"), [(0, 40), (25, 10_000), (7, 3_000), (39, 40)])
def test_the_bound_of_a_rate_is_scipys(failures: int, runs: int) -> None:
    """Our bound is the exact one-sided Clopper-Pearson bound that scipy computes."""
    stats = pytest.importorskip("scipy.stats")
    exact = stats.binomtest(failures, runs, alternative="less").proportion_ci(0.95, method="exact")

    assert upper_bound(failures, runs) == pytest.approx(exact.high, rel=1e-6)


@pytest.mark.parametrize(("rate", "seeds", "need"), [(0.0035, 3, 2), (0.2, 5, 4), (0.5, 1, 1)])
def test_bad_luck_is_what_the_judge_does(rate: float, seeds: int, need: int) -> None:
    """The chance of bad luck is the sum over all outcomes in which the judge shuts the gate."""
    rule = {"threshold": 0.9, "seeds": seeds, "need": need, "sure": None}
    gate = SimpleNamespace(name="any", part="train", **rule)
    total = 0.0
    for outcome in itertools.product((1.0, 0.0), repeat=seeds):
        if not _opens(gate, outcome):
            total += math.prod(1 - rate if good else rate for good in outcome)

    assert bad_luck(rate, seeds, need) == pytest.approx(total)
