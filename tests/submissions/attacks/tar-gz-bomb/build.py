"""A compressed tar that goes on and on."""

import gzip
import io
import tarfile
from pathlib import Path

HONEST = """import numpy as np


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
"""

MIB = 1 << 20


def build(folder: Path) -> None:
    """Write the head of a tar, and then zeros that cost nothing to pack."""
    work, weights = tarfile.TarInfo("vault.py"), tarfile.TarInfo("weights.bin")
    work.size, weights.size = len(HONEST), 300 * MIB
    with gzip.open(folder / "mallory.tar.gz", "wb", compresslevel=1) as packed:
        packed.write(work.tobuf() + HONEST.encode().ljust(1024, b"\0") + weights.tobuf())
        for _ in range(300):
            packed.write(bytes(MIB))
