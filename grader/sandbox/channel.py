"""Send and receive messages as frames over a pair of descriptors.

Both sides of the border import this module; of ours it imports the wire alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.sandbox import wire

_CHUNK = 1 << 20
_SMALL = 1 << 16
_AHEAD = 1 << 13  # most messages are smaller; to make room for more costs as much as to read it


class Channel:
    """Frames over a pair of descriptors, blocking.

    ``sends`` and ``receives`` bound what goes and what comes. ``places`` puts a tensor that
    arrives on the device that it came from: the far side does so, the near side keeps what
    arrives on the CPU.
    """

    def __init__(
        self,
        read: Callable[[int], bytes],
        write: Callable[[Any], int],
        *,
        places: bool = False,
        sends: wire.Bounds = wire.WHOLE,
        receives: wire.Bounds = wire.WHOLE,
    ) -> None:
        self._sends, self._receives = sends, receives
        self._places = places
        self._read = read
        self._write = write
        self._ahead = bytearray()

    def receive(self, resolve: Callable[[wire.Ref], Any] | None = None) -> dict[str, Any]:
        """Wait for the next message; `EOFError` when the other side hung up."""
        frame = wire.read_frame(self._read_exactly, self._receives)
        return wire.unpack(*frame, resolve, self._places, self._receives)

    def send(self, message: dict[str, Any], keep: Callable[[Any], wire.Ref] | None = None) -> None:
        """Send one message, whole."""
        chunks = wire.pack(message, keep, self._sends)
        if sum(map(len, chunks)) <= _SMALL:
            chunks = [b"".join(chunks)]
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[self._write(view[:_CHUNK]) :]

    def _read_exactly(self, length: int) -> bytearray:
        ahead = self._ahead
        while len(ahead) < length:
            piece = self._read(min(max(length - len(ahead), _AHEAD), _CHUNK))
            if not piece:
                raise EOFError
            ahead += piece
        wanted = ahead[:length]
        del ahead[:length]
        return wanted
