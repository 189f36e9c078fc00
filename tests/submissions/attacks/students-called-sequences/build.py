"""Students who are called what moves a terminal."""

import os
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

NAMES = [
    "\x1b[2J\x1b[Hmallory",
    "\x1b]0;title\x07\x1b]52;c;cm0=\x07",
    "two\nlines\r\x08",
    "\u202eyrollam\u2066\u2028",
    "[red]mallory[b]",
    "[link=http:example.org]x",
    "<script>alert(1)<",
    b"not utf-8 \xff\x9b31m",
    "\ud800".encode("utf-8", "surrogatepass"),
    "\u200b",
    "zo\u0435",
    "x" * 255,
    "数" * 85,
    "\x7f" * 250,
]


def build(folder: Path) -> None:
    """Let each of them hand in honest work."""
    for name in NAMES:
        mallory = os.path.join(os.fsencode(folder), os.fsencode(name))
        os.mkdir(mallory)
        with open(os.path.join(mallory, b"vault.py"), "w") as file:
            file.write(HONEST)
