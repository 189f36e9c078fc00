"""What a check holds in its hand: the student's names, objects that stay over there, the workbench.

Calls take plain data and `RemoteObject`s, and return plain data, or a `RemoteObject` for the rest.
Every proxy is a thin word to the `Conversation`; none of them holds a line of the student's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks.expect import Mismatch, unpack
from grader.checks.size_limits import elements, holds_text
from grader.sandbox import wire
from grader.sandbox.connection import student_error
from grader.sandbox.session import Call, Conversation, NotDefined
from grader.sandbox.wire import Ref

MAX_ITEMS = 10_000
MAX_PARAMETERS = 8_000_000  # numbers that a network may say it has: they are perhaps all made here
MAX_ITERATED = 8_000_000  # numbers that all items of one loop may hold: a check keeps them


class RemoteModule:
    """The student's module: ``student.softmax(z)`` calls over there and returns the answer here."""

    def __init__(self, session: Conversation) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._session.names:
            raise NotDefined(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            word = {"do": "call", "name": name, "args": args, "kwargs": kwargs}
            return _call(self._session, name, word)

        return call


class RemoteObject:
    """An object that stays on the far side: call it and its methods, read it, iterate over it."""

    def __init__(self, session: Conversation, ref: Any) -> None:
        if not isinstance(ref, Ref):  # a forger's: it fails a check, and does not break it
            raise Mismatch("what should be an object is none", got=ref)
        self._session = session
        self.far_ref = ref

    @property
    def kind(self) -> str:
        """The name of the object's type."""
        return self.far_ref.kind

    def __repr__(self) -> str:
        return f"<{self.kind}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return self._method("", args, kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._method(name, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._session.ask({"do": "iterate", "of": self})
        left = MAX_ITERATED
        for _ in range(MAX_ITEMS):
            answer = self._session.ask({"do": "next", "of": iterator}, self._resolve)
            if type(answer) is not dict or "item" not in answer:
                return
            left -= elements(answer["item"])
            if left < 0:
                raise student_error("TooLarge", [], "more items than can be checked", [])
            yield answer["item"]

    def attribute(self, name: str) -> Any:
        """Return an attribute's value: plain data, or a `RemoteObject` for the rest.

        Raise AttributeError for a private name, and a student's error where there is none.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        read = Call(f"{self.kind}().{name}", (), {}, is_attribute=True)
        return _answer(self._session, read, {"do": "attribute", "of": self, "name": name})

    def listed(self) -> list[Any]:
        """Return all that the object yields: over there each waits until the last has come.

        Raise a student's error for more than ``MAX_ITEMS``.
        """
        return _items(self._session, self)

    def state(self) -> dict[str, np.ndarray]:
        """Return the values of a module's parameters and buffers by name."""
        return self._torch("state")  # type: ignore[no-any-return]

    def load_state(self, values: dict[str, np.ndarray]) -> None:
        """Set some of a module's parameters and buffers by name."""
        self._torch("load_state", values)

    def parameter_shapes(self) -> list[tuple[str, tuple[int, ...]]]:
        """Return a module's parameters, in order, as (name, shape).

        Arrays of these shapes can be made: a network that says it has too many numbers is refused.
        """
        shapes = [(name, tuple(shape)) for name, shape in self._torch("parameter_shapes")]
        if sum(_size(shape) for _, shape in shapes) > MAX_PARAMETERS:
            raise student_error("TooLarge", [], "a network that is too large to check", [])
        return shapes

    def vjp(self, inputs: tuple[Any, ...], output_gradient: Any) -> tuple[Any, dict[str, Any]]:
        """Return the gradients of ``output_gradient · module(*inputs)`` by input and parameter."""
        came = self._torch("vjp", inputs, output_gradient)
        by_input, by_parameter = unpack(came, "the input's gradient", "the parameters' gradients")
        return by_input, _by_name(by_parameter)

    def weighted_sum(self, inputs: tuple[Any, ...], weights: Any) -> RemoteObject:
        """Return the sum of ``weights · module(*inputs)``: a loss that stays over there.

        So it keeps its history, which a tensor that crosses has lost.
        """
        word = {"do": "weighted_sum", "of": self, "inputs": inputs, "weights": weights}
        return RemoteObject(self._session, self._session.ask(word))

    def _torch(self, word: str, *args: Any) -> Any:
        message = {"do": "torch", "word": word, "args": (self, *args)}
        return self._session.ask(message, self._resolve)

    def _method(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        word = {"do": "method", "of": self, "name": name, "args": args, "kwargs": kwargs}
        return _call(self._session, f"{self.kind}().{name}" if name else f"{self.kind}()", word)

    def _resolve(self, ref: Ref) -> RemoteObject:
        return RemoteObject(self._session, ref)


class GuestTools:
    """What a check may do on the far side beside calling the student's names (``guest``)."""

    def __init__(self, session: Conversation) -> None:
        self._session = session

    def seed(self, number: int) -> None:
        """Seed random, numpy and torch over there."""
        self._session.ask({"do": "seed", "number": number})

    def generator(self, seed: int) -> RemoteObject:
        """Return a numpy Generator that lives over there, to be passed as an argument."""
        return RemoteObject(self._session, self._session.ask({"do": "generator", "number": seed}))

    def sequential(self, *layers: tuple[Any, ...]) -> RemoteObject:
        """Build a plain torch.nn.Sequential over there, of layers such as ``("Linear", 2, 16)``."""
        word = {"do": "torch", "word": "sequential", "args": layers}
        return RemoteObject(self._session, self._session.ask(word))

    def many(self, name: str, calls: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call one of the student's functions once for each tuple of arguments, in one crossing.

        All is called at once, and the answers come in turn: feedback is on the one that came last.
        """
        if name not in self._session.names:
            raise NotDefined(name)
        word = {"do": "many", "name": name, "calls": list(calls)}
        self._session.last_call = Call(name, calls[0], {})
        came = self._session.ask(word, lambda ref: RemoteObject(self._session, ref))
        answers = unpack(came, *[f"answer {place + 1}" for place in range(len(calls))])
        pairs = zip(calls, answers, strict=True)
        made = tuple(Call(name, args, {}, answer) for args, answer in pairs)
        self._session.record_answers(made)
        return map(self._looked_at, made)

    def backward(self, name: str, *args: Any) -> tuple[Any, list[Any]]:
        """Call one of the student's functions, and go backward from the number that it returns.

        Return the number, and for each argument its gradient: a network's by parameter name, that
        of a tensor which requires it, else None. None arrive if the number has no history.
        """
        if name not in self._session.names:
            raise NotDefined(name)
        self._session.last_call = Call(name, args, {})
        word = {"do": "backward", "name": name, "args": args}
        came = self._session.ask(word, lambda ref: RemoteObject(self._session, ref))
        value, gradients = unpack(came, "the number", "its gradients")
        gradients = unpack(gradients, *[f"gradient {place + 1}" for place in range(len(args))])
        for arg, gradient in zip(args, gradients, strict=True):
            if isinstance(arg, RemoteObject):
                _by_name(gradient)
        self._session.last_call = call = Call(name, args, {}, value)
        went = Call(f"{name}().backward", (), {}, gradients)
        self._session.record_answers((call, went))
        return value, gradients

    def _looked_at(self, call: Call) -> Any:
        self._session.last_call = call
        return call.answer

    def items(self, of: Any) -> list[Any]:
        """Return all that an object yields: over there each waits until the last has come.

        So they are seen as they are when a caller keeps them, such as in one shared buffer.
        """
        return _items(self._session, of)

    def once(self, name: str, *args: Any) -> Any:
        """Call one of the student's functions, unless a check has made the very same call before.

        For a training that several checks look at. What comes back is plain data, and nobody
        writes to it.
        """
        session = self._session
        key = b"".join(wire.pack({"name": name, "args": args}))
        if key in session.remembered:
            _record(session, Call(name, args, {}, session.remembered[key]))
        else:
            session.remembered[key] = getattr(RemoteModule(session), name)(*args)
        return session.remembered[key]

    def device_check(self, module: RemoteObject, *inputs: Any) -> str:
        """Run a module on pretended CUDA tensors, on any machine, and say how it went.

        "passed"; "mixes devices" (a tensor was made on the CPU, or moved there); "leaves torch"
        (``.numpy()``); "wrong device" (the answer is elsewhere); or "inconclusive".
        """
        word = {"do": "torch", "word": "device_check", "args": (module, inputs)}
        answer = self._session.ask(word)
        return answer if isinstance(answer, str) else "inconclusive"

    def changed_arguments(self) -> list[int | str]:
        """Name the last call's arguments, by position or name, that are not as they were sent."""
        call = self._session.last_call
        if call is None:
            return []
        now = self._session.ask({"do": "arguments"}, lambda ref: RemoteObject(self._session, ref))
        places: list[int | str] = [*range(len(call.args)), *call.kwargs]
        sent = [*call.args, *call.kwargs.values()]
        there = [*now["args"], *now["kwargs"].values()]
        if len(sent) != len(there):
            return places
        rows = zip(places, sent, there, strict=True)
        return [place for place, ours, theirs in rows if not _same(ours, theirs)]


def _items(session: Conversation, of: Any) -> list[Any]:
    """Return all that an object over there yields, in one crossing; at most ``MAX_ITEMS``."""
    word = {"do": "items", "of": of, "most": MAX_ITEMS + 1}
    items = session.ask(word, lambda ref: RemoteObject(session, ref))
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise student_error("TooLarge", [], "more items than can be checked", [])
    return items


def _size(shape: tuple[int, ...]) -> int:
    """Return how many numbers an array of this shape holds, up to one too many."""
    size = 1
    for side in shape:
        size = min(size * max(side, 1), MAX_PARAMETERS + 1)
    return size


def _by_name(gradients: Any) -> dict[str, Any]:
    """Return a network's gradients; what was forged fails a check, and does not break it."""
    if type(gradients) is not dict:
        raise Mismatch("the network's gradients do not come by name", got=gradients)
    return gradients


def _call(session: Conversation, name: str, word: dict[str, Any]) -> Any:
    return _answer(session, Call(name, word["args"], word["kwargs"]), word)


def _answer(session: Conversation, call: Call, word: dict[str, Any]) -> Any:
    """Say the word that makes a call, and remember the call with its answer."""
    session.last_call = call
    answer = session.ask(word, lambda ref: RemoteObject(session, ref))
    _record(session, replace(call, answer=answer))
    return answer


def _record(session: Conversation, call: Call) -> None:
    session.last_call = call
    session.record_answers((call,))


def _same(ours: Any, theirs: Any) -> bool:
    """Compare what was sent with what is there now; objects that stay there count as unchanged."""
    if isinstance(ours, RemoteObject):
        return True
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, (str, bytes)):
        return type(ours) is type(theirs) and bool(ours == theirs)
    if hasattr(ours, "detach") and hasattr(theirs, "detach"):
        return np.array_equal(ours.detach().cpu().numpy(), theirs.detach().cpu().numpy())
    try:
        return not holds_text(theirs) and np.array_equal(np.asarray(ours), np.asarray(theirs))
    except (TypeError, ValueError):
        return False
