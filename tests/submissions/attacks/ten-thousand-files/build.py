"""Very many files."""

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
    """Put a wrong work in a thousand folders, and the right one where it belongs."""
    for number in range(1000):
        one = folder / "mallory" / f"try{number}"
        one.mkdir(parents=True)
        for name in ("vault", "valut", "Vault", "test_visible", "helper"):
            (one / f"{name}.py").write_text("raise SystemExit\n")
            (one / f"{name}.txt").touch()
    (folder / "mallory" / "vault.py").write_text(HONEST)
