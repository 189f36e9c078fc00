"""`python -m fuzzing.plain READER INPUTS SEED OUT`: the loop that needs nothing installed."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from fuzzing.targets import TARGETS, an_input
from fuzzing.watch import Tally, Watch

MOST_MIB = 1024


def main(reader: str, inputs: int, seed: int, out: Path) -> None:
    """Feed a reader with so many inputs, and write the tally."""
    target = TARGETS[reader]
    seeds = target.seeds()
    for each in seeds:  # all that is imported late is imported now
        target.read(each)
    _limit_memory()
    watch = Watch(target.read, Tally(reader, "plain"))
    for number in range(inputs):
        watch.feed(an_input(target, seeds, seed, number))
    out.write_text(json.dumps(watch.finish().plain()), encoding="utf-8")


def _limit_memory() -> None:
    """Make what is far beyond every cap a MemoryError, which is a finding."""
    with open("/proc/self/statm") as file:
        held = int(file.read().split()[5]) * resource.getpagesize()
    limit = held + (MOST_MIB << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
