"""The fixtures of a suite for code that we trust, in this very process: no border, no limits.

In goes a module of ours, such as the reference; out comes a `TrustedFixtures`, which offers a suite
what the near side of the sandbox offers it. Never for a student's code: nothing here holds it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, cast

import numpy as np

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.sandbox.guest import torch_calls
from grader.sandbox.guest.serve import seed_everything

Through = Callable[..., Any]

_PLAIN = (type(None), bool, int, float, complex, str, bytes, np.generic)


def straight(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call a function, and do nothing else: a stopwatch may stand in this one's place."""
    return function(*args, **kwargs)


class Handle:
    """An object of the module, with the words that a handle over the border has.

    Every call of the module's code goes ``through(function, *args, **kwargs)``.
    """

    def __init__(self, thing: Any, through: Through = straight) -> None:
        self._thing = thing
        self._through = through

    @property
    def kind(self) -> str:
        """The name of its type."""
        return type(self._thing).__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return _answer(self._through, self._thing, args, kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(self._thing, name)
        return lambda *args, **kwargs: _answer(self._through, method, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._through(iter, self._thing)
        while (item := self._through(next, iterator, _END)) is not _END:
            yield _outward(item, self._through)

    def state(self) -> dict[str, np.ndarray]:
        """Return the values of all parameters and buffers by name."""
        return self._through(torch_calls.state, self._thing)  # type: ignore[no-any-return]

    def load_state(self, values: dict[str, np.ndarray]) -> None:
        """Set parameters and buffers by name."""
        self._through(torch_calls.load_state, self._thing, values)

    def parameter_shapes(self) -> list[tuple[str, tuple[int, ...]]]:
        """Return every parameter's name and shape, in order."""
        return torch_calls.parameter_shapes(self._thing)

    def vjp(self, inputs: tuple[Any, ...], output_gradient: Any) -> tuple[Any, dict[str, Any]]:
        """Return the gradients by the first input and by parameter."""
        word = torch_calls.vjp
        return self._through(word, self._thing, inputs, output_gradient)  # type: ignore[no-any-return]


class Student:
    """The names of a trusted module, as the fixture `student` offers them."""

    def __init__(self, module: ModuleType, through: Through = straight) -> None:
        self._module = module
        self._through = through

    def __getattr__(self, name: str) -> Callable[..., Any]:
        thing = getattr(self._module, name)
        return lambda *args, **kwargs: _answer(self._through, thing, args, kwargs)


class Guest:
    """The workbench, as the fixture `guest` offers it; `many` needs the `student` beside it."""

    def __init__(self, student: Student | None = None, through: Through = straight) -> None:
        self._student = student
        self._through = through

    def generator(self, seed: int) -> Handle:
        """Make a numpy Generator to pass as ``rng``."""
        return Handle(np.random.default_rng(seed), self._through)

    def seed(self, seed: int) -> None:
        """Seed random, numpy and torch."""
        seed_everything(seed)

    def sequential(self, *layers: tuple[Any, ...]) -> Handle:
        """Build a torch.nn.Sequential of layers given as (class name, *arguments)."""
        return Handle(torch_calls.sequential(*layers), self._through)

    def many(self, name: str, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Call one of the student's functions once for each tuple of arguments."""
        return [getattr(self._student, name)(*arguments) for arguments in calls]

    def device_check(self, handle: Handle, *inputs: Any) -> str:
        """Say how a module fares on a pretended GPU."""
        return torch_calls.device_check(handle._thing, inputs)

    def changed_arguments(self) -> list[int | str]:
        """Return no name: a reference leaves its arguments alone, as the audit shows."""
        return []


@dataclass(frozen=True)
class Table:
    """What lies on a desk without a border: a trusted module, and how its code is called."""

    module: ModuleType
    through: Through = straight


class TrustedFixtures(CheckFixtures):
    """All that a check may hold, in this very process, with the inputs that it has anywhere."""

    @staticmethod
    def of(
        table: Table, exercise: Any, seeds: Seeds, check: str, reference: ModuleType
    ) -> TrustedFixtures:
        """Make the bench of one check; of ``exercise`` its gates are asked for, and no more."""
        return TrustedFixtures(cast(Any, table), exercise, seeds, check, reference=reference)

    @property
    def student(self) -> Any:
        """The module's names."""
        return Student(self._table.module, self._table.through)

    @property
    def guest(self) -> Any:
        """The workbench."""
        return Guest(self.student, self._table.through)

    def start(self) -> None:
        """Begin the check: what the module's code draws is seeded as over the border."""
        seed_everything(self.seeds.of(f"guest {self.check}") % 2**32)

    @property
    def _table(self) -> Table:
        return cast(Table, self.session)


_END = object()


def _answer(through: Through, thing: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return _outward(through(thing, *_inward(args), **_inward(kwargs)), through)


def _inward(value: Any) -> Any:
    """Put the objects in the place of their handles."""
    if isinstance(value, Handle):
        return value._thing
    if isinstance(value, (tuple, list)):
        kind = tuple if isinstance(value, tuple) else list
        return kind(map(_inward, value))
    if isinstance(value, dict):
        return {key: _inward(item) for key, item in value.items()}
    return value


def _outward(value: Any, through: Through) -> Any:
    """Return plain data as it is, tensors without their history, and handles for all else."""
    if isinstance(value, (tuple, list)):
        kind = tuple if isinstance(value, tuple) else list
        return kind(_outward(item, through) for item in value)
    if isinstance(value, dict):
        return {key: _outward(item, through) for key, item in value.items()}
    if isinstance(value, (*_PLAIN, np.ndarray)):
        return value
    if type(value).__module__ == "torch" and hasattr(value, "detach"):
        return value.detach()
    return Handle(value, through)
