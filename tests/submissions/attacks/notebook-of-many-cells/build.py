"""Cells without end."""

import json
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
    """Let as many cells fail as there may be reports of, and say much each time."""
    cells = [{"cell_type": "code", "source": "raise ValueError('x' * 3000)"}] * 5_000
    cells += [{"cell_type": "code", "source": ""}] * 95_000
    cells += [{"cell_type": "code", "source": HONEST}]
    (folder / "mallory").mkdir()
    (folder / "mallory" / "vault.ipynb").write_text(json.dumps({"cells": cells}))
