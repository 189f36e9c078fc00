"""A deep tree, and a wide one."""

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
    """Go down as far as a path may."""
    deep = folder / "mallory" / "/".join("d" for _ in range(300))
    deep.mkdir(parents=True)
    (deep / "vault.py").write_text(HONEST)
    for number in range(30):
        wide = folder / "mallory" / f"w{number}" / "a" / "b" / "c" / "d" / "e" / "f"
        wide.mkdir(parents=True)
        (wide / "vault.py").write_text(HONEST)
