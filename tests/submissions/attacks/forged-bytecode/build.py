"""Bytecode that answers rightly beside a source that does not."""

import importlib.util
import py_compile
from pathlib import Path

WRONG = """import numpy as np


def double(x):
    return np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
"""
RIGHT = WRONG.replace("return np.asarray(x)", "return 2 * np.asarray(x)")


def build(folder: Path) -> None:
    """Compile the better source, and put it wherever an import would look."""
    mallory = folder / "mallory"
    mallory.mkdir()
    source = mallory / "vault.py"
    source.write_text(RIGHT)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    places = [importlib.util.cache_from_source(str(source)), str(mallory / "vault.pyc")]
    places += [str(mallory / "__pycache__" / f"vault.cpython-3{minor}.pyc") for minor in (11, 12)]
    for place in places:
        py_compile.compile(str(source), place, invalidation_mode=unchecked, doraise=True)
    source.write_text(WRONG)
