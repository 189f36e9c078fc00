"""Loops for whoever follows links."""

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
    """Make loops of one, of two and of a whole folder."""
    mallory = folder / "mallory"
    mallory.mkdir()
    (mallory / "vault.py").write_text(HONEST)
    links = {"vault.ipynb": "vault.ipynb", "a.py": "b.py", "b.py": "a.py", "loop": "."}
    for name, target in {**links, "up": "..", "exercises": "loop/loop/loop"}.items():
        (mallory / name).symlink_to(target)
