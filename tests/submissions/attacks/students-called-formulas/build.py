"""Students who are called as a spreadsheet would calculate."""

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
    "=cmd|' -C calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＠SUM(1)",
    'x",=1+1,"',
    "x;=1+1",
    "\n=1+1",
    "'=1+1",
    " =1+1",
    "%0A=1",
]


def build(folder: Path) -> None:
    """Let each of them hand in honest work."""
    for name in NAMES:
        mallory = os.path.join(os.fsencode(folder), os.fsencode(name))
        os.mkdir(mallory)
        with open(os.path.join(mallory, b"vault.py"), "w") as file:
            file.write(HONEST)
