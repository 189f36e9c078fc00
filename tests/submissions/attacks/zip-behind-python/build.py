"""A zip with Python before it, as an archive; and Python with a zip behind it, as a work."""

import io
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
    """Hand it in under both names."""
    packed = io.BytesIO(HONEST.encode() + b"# ")
    packed.seek(0, io.SEEK_END)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("vault.py", HONEST)
        archive.writestr("__main__.py", "raise SystemExit\n")
    (folder / "mallory").mkdir()
    (folder / "mallory" / "vault.py").write_bytes(packed.getvalue())
