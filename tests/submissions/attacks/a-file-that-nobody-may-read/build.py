"""A file without permissions."""

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
    """Leave an empty answer to everything, if it can be read at all."""
    (folder / "mallory").mkdir()
    work = folder / "mallory" / "vault.py"
    lines = [line for line in HONEST.splitlines() if not line.startswith("    return")]
    work.write_text("\n".join(line + (" pass" if line.endswith(":") else "") for line in lines))
    work.chmod(0)
