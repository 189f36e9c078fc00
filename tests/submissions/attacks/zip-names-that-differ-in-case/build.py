"""Collisions, on machines where case does not matter."""

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
    """Leave out the one name that would be right."""
    with zipfile.ZipFile(folder / "mallory.zip", "w") as archive:
        archive.writestr("Vault.py", HONEST)
        archive.writestr("VAULT.py", "raise SystemExit\n")
        archive.writestr("vAULT.PY", HONEST.replace("0.1", "0.2"))
