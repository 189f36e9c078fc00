"""Duplicates: unpacking leaves the last one, and some viewers show the first."""

import warnings
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
WRONG = HONEST.replace("return 2 * np", "return np")


def build(folder: Path) -> None:
    """Put the right one first."""
    with warnings.catch_warnings(), zipfile.ZipFile(folder / "mallory.zip", "w") as archive:
        warnings.simplefilter("ignore")
        for name, source in (("vault.py", HONEST), ("./vault.py", "(" * 99), ("vault.py", WRONG)):
            archive.writestr(zipfile.ZipInfo(name), source)
