"""Sockets are no files either."""

import os
import socket
from pathlib import Path


def build(folder: Path) -> None:
    """Bind them by a short name: a socket's path has few letters."""
    (folder / "mallory").mkdir()
    os.mkfifo(folder / "mallory-again.zip")
    here = os.open(folder / "mallory", os.O_RDONLY)
    try:
        for name in ("vault.py", "vault.ipynb"):
            with socket.socket(socket.AF_UNIX) as bound:
                bound.bind(f"/proc/self/fd/{here}/{name}")
    finally:
        os.close(here)
