"""Our own code called as if it were a student's, in this very process: no border, no limits.

A module of ours, such as the reference, is spoken to as through a `Session`: the same words are
carried out, and every value passes through the wire's encoding. A check gets copies, handles and
`StudentError`s, as over the border. Nothing holds the code back, so never for a student's on our
machine; what a student's own kernel holds is judged so, by a `KernelSession`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from types import ModuleType
from typing import Any

import numpy as np

from grader.sandbox import wire
from grader.sandbox.connection import read_reply, reference
from grader.sandbox.guest.load_module import Label, Loaded, own_label, report
from grader.sandbox.guest.process_state import ProcessState
from grader.sandbox.guest.serve import Words
from grader.sandbox.session import Conversation
from grader.sandbox.wire import Ref

_MOST_PRINTED = 1 << 20  # characters of one check


class TrustedSession(Conversation):
    """A trusted module, spoken to as a student's is over the border."""

    def __init__(self, module: ModuleType, label: Label = own_label) -> None:
        self._module = Loaded(module)
        self.label = label
        self._words = Words(self._module)
        super().__init__(self._module.names())

    def start_check(self, seed: int) -> None:
        """Forget the last check's calls and objects, and let the next word seed the generators."""
        super().start_check(seed)
        self._words = Words(self._module)

    def ask(self, message: dict[str, Any], resolve: Callable[[Ref], Any] | None = None) -> Any:
        """Carry out one word in this process and return its answer, a copy."""
        words = self._words
        arrived = _crossed(self._seeded(message), reference, words.resolve, places=True)
        reply: dict[str, Any]
        try:
            reply = {"ok": self.carry_out(arrived)}
        except (Exception, SystemExit) as error:  # Ctrl-C and a rehearsal's alarm are ours
            reply = {"error": report(error, self.label)}
        try:
            answer = _crossed(reply, words.keep, resolve)
        except wire.TooLarge as error:
            answer = {"large": str(error)}
        return read_reply(answer)

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out a message that has arrived: nearly all of it is the module's own computing."""
        return self._words.carry_out(message)


class KernelSession(TrustedSession):
    """The objects that a kernel holds; what their code prints in a check is kept.

    ``neutral`` are the settings of numpy and torch with which checks compute: the kernel's own hold
    for its code alone.
    """

    def __init__(self, objects: Mapping[str, Any], label: Label, neutral: ProcessState) -> None:
        module = ModuleType("kernel")
        vars(module).update(objects)
        super().__init__(module, label)
        self._neutral, self._own = neutral, ProcessState(libraries_only=True)
        self._prints = _Prints()

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Give the kernel its generators and settings back as they were, when the block ends."""
        generators = _generators()
        self._own = ProcessState(libraries_only=True)
        self._neutral.restore()
        try:
            yield
        finally:
            self._own.restore()
            for restore, state in generators:
                restore(state)

    def start_check(self, seed: int) -> None:
        """Forget the last check's calls, objects and prints."""
        super().start_check(seed)
        self._prints = _Prints()

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out a message under the kernel's own settings, and show nothing of its prints."""
        prints = self._prints
        with self._own.in_place(), redirect_stdout(prints), redirect_stderr(prints):
            return super().carry_out(message)

    def printed(self) -> bytes:
        """Return what the kernel's code has printed since the check began."""
        return self._prints.getvalue().encode("utf-8", "replace")


class _Prints(StringIO):
    """Keeps the first MiB of what is written."""

    def write(self, text: str) -> int:
        if self.tell() < _MOST_PRINTED:
            super().write(text[:_MOST_PRINTED])
        return len(text)


def _generators() -> list[tuple[Callable[[Any], object], Any]]:
    """Return the state of each generator that a check seeds, and what puts it back."""
    found: list[tuple[Callable[[Any], object], Any]] = [
        (random.setstate, random.getstate()),
        (np.random.set_state, np.random.get_state()),
    ]
    if torch := sys.modules.get("torch"):
        found.append((torch.set_rng_state, torch.get_rng_state()))
    return found


def _crossed(
    message: dict[str, Any],
    keep: Callable[[Any], Ref],
    resolve: Callable[[Ref], Any] | None,
    *,
    places: bool = False,
) -> dict[str, Any]:
    """Return a message as it is on the other side of the border."""
    frame = BytesIO(b"".join(wire.pack(message, keep)))
    header, body = wire.read_frame(lambda size: bytearray(frame.read(size)))
    return wire.unpack(header, body, resolve, places)
