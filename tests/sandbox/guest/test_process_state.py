"""Tests of the process's settings: what is changed is put back, and the rest not touched."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.sandbox.guest import process_state
from grader.sandbox.guest.process_state import ProcessState

CHANGES: dict[str, Callable[[], object]] = {
    "environment": lambda: os.environ.update(OMP_PLACES="cores"),
    "folder": lambda: os.chdir("/"),
    "warnings": lambda: warnings.simplefilter("error"),
    "recursion limit": lambda: sys.setrecursionlimit(54_321),
    "numpy's errors": lambda: np.seterr(all="raise"),
    "numpy's prints": lambda: np.set_printoptions(precision=2),
    "dtype": lambda: torch.set_default_dtype(torch.float64),
    "device": lambda: torch.set_default_device("meta"),
    "gradients": lambda: torch.set_grad_enabled(False),
    "deterministic": lambda: torch.use_deterministic_algorithms(True),
    "threads": lambda: torch.set_num_threads(torch.get_num_threads() + 1),
}


@pytest.fixture(autouse=True)
def untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test that fails change nothing for the others."""
    monkeypatch.chdir(tmp_path)
    before = ProcessState()
    yield
    before.restore()


def now() -> dict[str, object]:
    """Return all settings."""
    settings = {**process_state._PYTHON, **process_state._NUMPY, **process_state._of_torch()}
    return {name: setting.read() for name, setting in settings.items()}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_is_put_back(name: str) -> None:
    """And so is what came with it."""
    before, state = now(), ProcessState()
    CHANGES[name]()
    changed = now()

    state.restore()

    assert changed[name] != before[name]
    assert now() == before


def test_every_setting_is_tried() -> None:
    """A setting that is added has a change here."""
    assert {*CHANGES} == {*now()}


def test_settings_that_hold_for_a_while() -> None:
    """Inside they are those that were recorded, outside those that were set later."""
    state = ProcessState()
    torch.set_default_dtype(torch.float64)

    with state.in_place():
        inside = torch.get_default_dtype()

    assert (inside, torch.get_default_dtype()) == (torch.float32, torch.float64)


def test_a_library_that_came_later_is_put_back_as_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing is imported beforehand, torch is there only after the module."""
    with monkeypatch.context() as before:
        before.delitem(sys.modules, "torch")
        state = ProcessState()
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)

    state.restore()

    assert (torch.get_default_dtype(), torch.is_grad_enabled()) == (torch.float32, True)


def test_what_cannot_be_put_back_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deleted folder, or a function of the student's in a library's place."""
    state = ProcessState()
    os.rmdir(os.getcwd())
    monkeypatch.setattr(torch, "is_grad_enabled", lambda: 1 / 0)
    torch.use_deterministic_algorithms(True)

    state.restore()

    assert not torch.are_deterministic_algorithms_enabled()
