"""More failures than can be told."""

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
    """Write as much code as is read at all, in the smallest cells that fail."""
    cells = [{"cell_type": "code", "source": "raise ValueError('x' * 3000)"}] * 30_000
    cells += [{"cell_type": "code", "source": HONEST}]
    (folder / "mallory").mkdir()
    (folder / "mallory" / "vault.ipynb").write_text(json.dumps({"cells": cells}))
