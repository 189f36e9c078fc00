"""The guest: answers the near side's words about one student's code, until it is ended.

A message ``{"n": number, "do": word, …}`` is answered with ``{"n", "ok": value}``, or with
``{"n", "error": …}`` for the student's exception. What the guest says is only its word: the near
side believes none of it but as an answer to be judged.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from itertools import islice
from typing import Any

import numpy as np

from grader.sandbox import wire
from grader.sandbox.channel import Channel
from grader.sandbox.guest import load_module, shut_door, torch_calls
from grader.sandbox.guest.process_state import ProcessState

_WHOLE = (tuple, str, int, float, np.ndarray)  # a class that makes such a thing gives its answer
PULLBACK = ".pullback"  # behind a stand-in's name: the gradients are asked for
_RESERVE = 33 << 20  # untouched; more than malloc's highest M_MMAP_THRESHOLD: freed at once


class Words:
    """A module, and the words that can be said about it, whoever says them and however."""

    def __init__(self, module: load_module.Loaded | None = None) -> None:
        self._objects: dict[int, Any] = {}
        self._module = module
        self._last_call: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})

    def keep(self, value: Any) -> wire.Ref:
        """Hold an object on this side, and return the reference that stands for it."""
        number = id(value)
        self._objects[number] = value
        return wire.Ref(number, type(value).__name__[:200])

    def resolve(self, ref: wire.Ref) -> Any:
        """Return the object of a reference."""
        return self._objects[ref.number]

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out one message ``{"do": word, …}`` and return its answer; raise what it raises.

        A message with a ``seed`` seeds the generators first.
        """
        if "seed" in message:
            seed_everything(message.pop("seed"))
        return getattr(self, f"word_{message.pop('do')}")(**message)

    def word_call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function or class of the student's."""
        assert self._module is not None
        return self._call(self._module.find(name), args, kwargs)

    def word_many(self, name: str, calls: list[tuple[Any, ...]]) -> list[Any]:
        """Call a function of the student's once for each tuple of arguments."""
        assert self._module is not None
        function = self._module.find(name)
        return [self._call(function, args, {}) for args in calls]

    def word_backward(self, name: str, args: tuple[Any, ...]) -> tuple[Any, list[Any]]:
        """Call a function of the student's, and go backward from the number that it returns."""
        assert self._module is not None
        self._last_call = (args, {})
        return torch_calls.backward(self._module.find(name), args)

    def word_method(self, of: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a kept object, or a method of it."""
        return self._call(getattr(of, name) if name else of, args, kwargs)

    def word_weighted_sum(self, of: Any, inputs: tuple[Any, ...], weights: Any) -> wire.Ref:
        """Keep a weighted sum of what a kept torch module says, and with it how it was made."""
        return self.keep(torch_calls.weighted_sum(of, inputs, weights))

    def word_attribute(self, of: Any, name: str) -> Any:
        """Return an attribute of a kept object."""
        return getattr(of, name)

    def word_iterate(self, of: Any) -> wire.Ref:
        """Return the iterator of a kept object."""
        return self.keep(iter(of))

    def word_next(self, of: Iterator[Any]) -> dict[str, Any]:
        """Return an iterator's next item."""
        try:
            return {"item": next(of)}
        except StopIteration:
            return {}

    def word_items(self, of: Any, most: int) -> list[Any]:
        """Return what an object yields, up to so many items: none crosses before the last."""
        return list(islice(of, most))

    def word_arguments(self) -> dict[str, Any]:
        """Return the last call's arguments as the student's code left them."""
        args, kwargs = self._last_call
        return {"args": args, "kwargs": kwargs}

    def word_generator(self, number: int) -> wire.Ref:
        """Make a numpy Generator that stays here."""
        return self.keep(np.random.default_rng(number))

    def word_seed(self, number: int) -> None:
        """Seed the generators that a student may draw from."""
        seed_everything(number)

    def word_torch(self, word: str, args: tuple[Any, ...]) -> Any:
        """Carry out one of the words about torch modules."""
        return torch_calls.WORDS[word](*args)

    def _call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._last_call = (args, kwargs)
        value = function(*args, **kwargs)
        made = isinstance(function, type) and type(value) is function
        if made and not isinstance(value, _WHOLE):
            return self.keep(value)  # an object that was asked for, be it a list as well
        return value


class GuestServer(Words):
    """One student's modules behind a channel: words come in over it, and answers go out."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel
        self._number = 0
        self._reserve: Any = np.empty(_RESERVE, np.uint8)
        self._pristine = self._as_loaded = ProcessState()

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out one message; a check's first finds the settings as the module left them."""
        if "seed" in message:
            self._as_loaded.restore()
        return super().carry_out(message)

    def word_torch(self, word: str, args: tuple[Any, ...]) -> Any:
        """Carry out one of the words about torch modules; ours are built as torch comes."""
        with self._pristine.in_place() if word == "sequential" else nullcontext():
            return super().word_torch(word, args)

    def answer(self, message: dict[str, Any]) -> None:
        """Carry out one message and send its answer."""
        self._number = message.pop("n")
        try:
            reply = {"n": self._number, "ok": self.carry_out(message)}
        except BaseException as error:  # what the student's code raises is its answer
            self._reserve = None  # what filled the memory leaves no room to report it
            reply = {"n": self._number, "error": load_module.report(error)}
            with suppress(MemoryError):
                self._reserve = np.empty(_RESERVE, np.uint8)
        _flush()
        try:
            self._channel.send(reply, self.keep)
        except wire.TooLarge as error:
            self._channel.send({"n": self._number, "large": str(error)})

    def receive(self) -> dict[str, Any]:
        """Wait for the next message."""
        return self._channel.receive(self.resolve)

    def word_load(self, name: str, cells: list[Any], siblings: dict[str, str]) -> dict[str, Any]:
        """Run a submission's cells; return what they define and what of them failed."""
        self._pristine.restore()
        load = self._number
        self._module = load_module.load(
            name, cells, siblings, lambda *place: self._number != load or self._may_run(*place)
        )
        self._as_loaded = ProcessState()
        return {"names": self._module.names(), "failures": self._module.failures}

    def _may_run(self, label: str, line: int) -> bool:
        """Say which statement begins, lest it be the last word; return whether it is to run."""
        _flush()  # what was printed before is not this one's
        self._channel.send({"n": self._number, "begins": [label, line]})
        return bool(self.receive()["run"])

    def word_stand_in(self, names: list[str]) -> None:
        """Let the near side answer for these functions of the student's module."""
        assert self._module is not None
        for name in names:
            setattr(self._module.module, name, self._ask(name))

    def _ask(self, name: str) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            if "torch" not in sys.modules:
                return self._answer_of(name, args, kwargs)
            torch_calls.refuse_pretended((*args, *kwargs.values()))
            answer = self._answer_of(name, args, kwargs)
            return torch_calls.carrying_gradients(
                answer, args, kwargs,
                lambda gradient: self._answer_of(name + PULLBACK, (gradient, args, kwargs), {}),
            )  # fmt: skip

        stand_in.__name__ = name
        return stand_in

    def _answer_of(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        question = {"n": self._number, "ask": name, "args": args, "kwargs": kwargs}
        self._channel.send(question, self.keep)
        answer = self.receive()
        if "refused" in answer:
            raise ValueError(answer["refused"])
        return answer["answer"]


def _flush() -> None:
    with suppress(BaseException):  # the student may have put anything in its place
        sys.stdout.flush()


def seed_everything(seed: int) -> None:
    """Seed the three generators that a student may draw from."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if "torch" in sys.modules:
        torch_calls.seed(seed % 2**63)


def serve(channel: Channel) -> None:
    """Answer message after message until the near side hangs up."""
    shut_door.shut()
    guest = GuestServer(channel)
    seed_everything(int.from_bytes(os.urandom(4), "big"))
    while True:
        try:
            message = guest.receive()
        except EOFError:
            return
        guest.answer(message)
