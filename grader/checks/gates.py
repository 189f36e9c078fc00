"""The accuracy gates: k of n trainings must reach a threshold, each from a fresh seed.

In goes a gate of course.yml, fresh seeds and a function that trains once; out comes nothing, or a
`Mismatch` with the accuracies that the student reached. What luck can do to a gate is in `chance`.

A gate may open after its first few trainings where each of them reaches more than it must. So many
trainings are run only where there is a doubt, and a wrong one that is often lucky meets most of n
seeds (double sampling: Dodge and Romig, Bell System Technical Journal 8, 1929).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Protocol

from grader.checks.expect import Mismatch
from grader.errors import GraderError


class Sure(Protocol):
    """What opens a gate early: each of the ``first`` trainings reaches ``threshold``."""

    @property
    def first(self) -> int:
        """How many trainings."""

    @property
    def threshold(self) -> float:
        """What each of them reaches: the gate's own threshold, or more."""


class Rule(Protocol):
    """What is asked of a gate: ``need`` of ``seeds`` trainings of ``part`` reach ``threshold``."""

    @property
    def name(self) -> str:
        """What the gate is called in course.yml."""

    @property
    def part(self) -> str:
        """The part that it judges."""

    @property
    def threshold(self) -> float:
        """What a training must reach."""

    @property
    def seeds(self) -> int:
        """How many trainings there are at most."""

    @property
    def need(self) -> int:
        """How many of them must reach it."""

    @property
    def sure(self) -> Sure | None:
        """What is enough, sooner."""


class Judge:
    """Runs a training until enough of them reached the threshold, or enough no longer can."""

    def __init__(self, gate: Rule, seeds: Iterable[int]) -> None:
        self._gate = gate
        self._seeds = iter(seeds)

    def __call__(self, run: Callable[[int], float]) -> None:
        """Train with ``run(seed)`` as often as it takes; `Mismatch` where the gate stays shut."""
        reached: list[float] = []
        while self._undecided(reached):
            reached.append(float(run(self._next_seed())))
        if not self._open(reached):
            raise Mismatch(self._sentence(reached), got=reached)

    def _undecided(self, reached: list[float]) -> bool:
        left = self._gate.seeds - len(reached)
        possible = self._good(reached) + left >= self._gate.need
        return possible and not self._open(reached)

    def _open(self, reached: list[float]) -> bool:
        return self._good(reached) >= self._gate.need or self._sure(reached)

    def _sure(self, reached: list[float]) -> bool:
        sure = self._gate.sure
        if sure is None or len(reached) < sure.first:
            return False
        return all(value >= sure.threshold for value in reached[: sure.first])

    def _good(self, reached: list[float]) -> int:
        return sum(value >= self._gate.threshold for value in reached)

    def _next_seed(self) -> int:
        seed = next(self._seeds, None)
        if seed is None:
            raise GraderError(
                "a gate was given fewer seeds than it may need", "give it a seed a run"
            )
        return seed

    def _sentence(self, reached: list[float]) -> str:
        gate = self._gate
        values = ", ".join(shown(value) for value in reached)
        trainings = f"{gate.need} of {gate.seeds} trainings" if gate.seeds > 1 else "the training"
        wanted = gate.threshold
        exact = f"{wanted:.2f}" if round(wanted, 2) == wanted else f"{wanted:g}"
        return f"{trainings} must reach {exact}; yours reached {values}"


def shown(value: float) -> str:
    """Write a value with two decimals, rounded down: one below 0.90 never reads as 0.90."""
    if not math.isfinite(value):
        return str(value)
    return f"{math.floor(value * 100 + 1e-9) / 100:.2f}"
