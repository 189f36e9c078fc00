"""What travels between the grader and the process that reads archives: JSON, then plain bytes.

Each frame begins with how many bytes of both follow.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

_SIZES = struct.Struct(">QQ")
MOST_JSON = 16 << 20
"""Bytes; the longest list of an honest archive has a fifth of it."""


class BrokenFrame(Exception):
    """What came is no frame of ours, is too large, or breaks off."""


def send(descriptor: int, words: object, body: bytes = b"") -> None:
    """Write a frame. Raises `BrokenFrame` where nobody reads it, or nobody would."""
    told = json.dumps(words).encode()
    if len(told) > MOST_JSON:
        raise BrokenFrame
    try:
        for piece in (_SIZES.pack(len(told), len(body)) + told, body):
            view = memoryview(piece)
            while view:
                view = view[os.write(descriptor, view) :]
    except OSError:
        raise BrokenFrame from None


def receive(descriptor: int, most: int) -> tuple[Any, bytes]:
    """Read a frame whose bytes are at most so many. Raises `BrokenFrame`."""
    told, size = _SIZES.unpack(_exactly(descriptor, _SIZES.size))
    if told > MOST_JSON or size > most:
        raise BrokenFrame
    try:
        words = json.loads(_exactly(descriptor, told))
    except (ValueError, RecursionError):
        raise BrokenFrame from None
    return words, _exactly(descriptor, size)


def _exactly(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size:
        try:
            piece = os.read(descriptor, min(size, 1 << 20))
        except OSError:
            piece = b""
        if not piece:
            raise BrokenFrame
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
