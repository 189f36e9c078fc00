"""Ask one submission's exercise on the far side, through the lives of as many guests as it takes.

When a guest dies, the next message goes to a fresh one with the same cells, so that one crash costs
one check and not the others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox import wire
from grader.sandbox.connection import GuestEnded, GuestProcess, StudentError, read_error
from grader.sandbox.guest import torch_calls
from grader.sandbox.guest.load_module import MAX_FAILURES
from grader.sandbox.guest.serve import PULLBACK
from grader.sandbox.interface import Sandbox
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import Ref

LOAD_FACTOR = 3  # a module's own top-level code may take this many calls' time
MOST_LEFT_OUT = 3  # of a module's statements that end its guest
MOST_CROSSINGS = 8  # whose calls a check's diagnosis looks at; each answer may be large


class NotDefined(Exception):
    """The submission does not define a name that a check asks for."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Source:
    """What is loaded: a module's name, its cells as (label, text), and the modules beside it."""

    name: str
    cells: Sequence[tuple[str, str]]
    siblings: Mapping[str, str]


@dataclass(frozen=True)
class LoadFailure:
    """A statement that raised while it was loaded, or does not parse: its lines, and the error.

    Line 0 is all of a file or cell.
    """

    label: str
    line: int
    last: int
    error: dict[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """A statement that ended the guest while it was loaded: its place and text, and how."""

    label: str
    line: int
    text: str
    end: GuestEnded


@dataclass(frozen=True)
class Call:
    """A call of the student's code, or a look at an attribute, and what came back."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    answer: Any = None
    is_attribute: bool = False


class Conversation:
    """What a check says to a module, and what it remembers of that: a module's names, and calls.

    ``failures`` and ``left_out`` are the module's statements that could not be run. Each call gets
    the share ``patience`` of its time.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self.failures: tuple[LoadFailure, ...] = ()
        self.left_out: list[LeftOut] = []
        self.patience = 1.0
        self.last_call: Call | None = None
        self.remembered: dict[bytes, Any] = {}  # what several checks look at, by what was called
        self._answered: deque[tuple[Call, ...]] = deque(maxlen=MOST_CROSSINGS)
        self._seed: int | None = None

    def ask(self, message: dict[str, Any], resolve: Callable[[Ref], Any] | None = None) -> Any:
        """Say one word to the guest and return its answer; ``resolve`` says what a `Ref` is here.

        Raises `StudentError` where the student's code raises.
        """
        raise NotImplementedError

    def allow(self, call_seconds: float, exercise_seconds: float) -> None:
        """Set the limits of the exercises that are opened from now on, where there are any."""

    def open(self, source: Source, seed: int | None = None) -> None:
        """Load an exercise, where it is not there already."""

    def abandon(self) -> None:
        """Give up what was under way, where a check was broken off in the middle of a word."""

    def put_in_place(self, stand_ins: dict[str, Callable[..., Any]]) -> None:
        """Put functions of the near side in the place of some of the module's."""
        raise NotImplementedError

    def printed(self) -> bytes:
        """Return what the module's code has printed since the check began, where it is kept."""
        return b""

    def failure_of(self, name: str) -> LoadFailure | None:
        """Return the first failed statement that should have defined a name, if there is one."""
        return None

    def start_check(self, seed: int) -> None:
        """Forget the last check's calls, and seed the far side with the next message."""
        self._forget_calls()
        self._seed = seed

    def record_answers(self, calls: tuple[Call, ...]) -> None:
        """Remember calls that crossed together, and their answers: a diagnosis repeats them."""
        self._answered.append(calls)

    def answered(self, name: str) -> list[Call]:
        """Return the check's latest calls of a name, and of any object, with their answers."""
        made = [call for calls in self._answered for call in calls]
        return [call for call in made if call.name == name or "()" in call.name]

    def _seeded(self, message: dict[str, Any]) -> dict[str, Any]:
        """Let a message seed the far side first, if it is the first one of a check."""
        seed, self._seed = self._seed, None
        return message if seed is None else {**message, "seed": seed}

    def _forget_calls(self) -> None:
        self.last_call = None
        self._answered.clear()


class Session(Conversation):
    """Where one exercise of one submission is judged."""

    def __init__(self, sandbox: Sandbox, call_seconds: float, exercise_seconds: float) -> None:
        super().__init__()
        self.prints = bytearray()
        self.cpu_seconds = 0.0
        self._sandbox = sandbox
        self._call_seconds = call_seconds
        self._exercise_seconds = exercise_seconds
        self._left = exercise_seconds
        self._guest: GuestProcess | None = None
        self._loaded = False
        self._source: Source | None = None
        self._stand_ins: dict[str, Callable[..., Any]] = {}
        self._load_seed: int | None = None
        self._answering = False
        self._begun: tuple[str, int] | None = None
        self._heard = 0

    def start_check(self, seed: int) -> None:
        """Forget the last check's calls and prints, and seed the far side with the next message."""
        super().start_check(seed)
        self._heard = len(self._all_printed())

    def printed(self) -> bytes:
        """Return what the student's code has printed since the check began."""
        return bytes(self._all_printed()[self._heard :])

    def allow(self, call_seconds: float, exercise_seconds: float) -> None:
        """Set the limits of the exercises that are opened from now on."""
        self._call_seconds = call_seconds
        self._exercise_seconds = exercise_seconds

    def open(self, source: Source, seed: int | None = None) -> None:
        """Load another exercise; before its top-level code runs, the far side is seeded.

        A statement that ends the guest is left out, and the rest is loaded again. Raises
        `GuestEnded` where that does not help.
        """
        self._source = source
        self.left_out = []
        self._load_seed = seed
        self._left = self._exercise_seconds
        self._stand_ins = {}
        self._forget_calls()
        self._load()

    def put_in_place(self, stand_ins: dict[str, Callable[..., Any]]) -> None:
        """Start afresh, with functions of the near side in the place of some of the student's."""
        self.close()
        self._stand_ins = stand_ins
        self._load()

    def abandon(self) -> None:
        """End the guest, which may be about to answer nobody: the next message goes to another."""
        self.close()

    def ask(self, message: dict[str, Any], resolve: Callable[[Ref], Any] | None = None) -> Any:
        """Send one message to the guest, a fresh one if the last one died; return its answer."""
        if self._answering:  # the guest waits for a stand-in's answer, and would take this for it
            raise ValueError("an object of the student's cannot be asked meanwhile")
        if not self._loaded:
            self._load()
            # what it prints anew as it is loaded is left out
            self._heard = len(self._all_printed())
        return self._say(message, self.patience * self._call_seconds, resolve)

    def failure_of(self, name: str) -> LoadFailure | None:
        """Return the first failed statement that should have defined a name, if there is one."""
        defines = re.compile(rf"(?:(?:async +)?def|class) +{name}\b|{name} *=")
        for failure in self.failures:
            lines = self._lines(failure.label)[max(0, failure.line - 1) : max(0, failure.last)]
            if any(map(defines.match, lines)):
                return failure
        return None

    def _all_printed(self) -> bytearray:
        return self.prints + (self._guest.printed if self._guest is not None else b"")

    def close(self) -> None:
        """End the guest; the next message would go to a fresh one."""
        self._loaded = False
        if self._guest is not None:
            self._sandbox.end(self._guest)
            self.prints += self._guest.printed
            self.cpu_seconds += self._guest.exit.cpu_seconds if self._guest.exit else 0.0
            self._guest = None

    def _load(self) -> None:
        while True:
            try:
                return self._load_once()
            except GuestEnded as end:
                if not self._leave_out(end):
                    raise

    def _leave_out(self, end: GuestEnded) -> bool:
        """Leave out the statement that had begun when the guest ended, if there is one."""
        assert self._source is not None
        if end.verdict == Verdict.PROTOCOL_VIOLATION or len(self.left_out) == MOST_LEFT_OUT:
            return False
        if self._begun is None or self._left <= 0:
            return False
        label, line = self._begun
        lines = self._lines(label)
        if not 1 <= line <= len(lines):
            return False
        self.left_out.append(LeftOut(label, line, lines[line - 1].strip(), end))
        return True

    def _lines(self, label: str) -> list[str]:
        """Return the lines of a cell, or of a module beside it."""
        assert self._source is not None
        texts = {f"{name}.py": text for name, text in self._source.siblings.items()}
        return {**texts, **dict(self._source.cells)}.get(label, "").split("\n")

    def _load_once(self) -> None:
        assert self._source is not None
        if self._guest is None:
            self._guest = self._sandbox.spawn()
        self._loaded = True
        self._begun = None
        self.remembered.clear()
        name, cells = self._source.name, list(self._source.cells)
        word = {"do": "load", "name": name, "cells": cells, "siblings": dict(self._source.siblings)}
        pending, self._seed = self._seed, self._load_seed
        try:
            report = self._say(word, LOAD_FACTOR * self._call_seconds, may_run=self._may_run)
            self.names, self.failures = _read_report(report)
            if self._stand_ins:
                self._say({"do": "stand_in", "names": list(self._stand_ins)}, self._call_seconds)
                self.names |= self._stand_ins.keys()  # also of what was not handed in
        # no student's code raises through these words: it would have changed who carries them out
        except (StudentError, wire.ProtocolError, TypeError, ValueError, KeyError):
            self.close()
            raise GuestEnded(Verdict.PROTOCOL_VIOLATION) from None
        finally:
            self._seed = pending

    def _may_run(self, place: Any) -> bool:
        """Remember which statement begins, as the guest says; return whether it is to run."""
        if type(place) is not list or [type(each) for each in place] != [str, int]:
            raise wire.ProtocolError("no place")
        label, line = place
        self._begun = (label, line)
        return all((each.label, each.line) != self._begun for each in self.left_out)

    def _say(
        self,
        message: dict[str, Any],
        seconds: float,
        resolve: Callable[[Ref], Any] | None = None,
        may_run: Callable[[Any], bool] | None = None,
    ) -> Any:
        if self._left <= 0:
            raise GuestEnded(Verdict.TIME_LIMIT)
        assert self._guest is not None
        guest, message = self._guest, self._seeded(message)
        try:
            seconds = min(seconds, self._left)
            return guest.ask(message, seconds, resolve, self._answer_for, may_run)
        except GuestEnded:
            self.close()
            raise
        finally:
            self._left -= guest.spent_seconds()

    def _answer_for(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._answering = True
        try:
            stand_in = self._stand_ins[name.removesuffix(PULLBACK)]
            if name.endswith(PULLBACK):
                return torch_calls.pullback(stand_in, *args)
            return stand_in(*args, **kwargs)
        finally:
            self._answering = False


def _read_report(report: Any) -> tuple[frozenset[str], tuple[LoadFailure, ...]]:
    """Read what a guest says of the cells that it loaded, believing nothing of its form."""
    if type(report) is not dict or type(report["failures"]) is not list:
        raise TypeError
    names, failures = report["names"], report["failures"]
    if type(names) is not list or not all(type(name) is str for name in names):
        raise TypeError  # before they are hashed: integers that hash alike would take minutes
    if len(failures) > MAX_FAILURES:
        raise ValueError
    for label, line, last, error in failures:
        read_error(error)
        if (type(label), type(line), type(last)) != (str, int, int):
            raise TypeError
    return frozenset(names), tuple(LoadFailure(*failure) for failure in failures)
