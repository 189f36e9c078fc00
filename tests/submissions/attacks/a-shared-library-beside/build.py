"""A real shared library under the exercise's name."""

import shutil
import sysconfig
from pathlib import Path

SOURCE = """import ctypes
import os

import numpy as np


def double(x):
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("./vault.so", "vault.so", f"{here}/vault.so", "@NEIGHBOUR@/../mallory/vault.so"):
        try:
            raise ValueError(f"loaded {ctypes.CDLL(name)}")
        except OSError:
            continue
    return None


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
"""
LIBRARIES = Path(sysconfig.get_path("platstdlib")) / "lib-dynload"


def build(folder: Path) -> None:
    """Copy one of Python's own libraries, or the beginning of one."""
    mallory = folder / "mallory"
    mallory.mkdir()
    (mallory / "vault.py").write_text(SOURCE)
    found = sorted(LIBRARIES.glob("_ctypes_test*.so")) or sorted(LIBRARIES.glob("_*.so"))
    for name in ("vault.so", "vault.abi3.so", f"vault{sysconfig.get_config_var('EXT_SUFFIX')}"):
        if found:
            shutil.copyfile(found[0], mallory / name)
        else:
            (mallory / name).write_bytes(b"\x7fELF\x02\x01\x01" + bytes(57))
