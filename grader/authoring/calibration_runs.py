"""A file of trainings that are done, a line each: a calibration that was stopped goes on from it.

What is written there holds only on the same ``ground``: a digest of all that a training rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from grader.store import explained, make_folder


class Run(NamedTuple):
    """What the reference and the trivial rule reached with one seed, and the seconds it took."""

    seed: int
    reached: float
    trivial: float
    seconds: float


class Runs:
    """The runs of one gate that are done, by seed: in memory, and in a file if there is one."""

    def __init__(self, path: Path | None = None, ground: str = "") -> None:
        self.done: dict[int, Run] = {}
        self._path = path
        self._ground = ground
        self._gap = ""
        if path and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            self.done = {each.seed: each for each in _read(text, ground)}
            self._gap = "" if text.endswith("\n") or not text else "\n"  # a kill cut the line off

    def add(self, run: Run) -> None:
        """Keep a run. Raises `StoreError` where it cannot be written."""
        self.done[run.seed] = run
        if self._path is None:
            return
        line = json.dumps([self._ground, *run])
        with explained(self._path):
            make_folder(self._path.parent, private=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{self._gap}{line}\n")
        self._gap = ""

    def of(self, seeds: range) -> list[Run]:
        """Return the runs of these seeds that are done, in order."""
        return [self.done[seed] for seed in seeds if seed in self.done]


def _read(text: str, ground: str) -> Iterator[Run]:
    """Return the runs of this ground, but for lines that a kill cut off."""
    for line in text.splitlines():
        with suppress(ValueError, TypeError):
            on, seed, reached, trivial, seconds = json.loads(line)
            if on == ground:
                yield Run(int(seed), float(reached), float(trivial), float(seconds))
