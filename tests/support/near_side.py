"""`python -m tests.support.near_side`: what each attack costs the grader's own process.

In goes the corpus of attacks, `tests/submissions/attacks`; each is read and judged in this process,
as a judging process of `grader grade` does it, with an honest work behind it. Out come the memory
that this process took beyond what it had, at its peak, and its CPU seconds: the costliest first.

What guests and their zygote use is not in it. Archives are opened here as well, though `grade` has
a process of its own for them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import report
from grader.sandbox.levels import LEVELS
from tests.support import attacks

SHOWN = 8
MOST_MB, MOST_SECONDS = 1024, 10.0
"""What one submission may cost this side; more ends this with the exit code 1."""


@dataclass(frozen=True)
class Cost:
    """What judging one attack's class took of this process."""

    name: str
    megabytes: float
    cpu_seconds: float

    @property
    def is_too_much(self) -> bool:
        """Whether it is over a bound."""
        return self.megabytes > MOST_MB or self.cpu_seconds > MOST_SECONDS


def main(words: Sequence[str] | None = None) -> int:
    """Judge the corpus, or some of it, and say what was costliest."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.near_side", description=__doc__)
    parser.add_argument("attacks", nargs="*", help="names of folders (default: all)")
    parser.add_argument("--level", default="L3", choices=LEVELS)
    wish = parser.parse_args(words)
    console = Console()
    folders = [each for each in sorted(attacks.CORPUS.iterdir()) if each.is_dir()]
    if unknown := {*wish.attacks} - {each.name for each in folders}:
        parser.error(f"there is no attack {sorted(unknown)[0]}")
    mine = [each for each in folders if not wish.attacks or each.name in wish.attacks]
    costs = []
    for cost in measured(mine, wish.level):
        costs.append(cost)
        console.log(f"{cost.name}: {cost.megabytes:.0f} MB, {cost.cpu_seconds:.2f} s")
    console.print(table(costs))
    console.print(report.machine(os.cpu_count() or 1), highlight=False)
    return int(any(each.is_too_much for each in costs))


def measured(folders: Sequence[Path], level: str) -> Iterator[Cost]:
    """Judge each attack's class that is claimed to be stopped at this level."""
    with attacks.open_world() as world, attacks.open_stage(world, level, b"a secret") as stage:
        if isinstance(stage, str):
            raise SystemExit(stage)
        for folder in folders:
            attack = attacks.read_attack(folder)
            if level not in attack.levels:
                continue
            attacks.set_up_class(folder, world)
            try:
                begun = time.process_time()
                performance = attacks.perform(attack, stage)
                yield Cost(folder.name, performance.grown_mb, time.process_time() - begun)
            finally:
                shutil.rmtree(world.class_folder, ignore_errors=True)


def table(costs: Sequence[Cost]) -> Table:
    """Draw those that took the most memory, and those that took the most time."""
    drawn = Table(title=f"{len(costs)} attacks: what they cost this side at most")
    for heading in ("attack", "MB", "CPU s"):
        drawn.add_column(heading, justify="left" if heading == "attack" else "right")
    by_memory = sorted(costs, key=lambda each: -each.megabytes)[:SHOWN]
    by_time = sorted(costs, key=lambda each: -each.cpu_seconds)[:SHOWN]
    for cost in dict.fromkeys([*by_memory, *by_time]):
        drawn.add_row(cost.name, f"{cost.megabytes:.0f}", f"{cost.cpu_seconds:.2f}")
    return drawn


if __name__ == "__main__":
    sys.exit(main())
