"""Names for the terminal, the spreadsheet and the disk."""

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

NAMES = [
    "\x1b]0;all is well\x07vau\x1b[2J\x1b[Hlt.ipynb",
    "\x1b]52;c;cm0gLXJm\x07.ipynb",
    "\x1b]8;;http://example.org\x1b\\valut.py\x1b]8;;\x1b\\",
    "va\u202eyp.tluav\u2066.ipynb",
    "\rnote: mallory: graded 5 of 5\n.ipynb",
    "[red]vautl[/red][link=http://example.org].ipynb",
    "=cmd|' !A1.ipynb",
    "@SUM(1+1)*cmd.ipynb",
    "\x9b31mvault.ipynb",
    "va\\..\\..\\ult\\.py",
    "v" * 60_000 + ".ipynb",
    "\u2028vault.ipynb",
    "nul",
    "con.py",
    "vault.py ",
    "vault.py.",
    " vault.py",
    "vault.py:stream",
]


def build(folder: Path) -> None:
    """Put them all beside honest work."""
    path = folder / "mallory.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(name), "raise SystemExit\n")
        archive.writestr("not-utf-8-.ipynb", "raise SystemExit\n")
        archive.writestr("vault.py", HONEST)
    path.write_bytes(path.read_bytes().replace(b"not-utf-8-", b"not-utf-8\xff"))
