"""A pipe to which nobody writes."""

import os
from pathlib import Path


def build(folder: Path) -> None:
    """Make pipes of all that is read."""
    (folder / "mallory").mkdir()
    for name in ("vault.py", "vault.ipynb", "helper.py", "timestamp.txt", "mallory.zip"):
        os.mkfifo(folder / "mallory" / name)
