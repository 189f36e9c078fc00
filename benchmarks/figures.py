"""The arithmetic: what each contestant spent in each round → medians, ratios, shares.

In go `Cost`s, one a submission and round; out comes the median of the rounds' means, so that a
round that the machine disturbed does not count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, median

ELSE_WANTED = 0.12
TIMES_LESS_WANTED = 8.0
TIMES_A_FORK_WANTED = 2.0
CALL_MS_WANTED = 0.3


@dataclass(frozen=True)
class Cost:
    """What one submission cost: CPU seconds of all processes, and seconds on the wall clock."""

    cpu: float
    wall: float


@dataclass
class Ledger:
    """The costs of every contestant, round after round."""

    rounds: dict[str, list[list[Cost]]] = field(default_factory=dict)

    def enter(self, contestant: str, number: int, cost: Cost) -> None:
        """Note what a submission cost a contestant in round ``number``, from 0."""
        rounds = self.rounds.setdefault(contestant, [])
        while len(rounds) <= number:
            rounds.append([])
        rounds[number].append(cost)

    def cost(self, contestant: str) -> Cost:
        """Give what a submission costs: the median, over the rounds, of each round's mean."""
        rounds = [costs for costs in self.rounds[contestant] if costs]
        cpu = median(fmean(cost.cpu for cost in costs) for costs in rounds)
        wall = median(fmean(cost.wall for cost in costs) for costs in rounds)
        return Cost(cpu, wall)

    def ratio(self, over: str, under: str) -> float:
        """Give how many times the CPU seconds of ``under`` the contestant ``over`` takes.

        Each round gives a ratio; the median of those is robust to a load that changes slowly.
        """
        return median(
            sum(cost.cpu for cost in above) / sum(cost.cpu for cost in below)
            for above, below in zip(self.rounds[over], self.rounds[under], strict=True)
        )

    def difference(self, whole: str, part: str) -> float:
        """Return how many CPU seconds a submission costs ``whole`` beyond ``part``: a median."""
        return median(
            fmean(cost.cpu for cost in above) - fmean(cost.cpu for cost in below)
            for above, below in zip(self.rounds[whole], self.rounds[part], strict=True)
        )


@dataclass(frozen=True)
class Latency:
    """Seconds of one guest and one call: medians."""

    spawn: float
    fork: float
    calls: Mapping[str, float]

    @property
    def times_a_fork(self) -> float:
        """How many bare forks a spawn takes."""
        return self.spawn / self.fork


@dataclass(frozen=True)
class Verdict:
    """A target, what was reached, and whether that is enough."""

    what: str
    wanted: str
    reached: str
    met: bool


def verdicts(ledger: Ledger, ours: str, fresh: str, own: str, latency: Latency) -> list[Verdict]:
    """Hold the figures against the targets."""
    beside, call = ledger.difference(ours, own), max(latency.calls.values())
    less = ledger.ratio(fresh, ours) if fresh in ledger.rounds else math.nan
    return [
        Verdict(
            "all that is not the student's own computing, a submission",
            f"<= {ELSE_WANTED:g} CPU s", f"{beside:.2f} CPU s", beside <= ELSE_WANTED,
        ),
        Verdict(
            "CPU of a fresh pytest process, over ours",
            f">= {TIMES_LESS_WANTED:g} times", f"{less:.1f} times", less >= TIMES_LESS_WANTED,
        ),
        Verdict(
            "spawn to first answer, over a bare fork's",
            f"<= {TIMES_A_FORK_WANTED:g} times", f"{latency.times_a_fork:.2f} times",
            latency.times_a_fork <= TIMES_A_FORK_WANTED,
        ),
        Verdict(
            "a small call, at the slowest level",
            f"< {CALL_MS_WANTED:g} ms", f"{1000 * call:.2f} ms", 1000 * call < CALL_MS_WANTED,
        ),
    ]  # fmt: skip
