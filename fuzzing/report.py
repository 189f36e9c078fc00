"""Tallies → a table, for the terminal and as Markdown; findings → files that show them again."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from benchmarks.report import machine
from fuzzing.targets import TARGETS

Tally = Mapping[str, Any]
HEADINGS = ("what is read", "how", "inputs", "CPU s", "findings", "slowest", "most memory")


def rows(tallies: Sequence[Tally]) -> list[tuple[str, ...]]:
    """Give a row of words for each reader."""
    return [_row(tally) for tally in tallies]


def _row(tally: Tally) -> tuple[str, ...]:
    return (
        TARGETS[tally["reader"]].title,
        tally["engine"],
        f"{tally['inputs']:,}",
        f"{tally['seconds']:.0f}",
        str(tally["outcomes"].get("FOUND", 0)),
        f"{1000 * tally['slowest']:.1f} ms",
        f"{tally['peak_mib']:.0f} MiB",
    )


def drawn(tallies: Sequence[Tally]) -> Table:
    """Draw the table for a terminal."""
    table = Table(box=box.SIMPLE)
    for place, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if place < 2 else "right")
    for row in rows(tallies):
        table.add_row(*row)
    return table


def markdown(tallies: Sequence[Tally]) -> str:
    """Write the table, the machine and what the inputs came to."""
    rule = ["---", "---", *["---:"] * (len(HEADINGS) - 2)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (HEADINGS, rule, *rows(tallies)))
    ends = "\n".join(f"- {TARGETS[tally['reader']].title}: {_ends(tally)}" for tally in tallies)
    return f"{_machine()}\n\n{table}\n\n{ends}"


def _machine() -> str:
    try:
        version = f" atheris {importlib.metadata.version('atheris')}."
    except importlib.metadata.PackageNotFoundError:
        version = ""
    return machine(os.cpu_count() or 1) + version


def _ends(tally: Tally) -> str:
    counts = sorted(tally["outcomes"].items(), key=lambda each: -each[1])
    return ", ".join(f"{count:,} {end}" for end, count in counts)


def keep(tally: Tally, folder: Path) -> list[str]:
    """Write each finding's input to a file; say where it lies and what was raised."""
    told = []
    for found in tally["findings"]:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{tally['reader']}-{found['input']}.bin"
        path.write_bytes(bytes.fromhex(found["bytes"]))
        told.append(f"{path}\n{found['error']}")
    return told
