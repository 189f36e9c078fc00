"""What code may set for the whole process, recorded at one moment and put back later.

A student's module sets it for itself where it is loaded; a function that changes it must cost no
check but its own.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import numpy as np


class _Setting(NamedTuple):
    read: Callable[[], Any]
    write: Callable[[Any], object]
    default: Any = None  # of a library that was not there yet when the others were recorded


def _write_environment(values: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(values)


def _write_filters(filters: list[Any]) -> None:
    warnings.resetwarnings()  # it tells Python to look at them anew
    warnings.filters[:] = filters  # type: ignore[index]


_PYTHON = {
    "environment": _Setting(lambda: dict(os.environ), _write_environment),
    "folder": _Setting(os.getcwd, os.chdir),
    "warnings": _Setting(lambda: list(warnings.filters), _write_filters),
    "recursion limit": _Setting(sys.getrecursionlimit, sys.setrecursionlimit),
}
_NUMPY = {
    "numpy's errors": _Setting(np.geterr, lambda values: np.seterr(**values)),
    "numpy's prints": _Setting(np.get_printoptions, lambda values: np.set_printoptions(**values)),
}


def _write_device(name: str) -> None:
    import torch

    torch.set_default_device(None if name == "cpu" else name)  # one that is set costs each call


def _of_torch() -> dict[str, _Setting]:
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "set_grad_enabled"):  # not there, or not yet whole
        return {}
    return {
        "dtype": _Setting(torch.get_default_dtype, torch.set_default_dtype, torch.float32),
        "device": _Setting(lambda: str(torch.get_default_device()), _write_device, "cpu"),
        "gradients": _Setting(torch.is_grad_enabled, torch.set_grad_enabled, True),
        "deterministic": _Setting(
            torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms, False
        ),
        "threads": _Setting(torch.get_num_threads, torch.set_num_threads),
    }


class ProcessState:
    """Python's, numpy's and torch's settings as they are when this is made.

    Where ``libraries_only``, Python's own are left alone.
    """

    def __init__(self, *, libraries_only: bool = False) -> None:
        self._libraries_only = libraries_only
        self._values: dict[str, Any] = {}
        for name, setting in self._settings().items():
            with suppress(Exception):  # a folder that is gone, what a student put in its place
                self._values[name] = setting.read()

    def restore(self) -> None:
        """Put back what has been changed since."""
        for name, setting in self._settings().items():
            wanted = self._values.get(name, setting.default)
            with suppress(Exception):  # the folder is gone, a function was put in its place
                if wanted is not None and setting.read() != wanted:
                    setting.write(wanted)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let these settings hold for a while."""
        before = ProcessState(libraries_only=self._libraries_only)
        self.restore()
        try:
            yield
        finally:
            before.restore()

    def _settings(self) -> dict[str, _Setting]:
        python = {} if self._libraries_only else _PYTHON
        return {**python, **_NUMPY, **_of_torch()}
