"""A zip of very many members."""

import zipfile
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


def build(folder: Path) -> None:
    """Put the work last, behind all the others."""
    with zipfile.ZipFile(folder / "mallory.zip", "w") as archive:
        for number in range(10_000):
            archive.writestr(f"work{number}/vault{number % 10}.py", "raise SystemExit\n")
        archive.writestr("vault.py", HONEST)
