"""What a guest sends: right frames, frames gone wrong, and the near side that reads them.

The near side here is the real one (`Channel`, `connection.Guest`, `Session`); only the socket and
the process are played.
"""

from __future__ import annotations

import json
import struct
from random import Random
from typing import Any

import numpy as np

from fuzzing import mutate
from grader.checks.expect import describe
from grader.checks.remote import RemoteObject
from grader.sandbox import wire
from grader.sandbox.channel import Channel
from grader.sandbox.connection import Exit, GuestEnded, GuestProcess, StudentError
from grader.sandbox.session import Session, Source

_PREFIX = struct.Struct("!IQ")
_SECONDS = 60.0
_NAMES = ["double", "total"]
_FRAME = ["work.py", 3, "double", "return 2 * x"]
_ERROR = {"type": "ValueError", "bases": ["ValueError"], "message": "no", "frames": [_FRAME]}
_VALUES: tuple[Any, ...] = (
    None, True, 3, -(2**70), 2.5, 1 + 2j, "text", b"bytes", [1, [2.0, (3,)]], {"a": 1, 2: [None]},
    np.arange(6.0).reshape(2, 3), np.array([True, False]), np.float32(1.5), np.zeros((0, 3)),
    {"W1": np.ones((2, 2), np.float16), "b1": np.ones(2, ">i4")}, wire.Ref(7, "Linear"),
    _ERROR,
)  # fmt: skip
_MESSAGES: tuple[dict[str, Any], ...] = (
    *({"n": 1, "ok": value} for value in _VALUES),
    {"n": 1, "ok": {"names": _NAMES, "failures": []}},
    {"n": 1, "ok": {"names": _NAMES, "failures": [["cell 2", _ERROR]]}},
    {"n": 1, "error": _ERROR},
    {"n": 1, "large": "too much"},
    {"locked": True, "problem": ""},
)
_QUESTION = {"n": 1, "ask": "total", "args": ([1.0, 2.0],), "kwargs": {"axis": 0}}
_PIECES: tuple[Any, ...] = (
    ["a", "<f8", [1]], ["a", "|b1", [2, 3]], ["a", "<f16", [0]], ["a", "O", [1]], [1] * 65,
    ["s", "<f8", []], ["s", "<f4", [1]], ["T", "float32", "cpu", True, "<f4", [2]],
    ["T", "bool", "cuda:0", False, "|b1", [2]], ["T", "bfloat16", "meta", False, "<f4", [1]],
    ["i", "0x1fffffffffffffff"], ["i", "-0x1"], ["h", 1, "x"], ["h", 2**70, "Linear"],
    ["d", ["a", 1]], ["d", [["i", "0x1fffffffffffffff"], 1], [0, 1]], ["d", [1.5, 2], [None, 3]],
    ["b", 3], ["b", -1], ["c", 1.0, 2.0], ["t"], ["l"], [2**40, 0], [2**40, 2**40], [0] * 64,
    "n", "ok", "error", "ask", "args", "kwargs", "large", "names", "failures", "frames", "bases",
    "SystemExit", "StopIteration", "OSError", "UnicodeDecodeError", "ExceptionGroup", "cpu",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Give right frames, one after the other where the guest asks something in between."""
    frames = [_packed(message) for message in _MESSAGES]
    tensor = {"n": 1, "ok": [_tensor("float32"), _tensor("bfloat16"), _tensor("bool")]}
    return [*frames, _packed(_QUESTION) + _packed({"n": 1, "ok": 3.0}), _packed(tensor)]


def _tensor(name: str) -> Any:
    import torch

    return torch.ones(2, 3).to(getattr(torch, name))


def _packed(message: dict[str, Any]) -> bytes:
    return b"".join(bytes(chunk) for chunk in wire.pack(message))


def mutated(chance: Random, content: bytes) -> bytes:
    """Change a frame's bytes, its lengths, its body, or (mostly) what its header says."""
    way = chance.random()
    if way < 0.15 or len(content) < _PREFIX.size:
        return mutate.raw(chance, content)
    header_size, body_size = _PREFIX.unpack(content[: _PREFIX.size])
    rest = content[_PREFIX.size :]
    header, body, after = rest[:header_size], rest[header_size:][:body_size], b""
    if header_size + body_size < len(rest):
        after = rest[header_size + body_size :]
    if way < 0.25:
        return _with_lengths(chance, content)
    if way < 0.35:
        body = mutate.raw(chance, body)
    else:
        header = _changed(chance, header)
    return (_PREFIX.pack(len(header), len(body)) + header + body + after)[: mutate.LONGEST]


def _with_lengths(chance: Random, content: bytes) -> bytes:
    header, body = _PREFIX.unpack(content[: _PREFIX.size])
    near = (header - 1, header + 1, 0, 1, wire.MAX_HEADER, wire.MAX_HEADER + 1, 2**32 - 1)
    far = (body - 1, body + 1, 0, 8, wire.MAX_BODY, wire.MAX_BODY + 1, 2**63, 2**64 - 1)
    header, body = chance.choice((header, *near)), chance.choice((body, *far))
    return _PREFIX.pack(header % 2**32, body % 2**64) + content[_PREFIX.size :]


def _changed(chance: Random, header: bytes) -> bytes:
    try:
        nodes = json.loads(header)
    except (ValueError, RecursionError):
        return mutate.raw(chance, header)
    return mutate.json_bytes(mutate.tree(chance, nodes, _PIECES))


class _Played:
    """A guest's socket, its process and the border it comes from."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def recv(self, size: int) -> bytes:
        """Give what was sent, a piece at a time."""
        self._at += size
        return self._content[self._at - size : self._at]

    def send(self, chunk: memoryview) -> int:
        """Take all."""
        return len(chunk)

    def spawn(self) -> GuestProcess:
        """Give the guest that sends it."""
        return GuestProcess(self, None, 0, self)  # type: ignore[arg-type]

    def end(self, guest: GuestProcess) -> None:
        """End it."""
        guest.end()

    def has_died(self, seconds: float) -> bool:
        """Say that the process is over when the socket is."""
        return True

    def collect(self) -> Exit:
        """Say that it ended as processes do."""
        return Exit()

    def kill(self) -> None:
        """Nothing runs."""

    def shutdown(self, how: int) -> None:
        """Nothing is open."""


def read(content: bytes) -> str:
    """Read a guest's bytes as every reader of the near side does; say what they came to.

    Whatever else is raised is a finding.
    """
    played = _Played(content)
    try:
        Channel(played.recv, played.send).receive()
    except wire.ProtocolError:
        return "refused"
    except EOFError:
        return "cut short"
    _read_as_report(content)
    return _read_as_answer(content)


def _read_as_answer(content: bytes) -> str:
    guest = _Played(content).spawn()
    try:
        answer = guest.ask(
            {"do": "call"}, _SECONDS, lambda ref: RemoteObject(None, ref), _answer_for
        )  # type: ignore[arg-type]
    except StudentError:
        return "the student's exception"
    except GuestEnded:
        return "an end of the guest"
    describe(answer)
    return "an answer"


def _answer_for(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return float(np.sum(args[0], **kwargs))


def _read_as_report(content: bytes) -> None:
    session = Session(_Played(content), _SECONDS, _SECONDS)  # type: ignore[arg-type]
    try:
        session.open(Source("work", (), {}))
    except GuestEnded:
        return
    assert all(type(name) is str for name in session.names)
