"""The fixtures of a suite for code that we trust, in this very process: no border, no limits.

In goes a module of ours, such as the reference; out come `Student` and `Guest`, which offer a suite
what the near side of the sandbox offers it. Never for a student's code: nothing here holds it back.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.errors import CourseError
from grader.sandbox.far import torch_words
from grader.sandbox.far.guest import seed_everything

_PLAIN = (type(None), bool, int, float, complex, str, bytes, np.generic)


def load(path: Path, name: str) -> ModuleType:
    """Import a file of ours under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(
            f"{path}: there is no such file", "an exercise has a reference and suites"
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Handle:
    """An object of the module, with the words that a handle over the border has."""

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    @property
    def kind(self) -> str:
        """The name of its type."""
        return type(self._thing).__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return _answer(self._thing, args, kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(self._thing, name)
        return lambda *args, **kwargs: _answer(method, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        return (_outward(item) for item in self._thing)

    def state(self) -> dict[str, np.ndarray]:
        """Give the values of all parameters and buffers by name."""
        return torch_words.state(self._thing)

    def load_state(self, values: dict[str, np.ndarray]) -> None:
        """Set parameters and buffers by name."""
        torch_words.load_state(self._thing, values)

    def parameter_shapes(self) -> list[tuple[str, tuple[int, ...]]]:
        """Give every parameter's name and shape, in order."""
        return torch_words.parameter_shapes(self._thing)

    def vjp(self, inputs: tuple[Any, ...], output_gradient: Any) -> tuple[Any, dict[str, Any]]:
        """Give the gradients by the first input and by parameter."""
        return torch_words.vjp(self._thing, inputs, output_gradient)


class Student:
    """The names of a trusted module, as the fixture `student` offers them."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        thing = getattr(self._module, name)
        return lambda *args, **kwargs: _answer(thing, args, kwargs)


class Guest:
    """The workbench, as the fixture `guest` offers it."""

    def generator(self, seed: int) -> Handle:
        """Make a numpy Generator to pass as ``rng``."""
        return Handle(np.random.default_rng(seed))

    def seed(self, seed: int) -> None:
        """Seed random, numpy and torch."""
        seed_everything(seed)

    def sequential(self, *layers: tuple[Any, ...]) -> Handle:
        """Build a torch.nn.Sequential of layers given as (class name, *arguments)."""
        return Handle(torch_words.sequential(*layers))

    def device_check(self, handle: Handle, *inputs: Any) -> str:
        """Say how a module fares on a pretended GPU."""
        return torch_words.device_check(handle._thing, inputs)

    def changed_arguments(self) -> list[int | str]:
        """Give no name: a reference leaves its arguments alone, as the audit shows."""
        return []


def _answer(thing: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return _outward(thing(*_inward(args), **_inward(kwargs)))


def _inward(value: Any) -> Any:
    """Put the objects in the place of their handles."""
    if isinstance(value, Handle):
        return value._thing
    if isinstance(value, (tuple, list)):
        return type(value)(map(_inward, value))
    if isinstance(value, dict):
        return {key: _inward(item) for key, item in value.items()}
    return value


def _outward(value: Any) -> Any:
    """Give plain data as it is, tensors without their history, and handles for all else."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(_outward, value))
    if isinstance(value, dict):
        return {key: _outward(item) for key, item in value.items()}
    if isinstance(value, (*_PLAIN, np.ndarray)):
        return value
    if type(value).__module__ == "torch" and hasattr(value, "detach"):
        return value.detach()
    return Handle(value)
