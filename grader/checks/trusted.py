"""Our own code called as if it were a student's, in this very process: no border, no limits.

A module of ours, such as the reference, is spoken to as through a `Session`: the same words are
carried out, and every value passes through the wire's encoding. A check gets copies, handles and
`StudentError`s, as over the border. Never for a student's code: nothing holds it back.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from types import ModuleType
from typing import Any

from grader.sandbox import wire
from grader.sandbox.connection import read_reply, reference
from grader.sandbox.guest.load_module import Loaded, report
from grader.sandbox.guest.serve import Words
from grader.sandbox.session import Conversation
from grader.sandbox.wire import Ref


class TrustedSession(Conversation):
    """A trusted module, spoken to as a student's is over the border."""

    def __init__(self, module: ModuleType) -> None:
        self._module = Loaded(module)
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
            reply = {"error": report(error)}
        try:
            answer = _crossed(reply, words.keep, resolve)
        except wire.TooLarge as error:
            answer = {"large": str(error)}
        return read_reply(answer)

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out a message that has arrived: nearly all of it is the module's own computing."""
        return self._words.carry_out(message)


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
