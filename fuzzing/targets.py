"""The readers by name: where their inputs come from, how they are mutated, who reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from fuzzing import files, frames


@dataclass(frozen=True)
class Target:
    """One reader of strangers' bytes. ``share`` is its part of a run's inputs."""

    title: str
    seeds: Callable[[], list[bytes]]
    mutated: Callable[[Random, bytes], bytes]
    read: Callable[[bytes], str]
    share: float


TARGETS = {
    "wire": Target("what a guest sends", frames.seeds, frames.mutated, frames.read, 1.0),
    "notebook": Target(
        "notebooks", files.notebook_seeds, files.mutated_notebook, files.read_notebook, 0.2
    ),
    "zip": Target("zip archives", files.zip_seeds, files.mutated_zip, files.read_archive, 0.1),
    "tar": Target("tar archives", files.tar_seeds, files.mutated_tar, files.read_archive, 0.1),
}


def an_input(target: Target, seeds: list[bytes], seed: int, number: int) -> bytes:
    """Make one input: the same numbers make the same input again."""
    chance = Random(f"{seed} {number}")
    content = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = target.mutated(chance, content)
    return content
