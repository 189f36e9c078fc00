"""`python -m fuzzing`: every reader in a process of its own; exit code 1 if anything was found."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.report import put_between_markers
from fuzzing import report
from fuzzing.targets import TARGETS

README = Path(__file__).with_name("README.md")
ROOT = Path(__file__).parent.parent
LONGEST_SECONDS = 3600
ENGINES = {"plain": "fuzzing.plain", "atheris": "fuzzing.guided"}


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="for the wire; others less")
    parser.add_argument("--only", nargs="*", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--engine", choices=ENGINES, help="atheris, if it is installed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=ROOT / "results" / "fuzzing")
    parser.add_argument("--write", action="store_true", help=f"update the table of {README.name}")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Feed the readers, print the table, keep what was found."""
    wish, console = arguments(words), Console(soft_wrap=True)
    engine = wish.engine or ("atheris" if importlib.util.find_spec("atheris") else "plain")
    tallies = []
    for name in wish.only:
        inputs = max(1, round(wish.inputs * TARGETS[name].share))
        console.print(f"{name}: {inputs:,} inputs, {engine}")
        tallies.append(fed(name, inputs, wish.seed, engine))
    console.print(report.drawn(tallies))
    told = [line for tally in tallies for line in report.keep(tally, wish.keep)]
    console.print(*told, sep="\n\n", markup=False)
    if wish.write:
        put_between_markers(README, report.markdown(tallies))
    return 1 if told else 0


def fed(name: str, inputs: int, seed: int, engine: str) -> dict[str, Any]:
    """Feed one reader in a process of its own; give the tally. A process that dies is a finding."""
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
        out = Path(folder) / "tally.json"
        command = [sys.executable, "-m", ENGINES[engine], name, str(inputs), str(seed), str(out)]
        environment = {**os.environ, "TMPDIR": folder, "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=LONGEST_SECONDS
        )
        if out.exists():
            tally: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
            return tally
        last = done.stderr.decode(errors="replace")[-4000:]
    died = {"input": 0, "bytes": "", "error": f"the process died ({done.returncode}): {last}"}
    figures = {"inputs": 0, "seconds": 0.0, "slowest": 0.0, "peak_mib": 0.0}
    return {
        "reader": name, "engine": engine, **figures, "outcomes": {"FOUND": 1}, "findings": [died]
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
