"""`python -m fuzzing.guided READER INPUTS SEED OUT`: atheris prefers inputs that reach new code."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["grader"]):
    from fuzzing.targets import TARGETS
from fuzzing.mutate import LONGEST
from fuzzing.watch import Tally, Watch

MOST_MIB = 2048  # libFuzzer's own share, torch, and what a reader may hold


def main(reader: str, inputs: int, seed: int, out: Path) -> None:
    """Let atheris feed a reader with so many inputs; the tally is written with the last."""
    target = TARGETS[reader]
    folder = tempfile.TemporaryDirectory(prefix="fuzzing-")
    for number, each in enumerate(target.seeds()):
        target.read(each)
        (Path(folder.name) / str(number)).write_bytes(each)
    watch = Watch(target.read, Tally(reader, "atheris"))

    def feed(content: bytes) -> None:
        watch.feed(content)
        if watch.tally.inputs == inputs:
            out.write_text(json.dumps(watch.finish().plain()), encoding="utf-8")

    def mutated(content: bytes, most: int, number: int) -> bytes:
        chance = Random(number)
        if chance.random() < 0.3:
            return bytes(atheris.Mutate(content, most))
        return target.mutated(chance, content)[:most]

    options = [
        f"-runs={inputs}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        f"-rss_limit_mb={MOST_MIB}",
    ]
    options += ["-print_pcs=0", "-verbosity=0", "-timeout=60"]
    atheris.SandboxSettings([sys.argv[0], *options, folder.name], feed, custom_mutator=mutated)
    with folder:
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
