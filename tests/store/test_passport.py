"""Tests of what a machine says of itself."""

from __future__ import annotations

import importlib.util
import platform

import pytest

from grader.store.passport import this_machine


def test_this_machine() -> None:
    """Python, the two libraries, the BLAS below numpy, and the one thread of a guest."""
    found = this_machine()

    assert list(found) == ["python", "numpy", "torch", "blas", "threads"]
    assert found["python"] == platform.python_version()
    assert found["threads"] == "1"
    assert found["blas"]


def test_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is left out."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "torch" else real(name)
    )

    assert list(this_machine()) == ["python", "numpy", "blas", "threads"]
