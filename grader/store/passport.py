"""What a result of numbers depends on, beside the code: the machine on which a course was made.

A release writes it into the students' folder, where `grader doctor` compares it with their own.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform

LIBRARIES = ("numpy", "torch")


def this_machine() -> dict[str, str]:
    """Return the versions of Python, numpy and torch, numpy's BLAS and the threads of a guest.

    What is missing is left out.
    """
    from grader.sandbox.launch import ENVIRONMENT  # `grader hint` waits for no sandbox

    found = {"python": platform.python_version()}
    found |= {
        name: importlib.metadata.version(name)
        for name in LIBRARIES
        if importlib.util.find_spec(name) is not None
    }
    return found | {"blas": _blas(), "threads": ENVIRONMENT["OMP_NUM_THREADS"]}


def _blas() -> str:
    import numpy as np

    config = np.show_config(mode="dicts")
    return str(config["Build Dependencies"]["blas"]["name"])
