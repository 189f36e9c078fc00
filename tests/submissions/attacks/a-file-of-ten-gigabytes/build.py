"""Sparse files."""

import os
from pathlib import Path


def build(folder: Path) -> None:
    """Make files of nothing but length."""
    (folder / "mallory").mkdir()
    for name in ("vault.py", "vault.ipynb", "helper.py", "timestamp.txt"):
        (folder / "mallory" / name).touch()
        os.truncate(folder / "mallory" / name, 10 << 30)
    (folder / "mallory-again.zip").touch()
    os.truncate(folder / "mallory-again.zip", 10 << 30)
