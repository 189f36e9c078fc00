"""`python -m benchmarks.load`: thousands of submissions in one run, and what it holds on the way.

In goes the example class, copied as often as it takes; out come, second by second, the memory,
descriptors and processes of the run, and whether they grow (load_figures.py).
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from benchmarks import report
from benchmarks.load_figures import Load, Sample, drawn, markdown
from benchmarks.tree import look, peak_mb

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
LOAD_MD = Path(__file__).with_name("LOAD.md")
SLOW_EVERY = 100
_MOMENT_S = 0.05
_COUNT = re.compile(rb"(\d+)/(\d+)")


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0, help="between two samples")
    parser.add_argument("--write", action="store_true", help=f"update {LOAD_MD.name}")
    return parser.parse_args(words)


def main() -> int:
    """Make the class, grade it, print what was found, and write it if asked to."""
    wish, console = arguments(), Console()
    with tempfile.TemporaryDirectory(prefix="load-") as home:
        folder = make_class(Path(home) / "class", wish.submissions)
        command = ["grade", folder, "--out", Path(home) / "out", "--jobs", wish.jobs]
        run = Run([sys.executable, "-m", "grader", *map(str, command), "--course", str(ROOT)])
        samples = list(watch(run, wish.seconds, console))
    load = Load(samples, wish.submissions, wish.jobs, run.seconds, run.peak_mb)
    console.print(drawn(load))
    if run.code:
        console.print(f"the grader ended in {run.code}:\n{run.said()}", markup=False)
        return 1
    if wish.write:
        machine = report.machine(os.cpu_count() or 1)
        report.put_between_markers(LOAD_MD, markdown(load, machine))
    return 0


def make_class(folder: Path, count: int) -> Path:
    """Copy the example class under other names until there are so many students.

    Whoever never ends is there once in a hundred: a class that waits for time limits says nothing
    of the grader. No two .py files are the same: a last line names the student.
    """
    entries = sorted((EXAMPLES / "class").iterdir())
    slow = _slow_ones()
    quick = [each for each in entries if each.name not in slow]
    patient = [each for each in entries if each.name in slow]
    for number in range(1, count + 1):
        turn = patient if patient and number % SLOW_EVERY == SLOW_EVERY // 2 else quick
        _copy(turn[number % len(turn)], folder, f"student-{number:04}")
    return folder


def _slow_ones() -> set[str]:
    """Name those of the example class who run into a time limit."""
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
    return {
        student
        for student, exercises in expected.items()
        if any(said["verdict"] == "time limit" for said in exercises.values())
    }


def _copy(source: Path, folder: Path, student: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        shutil.copyfile(source, folder / f"{student}{source.suffix}")
        return
    shutil.copytree(source, folder / student)
    for path in (folder / student).rglob("*.py"):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n# {student}\n")


class Run:
    """A grader at work, as on a terminal: its bar tells how many are graded."""

    def __init__(self, command: Sequence[str]) -> None:
        self.graded = 0
        self.seconds = 0.0
        self.peak_mb = 0.0
        self.code: int | None = None
        self._began = time.monotonic()
        self._tail = b""
        self._near, far = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=far,
            env=environment,
        )  # fmt: skip
        os.close(far)
        self.pid = self._process.pid
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def elapsed(self) -> float:
        """Give the seconds since it began."""
        return time.monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait so long for its end; say whether it came."""
        deadline = time.monotonic() + seconds
        while self.code is None and time.monotonic() < deadline:
            self.peak_mb = max(self.peak_mb, peak_mb(self.pid))
            with suppress(subprocess.TimeoutExpired):
                self.code = self._process.wait(_MOMENT_S)
                self.seconds = self.elapsed()
                self._listener.join(timeout=5)
        return self.code is not None

    def said(self) -> str:
        """Give the end of what it wrote on the terminal."""
        return self._tail.decode(errors="replace")

    def _listen(self) -> None:
        with suppress(OSError):  # the last one to hold the terminal is gone
            while piece := os.read(self._near, 65_536):
                self._tail = (self._tail + piece)[-4_000:]
                if counts := _COUNT.findall(self._tail):
                    self.graded = int(counts[-1][0])
        os.close(self._near)


def watch(run: Run, seconds: float, console: Console) -> Iterator[Sample]:
    """Look at a run every so many seconds until it ends."""
    told = 0
    while not run.wait(seconds):
        sample = Sample(run.elapsed(), run.graded, *look(run.pid))
        run.peak_mb = max(run.peak_mb, sample.parent_mb)  # it may end before its own word of it
        yield sample
        if run.graded >= told + 100:
            told = run.graded
            console.log(f"{told} graded")


if __name__ == "__main__":
    sys.exit(main())
