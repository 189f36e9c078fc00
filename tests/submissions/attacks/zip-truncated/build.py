"""Zips that break off."""

import struct
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
    """Cut one, and let the other's directory begin in its own middle."""
    path = folder / "mallory.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("vault.py", HONEST)
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: len(content) // 2])
    end = content.index(b"PK\x05\x06")
    struct.pack_into("<HHII", content, end + 8, 0xFFFE, 0xFFFE, 0xFFFFFFFE, end - 7)
    (folder / "mallory-again.zip").write_bytes(content)
