"""A gate opens for k of n good trainings, stops early, and says what the student reached."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace

import pytest

from grader.chance import bad_luck, upper_bound
from grader.errors import GraderError
from grader.expect import Mismatch
from grader.gates import Judge, shown

TWO_OF_THREE = SimpleNamespace(name="circles", part="train", threshold=0.90, seeds=3, need=2)


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


def test_the_sentence_names_the_rule_and_the_students_own_values() -> None:
    """A student reads what was asked and what was reached."""
    with pytest.raises(Mismatch) as caught:
        judged(0.52, 0.48)

    assert "2 of 3 trainings must reach 0.90; yours reached 0.52, 0.48" == caught.value.problem


def test_a_gate_of_one_seed_speaks_of_the_training() -> None:
    """With one seed there is nothing to count."""
    gate = SimpleNamespace(name="xor", part="train", threshold=1.0, seeds=1, need=1)

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
    gate = SimpleNamespace(name="any", part="train", threshold=0.9, seeds=seeds, need=need)
    total = 0.0
    for outcome in itertools.product((True, False), repeat=seeds):
        try:
            judged(*(1.0 if good else 0.0 for good in outcome), gate=gate)
        except Mismatch:
            total += math.prod(1 - rate if good else rate for good in outcome)

    assert bad_luck(rate, seeds, need) == pytest.approx(total)
