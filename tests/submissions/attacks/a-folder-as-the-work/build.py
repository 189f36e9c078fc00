"""Folders with the names of files."""

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
    """Hide the work one folder too deep."""
    for name in ("vault.py", "vault.ipynb"):
        (folder / "mallory" / name).mkdir(parents=True)
        (folder / "mallory" / name / "vault.py").write_text(HONEST)
    (folder / "mallory" / "vault.zip").mkdir()
