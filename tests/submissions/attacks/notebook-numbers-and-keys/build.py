"""JSON that readers take in different ways."""

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
    """Give the cells twice, the right ones last, as json.loads takes them."""
    wrong = json.dumps([{"cell_type": "code", "source": "raise SystemExit"}])
    right = json.dumps([{"cell_type": "code", "source": HONEST + "sign = '\ud800 \udfff'\n"}])
    numbers = f'"nan": NaN, "less": -Infinity, "long": {"9" * 1_000_000}, "exponent": 1e{"9" * 9}'
    text = f'{{"cells": {wrong}, {numbers}, "nbformat": 1e400, "cells": {right}, "cells ": 0}}'
    (folder / "mallory").mkdir()
    (folder / "mallory" / "vault.ipynb").write_text(text)
