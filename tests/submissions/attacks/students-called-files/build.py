"""Students who are called like something else."""

import os
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

NAMES = [
    "-rf",
    "--out=x",
    "results",
    "results.json",
    "grades.csv",
    "feedback",
    "...",
    "~root",
    "$HOME",
    "%s%n{0}{student}",
    "nul",
    "ZOE",
    "zoe ",
    "neighbour.txt",
    "*",
    "..\\..\\open",
]


def build(folder: Path) -> None:
    """Let each of them hand in honest work."""
    for name in NAMES:
        mallory = os.path.join(os.fsencode(folder), os.fsencode(name))
        os.mkdir(mallory)
        with open(os.path.join(mallory, b"vault.py"), "w") as file:
            file.write(HONEST)
