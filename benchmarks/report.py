"""Figures → tables: for the terminal, and as Markdown between two markers of a file.

In go a `Report`; out come rich tables or text. No date stands in it, so that it changes only when
a figure does.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from benchmarks.figures import Latency, Ledger, Verdict
from grader.authoring import versions_of

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_LIBRARIES = ("numpy", "torch", "scikit-learn", "pytest", "nbgrader")
_HEADINGS = ("what", "CPU s", "wall s", "CPU, ours = 1")


@dataclass(frozen=True)
class Report:
    """All that a run found."""

    ledger: Ledger
    names: Mapping[str, str]
    ours: str
    latency: Latency
    verdicts: Sequence[Verdict]
    notes: Sequence[str]

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """Give a row for each contestant: what, CPU seconds, wall seconds, times our CPU."""
        return [self._row(contestant) for contestant in self.names if contestant in self._known]

    @property
    def _known(self) -> Mapping[str, object]:
        return self.ledger.rounds

    def _row(self, contestant: str) -> tuple[str, str, str, str]:
        cost = self.ledger.cost(contestant)
        times = self.ledger.ratio(contestant, self.ours)
        return self.names[contestant], f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{times:.2f}"

    @property
    def moments(self) -> list[tuple[str, str]]:
        """Give a row for each of the short times."""
        latency = self.latency
        calls = [
            (f"a call with a 4 x 2 array, at {level}", f"{1000 * seconds:.2f} ms")
            for level, seconds in latency.calls.items()
        ]
        return [
            ("spawn to first answer", f"{1000 * latency.spawn:.1f} ms"),
            ("bare fork to first answer", f"{1000 * latency.fork:.1f} ms"),
            *calls,
        ]


def drawn(report: Report) -> Group:
    """Draw the tables for a terminal."""
    costs = _table(_HEADINGS, report.rows, "per submission")
    moments = _table(("what", "median"), report.moments, "short times")
    targets = Table(title="targets", box=box.SIMPLE)
    for heading in ("what", "wanted", "reached", ""):
        targets.add_column(heading)
    for each in report.verdicts:
        met = Text("met", style="green") if each.met else Text("missed", style="red")
        targets.add_row(each.what, each.wanted, each.reached, met)
    return Group(costs, moments, targets, *map(Text, report.notes))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    return table


def markdown(report: Report, machine: str) -> str:
    """Write the tables as Markdown."""
    targets = [
        (each.what, each.wanted, each.reached, "met" if each.met else "missed")
        for each in report.verdicts
    ]
    parts = [
        machine,
        _markdown_table(_HEADINGS, report.rows),
        _markdown_table(("short times", "median"), report.moments),
        _markdown_table(("target", "wanted", "reached", ""), targets),
        "\n".join(f"- {note}" for note in report.notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(headings) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))


def put_between_markers(path: Path, text: str) -> None:
    """Put a text in the place of what stands between the markers of a file.

    Raises `ValueError` if the file has not both markers, once and in order.
    """
    whole = path.read_text(encoding="utf-8")
    if whole.count(BEGIN) != 1 or whole.count(END) != 1 or whole.index(BEGIN) > whole.index(END):
        raise ValueError(f"{path} needs the lines {BEGIN} and {END}")
    before, rest = whole.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def machine(cores: int) -> str:
    """Describe the machine and the versions, in one line."""
    versions = [f"{name} {version}" for name, version in versions_of(_LIBRARIES).items()]
    python = f"Python {platform.python_version()}"
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{_processor()}, {cores} cores, {kernel}; {', '.join([python, *versions])}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
