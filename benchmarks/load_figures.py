"""Samples of a long run → whether it grows: by tenths of the class, and by the thousand.

In go samples, one a second; out come tables, and verdicts: memory flat, nothing leaked, and the
last tenth of the class as quick as the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import fmean, median

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from benchmarks.figures import Verdict

WARM_SHARE = 0.1
MB_A_THOUSAND = 5.0
SLOWER = 1.25
_HEADINGS = (
    "graded",
    "seconds",
    "parent MB",
    "workers MB",
    "zygotes MB",
    "descriptors",
    "processes",
)


@dataclass(frozen=True)
class Sample:
    """A run at one moment: how far it was, and what it held."""

    seconds: float
    graded: int
    parent_mb: float
    workers_mb: float
    descriptors: int
    processes: int
    far_mb: dict[int, float]


@dataclass(frozen=True)
class Tenth:
    """A tenth of the class: how long it took, and the most that was held meanwhile."""

    graded: int
    seconds: float
    parent_mb: float
    workers_mb: float
    zygotes_mb: float
    descriptors: int
    processes: int

    @property
    def cells(self) -> tuple[str, ...]:
        """Give a row of the table."""
        memory = (self.parent_mb, self.workers_mb, self.zygotes_mb)
        counts = (self.descriptors, self.processes)
        return (
            str(self.graded), f"{self.seconds:.0f}", *(f"{mb:.0f}" for mb in memory),
            *map(str, counts),
        )  # fmt: skip


@dataclass(frozen=True)
class Load:
    """A whole run over ``submissions``."""

    samples: Sequence[Sample]
    submissions: int
    jobs: int
    seconds: float
    peak_mb: float

    @cached_property
    def judging(self) -> list[Sample]:
        """Give the samples from the end of the first tenth until the first worker has no more."""
        first, last = WARM_SHARE * self.submissions, self.submissions - self.jobs
        return [each for each in self.samples if first <= each.graded < last]

    @cached_property
    def tenths(self) -> list[Tenth]:
        """Cut the run into tenths of the class; those in which no sample fell are left out."""
        edges = [self.submissions * part // 10 for part in range(11)]
        return [t for low, high in pairwise(edges) if (t := self._tenth(low, high)) is not None]

    def _tenth(self, low: int, high: int) -> Tenth | None:
        within = [each for each in self.samples if low <= each.graded < high]
        if not within:
            return None
        return Tenth(
            high,
            self._reached(high) - self._reached(low),
            max(each.parent_mb for each in within),
            max(each.workers_mb for each in within),
            max(map(self.zygotes_mb, within)),
            max(each.descriptors for each in within),
            max(each.processes for each in within),
        )

    def _reached(self, graded: int) -> float:
        """Say when so many were graded; the first ones begin when the first result is there."""
        wanted = max(graded, 1)
        return next((s.seconds for s in self.samples if s.graded >= wanted), self.seconds)

    @cached_property
    def _lasting(self) -> set[int]:
        """Give the far processes that live for long: zygotes, and what fences them in."""
        seen = Counter(pid for each in self.judging for pid in each.far_mb)
        return {pid for pid, times in seen.items() if times > len(self.judging) / 2}

    def zygotes_mb(self, sample: Sample) -> float:
        """Add up what the zygotes held."""
        return sum(mb for pid, mb in sample.far_mb.items() if pid in self._lasting)

    def slope(self, mb: Callable[[Sample], float]) -> float:
        """Give by how many MB something grows a thousand submissions, as a straight line has it."""
        if len({each.graded for each in self.judging}) < 2:
            return 0.0
        at = fmean(each.graded for each in self.judging)
        level = fmean(map(mb, self.judging))
        shared = sum((each.graded - at) * (mb(each) - level) for each in self.judging)
        return 1000 * shared / sum((each.graded - at) ** 2 for each in self.judging)

    @property
    def verdicts(self) -> list[Verdict]:
        """Say whether the run stayed as it was."""
        memory = [
            ("the parent's memory", lambda sample: sample.parent_mb),
            ("the workers' memory", lambda sample: sample.workers_mb),
            ("the zygotes' memory", self.zygotes_mb),
        ]
        found = [self._flat(what, self.slope(mb)) for what, mb in memory]
        if len(self.tenths) > 2:
            _, *early, last = self.tenths
            found.append(_no_more("descriptors", [t.descriptors for t in early], last.descriptors))
            found.append(_no_more("processes", [t.processes for t in early], last.processes))
            slower = last.seconds / median(t.seconds for t in early)
            found.append(
                Verdict(
                    "the last tenth's time, over the median tenth's", f"<= {SLOWER} times",
                    f"{slower:.2f} times", slower <= SLOWER,
                )
            )  # fmt: skip
        return found

    def _flat(self, what: str, slope: float) -> Verdict:
        wanted = f"<= {MB_A_THOUSAND:g} MB"
        reached = f"{slope:+.1f} MB"
        return Verdict(f"{what}, a thousand submissions", wanted, reached, slope <= MB_A_THOUSAND)

    @property
    def notes(self) -> list[str]:
        """Say what else is to be known."""
        rate = self.submissions / self.seconds if self.seconds else 0.0
        return [
            f"{self.submissions} submissions, --jobs {self.jobs}: {self.seconds:.0f} s in all, "
            f"{rate:.2f} a second",
            f"the parent's most, while it wrote the reports at the end: {self.peak_mb:.0f} MB",
        ]


def _no_more(what: str, early: Sequence[int], last: int) -> Verdict:
    return Verdict(f"{what} in the last tenth", f"<= {max(early)}", str(last), last <= max(early))


def drawn(load: Load) -> Group:
    """Draw the tables for a terminal."""
    course = Table(title="by tenths of the class", box=box.SIMPLE)
    for heading in _HEADINGS:
        course.add_column(heading, justify="right")
    for tenth in load.tenths:
        course.add_row(*tenth.cells)
    targets = Table(title="targets", box=box.SIMPLE)
    for heading in ("what", "wanted", "reached", ""):
        targets.add_column(heading)
    for each in load.verdicts:
        met = Text("met", style="green") if each.met else Text("missed", style="red")
        targets.add_row(each.what, each.wanted, each.reached, met)
    return Group(course, targets, *map(Text, load.notes))


def markdown(load: Load, machine: str) -> str:
    """Write the tables as Markdown."""
    targets = [
        (each.what, each.wanted, each.reached, "met" if each.met else "missed")
        for each in load.verdicts
    ]
    notes = "\n".join(f"- {note}" for note in load.notes)
    tenths = [tenth.cells for tenth in load.tenths]
    parts = [
        machine,
        _table(_HEADINGS, tenths),
        _table(("target", "wanted", "reached", ""), targets),
    ]
    return "\n\n".join([*parts, notes])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---:"] * len(headings)
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))
