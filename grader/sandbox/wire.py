"""The only words that cross the border: plain data in, bytes out, and back.

A frame is 12 bytes (lengths of header and body), a JSON header that says what the value is,
and a body of raw array buffers, one after the other. Nothing is ever unpickled; every length,
depth and count is checked before anything is allocated for it. What is not plain data crosses
as a `Ref`: an opaque number for an object that stays where it is.

Both sides import this module and it imports nothing of ours, so that it is all that they share.
"""

from __future__ import annotations

import json
import math
import re
import struct
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

MAX_HEADER = 16 << 20
MAX_BODY = 64 << 20
MAX_DEPTH = 32
MAX_NODES = 500_000
MAX_TENSORS = 10_000  # torch takes as long for one as Python for a hundred nodes
MAX_DIMENSIONS = 64
MAX_INT_BITS = 1024
MAX_KEY_BITS = 60  # beyond, hashes of integers come round again: a dict of such is slow to fill
MAX_DIMENSION = 1 << 40

_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_from_json = json.JSONDecoder().raw_decode
_PREFIX = struct.Struct("!IQ")
_DTYPE = re.compile(r"[<>|][biufc][0-9]{1,2}\Z")
_SMALL = 4096
_MARKS_A_NODE = 5
_BYTES_A_NODE = 32  # about what a number takes as a Python object, and a pointer to it
_TENSOR_DTYPES = {
    name: np.dtype(name).str
    for name in (
        "float16", "float32", "float64", "complex64", "complex128",
        "bool", "uint8", "int8", "int16", "int32", "int64",
    )
} | {"bfloat16": np.dtype("float32").str}  # fmt: skip
_DEVICE = re.compile(r"(cpu|cuda|mps|meta)(:[0-9]{1,2})?\Z")


@dataclass(frozen=True)
class Bounds:
    """How much one message may hold: the bytes of its header and of its body, and its nodes."""

    header: int = MAX_HEADER
    body: int = MAX_BODY
    nodes: int = MAX_NODES

    @classmethod
    def of_answers(cls, megabytes: int) -> Bounds:
        """Return the bounds of answers that may hold so many MiB of numbers; fewer if in lists."""
        most = megabytes << 20
        return cls(
            min(MAX_HEADER, most), min(MAX_BODY, most), min(MAX_NODES, most // _BYTES_A_NODE)
        )

    @property
    def marks(self) -> int:
        """How many commas and brackets: Python makes an object for each of them."""
        return _MARKS_A_NODE * self.nodes


WHOLE = Bounds()


class ProtocolError(Exception):
    """Bytes that are no frame, or a frame that breaks a bound."""


class TooLarge(Exception):
    """A value that is plain data, but more of it than may cross."""


@dataclass(frozen=True)
class Ref:
    """An object that stays on the far side: its number there, and its type's name."""

    number: int
    kind: str


class Encoder:
    """Turns one value into a header node and the buffers that belong to it.

    ``keep`` receives every object that is not plain data, and returns the `Ref` that stands for it;
    without it such an object is a `TypeError`.
    """

    def __init__(self, keep: Callable[[Any], Ref] | None = None, bounds: Bounds = WHOLE) -> None:
        self._bounds = bounds
        self.buffers: list[bytes | memoryview] = []
        self._keep = keep
        self.bytes = 0
        self._nodes = self._tensors = 0

    def node(self, value: Any, depth: int = 0) -> Any:
        """Return the JSON node of ``value``; raise `TooLarge` beyond a bound."""
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > self._bounds.nodes:
            raise TooLarge("the value is nested too deeply or has too many elements")
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        encode = _ENCODERS.get(kind)
        if encode is not None:
            return encode(self, value, depth)
        if isinstance(value, np.generic) and value.dtype.kind in "biufc":
            array = np.asarray(value)
            self._buffer(array)
            return ["s", array.dtype.str, ()]
        torch = sys.modules.get("torch")  # without importing it
        if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
            return self._tensor(value)
        if kind.__module__.partition(".")[0] == "pandas" and hasattr(value, "to_numpy"):
            return self.node(value.to_numpy(), depth + 1)  # to a check it is an array of values
        for base, plain in _PLAIN.items():
            if issubclass(kind, base):
                return self.node(plain(value), depth)
        return self._opaque(value)

    def _opaque(self, value: Any) -> Any:
        if self._keep is None:
            raise TypeError(f"a {type(value).__name__} cannot cross the border")
        ref = self._keep(value)
        return ["h", ref.number, ref.kind]

    def _int(self, value: int, depth: int) -> Any:
        if value.bit_length() > MAX_INT_BITS:
            raise TooLarge("the integer is too large")
        return value if value.bit_length() < 64 else ["i", hex(value)]

    def _sequence(self, value: list[Any] | tuple[Any, ...], depth: int) -> Any:
        tag = "l" if type(value) is list else "t"
        return [tag, *[self.node(item, depth + 1) for item in value]]

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = []
        for key, item in value.items():
            if not _may_be_key(key):
                return self._opaque(value)
            pairs.append([self.node(key, depth + 1), self.node(item, depth + 1)])
        return ["d", *pairs]

    def _bytes_value(self, value: bytes, depth: int) -> Any:
        self._add(value, len(value))
        return ["b", len(value)]

    def _array(self, value: np.ndarray, depth: int = 0) -> Any:
        dtype = value.dtype
        if dtype.kind == "O":  # a list in another dress
            return self.node(value.tolist(), depth + 1)
        if dtype.kind not in "biufc":
            return self._opaque(value)
        self._buffer(value)
        return ["a", dtype.str, value.shape]

    def _buffer(self, array: np.ndarray) -> None:
        size = array.nbytes
        if size <= _SMALL:  # a copy is quicker than four views
            self._add(array.tobytes(), size)
        elif size <= self._bounds.body:
            self._add(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data, size)
        else:
            raise TooLarge(f"the array holds {size >> 20} MiB")

    def _tensor(self, value: Any) -> Any:
        import torch

        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise TooLarge("the value holds too many tensors")
        plain = value.detach()
        name = str(plain.dtype).removeprefix("torch.")
        if name not in _TENSOR_DTYPES or plain.layout is not torch.strided or plain.is_quantized:
            return self._opaque(value)
        device = str(plain.device)
        if device.startswith("meta"):
            return self._opaque(value)
        wide = plain.float() if name == "bfloat16" else plain
        array = wide.resolve_conj().resolve_neg().cpu().numpy()
        self._buffer(array)
        return ["T", name, device, bool(value.requires_grad), array.dtype.str, array.shape]

    def _add(self, buffer: bytes | memoryview, size: int) -> None:
        self.bytes += size
        if self.bytes > self._bounds.body:
            raise TooLarge(f"the value holds more than {self._bounds.body >> 20} MiB")
        self.buffers.append(buffer)


_ENCODERS: dict[type, Callable[[Encoder, Any, int], Any]] = {
    int: Encoder._int,
    list: Encoder._sequence,
    tuple: Encoder._sequence,
    dict: Encoder._dict,
    bytes: Encoder._bytes_value,
    np.ndarray: Encoder._array,
    Ref: lambda _, ref, __: ["h", ref.number, ref.kind],
    complex: lambda _, number, __: ["c", number.real, number.imag],
}


# A named tuple is a tuple to all who unpack it. The base's own methods see what it holds, though a
# subclass may say otherwise.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    tuple: lambda value: tuple(tuple.__iter__(value)),
    list: lambda value: list(list.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    deque: lambda value: list(deque.__iter__(value)),
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    np.ndarray: lambda value: np.ndarray.view(value, np.ndarray),
}


def _may_be_key(key: Any) -> bool:
    """Return whether a dict takes this key in its stride."""
    if type(key) is int:
        return key.bit_length() <= MAX_KEY_BITS
    return type(key) in (str, bool, type(None), float)


class Decoder:
    """Turns a header node and the body back into the value, checking every bound.

    ``resolve`` returns what a `Ref` stands for on this side; without it, the `Ref` itself. With
    ``places`` a tensor is put on the device that it came from.
    """

    def __init__(
        self,
        body: memoryview,
        resolve: Callable[[Ref], Any] | None = None,
        places: bool = False,
        most_nodes: int = MAX_NODES,
    ) -> None:
        self.offset = 0  # in the body: what was read so far
        self._most_nodes = most_nodes
        self._places = places
        self._body = body
        self._nodes = self._tensors = 0
        self._resolve = resolve

    def value(self, node: Any, depth: int = 0) -> Any:
        """Return the value of a node; raise `ProtocolError` for anything malformed."""
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > self._most_nodes:
            raise ProtocolError("nested too deeply, or too many elements")
        kind = type(node)
        if node is None or kind is bool or kind is float or kind is str:
            return node
        if kind is int:
            if node.bit_length() >= 64:
                raise ProtocolError("an integer too large")
            return node
        if kind is not list or not node or type(node[0]) is not str:
            raise ProtocolError("a node without a tag")
        decode = _DECODERS.get(node[0])
        if decode is None:
            raise ProtocolError("an unknown tag")
        return decode(self, node, depth)

    def _int(self, node: list[Any], depth: int) -> int:
        (text,) = _fields(node, str)
        if len(text) > MAX_INT_BITS // 4 + 4:
            raise ProtocolError("an integer too large")
        try:
            return int(text, 16)
        except ValueError:
            raise ProtocolError("no integer") from None

    def _list(self, node: list[Any], depth: int) -> list[Any]:
        return [self.value(item, depth + 1) for item in node[1:]]

    def _dict(self, node: list[Any], depth: int) -> dict[Any, Any]:
        result = {}
        for pair in node[1:]:
            if type(pair) is not list or len(pair) != 2:
                raise ProtocolError("no pair in a dict")
            key = self.value(pair[0], depth + 1)
            if not _may_be_key(key):
                raise ProtocolError("a key that is not plain")
            result[key] = self.value(pair[1], depth + 1)
        return result

    def _bytes_value(self, node: list[Any], depth: int) -> bytes:
        (length,) = _fields(node, int)
        start = self._take(length)
        return bytes(self._body[start : start + length])

    def _scalar(self, node: list[Any], depth: int) -> Any:
        array = self._read(*_fields(node, str, list))
        if array.shape != ():
            raise ProtocolError("a scalar with dimensions")
        return array[()]

    def _tensor(self, node: list[Any], depth: int) -> Any:
        name, device, requires_grad, dtype, shape = _fields(node, str, str, bool, str, list)
        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise ProtocolError("too many tensors")
        if dtype != _TENSOR_DTYPES.get(name) or not _DEVICE.match(device):
            raise ProtocolError("no tensor")
        array = self._read(dtype, shape)
        try:
            import torch

            tensor = torch.from_numpy(array).to(getattr(torch, name))
            if self._places:
                return tensor.to(device).requires_grad_(requires_grad)
            # what the far side says of it: here it is a plain tensor on the CPU
            vars(tensor).update(far_device=device, far_requires_grad=requires_grad)
            return tensor
        except (ImportError, TypeError, ValueError, RuntimeError):
            raise ProtocolError("no tensor") from None

    def _ref(self, node: list[Any], depth: int) -> Any:
        number, kind = _fields(node, int, str)
        if number < 0 or len(kind) > 200:
            raise ProtocolError("no reference")
        ref = Ref(number, kind)
        return ref if self._resolve is None else self._resolve(ref)

    def _read(self, dtype: str, shape: list[Any]) -> np.ndarray:
        try:
            plain, length = _layout(dtype, *shape)
            start = self._take(length)
            if plain.kind == "b":  # any byte but 0 counts as True, as a forged 2 must not be both
                return np.ndarray(shape, np.uint8, self._body, start).astype(np.bool_)
            return np.ndarray(shape, plain, self._body, start).copy()
        except (TypeError, ValueError):
            raise ProtocolError("no array") from None

    def _take(self, length: int) -> int:
        """Return where the next piece of the body begins, and go on behind it."""
        start = self.offset
        if length < 0 or start + length > len(self._body):
            raise ProtocolError("the body is shorter than its header says")
        self.offset = start + length
        return start


_DECODERS: dict[str, Callable[[Decoder, list[Any], int], Any]] = {
    "i": Decoder._int,
    "l": Decoder._list,
    "t": lambda self, node, depth: tuple(self._list(node, depth)),
    "d": Decoder._dict,
    "b": Decoder._bytes_value,
    "c": lambda _, node, __: complex(*_fields(node, float, float)),
    "a": lambda self, node, _: self._read(*_fields(node, str, list)),
    "s": Decoder._scalar,
    "T": Decoder._tensor,
    "h": Decoder._ref,
}


def _fields(node: list[Any], *kinds: type) -> list[Any]:
    """Return what follows the tag, if it is of exactly these types."""
    values = node[1:]
    if (*map(type, values),) != kinds:
        raise ProtocolError("a node of the wrong form")
    return values


# Few shapes come again and again. Typed: a shape of True or 1.0 is none, though they equal 1.
# Small: shapes that were made to hash alike are looked for one after the other.
@lru_cache(maxsize=64, typed=True)
def _layout(dtype: str, *shape: int) -> tuple[np.dtype[Any], int]:
    """Return an array's type and how many bytes it takes, if it may cross."""
    if len(shape) > MAX_DIMENSIONS or not _DTYPE.match(dtype):
        raise ProtocolError("no array")
    for size in shape:
        if type(size) is not int or not 0 <= size <= MAX_DIMENSION:
            raise ProtocolError("no shape")
    plain = np.dtype(dtype)
    return plain, math.prod(shape) * plain.itemsize


def pack(
    message: dict[str, Any],
    keep: Callable[[Any], Ref] | None = None,
    bounds: Bounds = WHOLE,
) -> list[bytes | memoryview]:
    """Return a message's frame as chunks to be written one after the other."""
    encoder = Encoder(keep, bounds)
    header = _to_json({key: encoder.node(item) for key, item in message.items()}).encode("ascii")
    if len(header) > bounds.header or _is_too_intricate(header, bounds.marks):
        raise TooLarge("the value has too many elements")
    return [_PREFIX.pack(len(header), encoder.bytes) + header, *encoder.buffers]


def _is_too_intricate(header: bytes, most: int) -> bool:
    """Return whether a header would become far larger as objects than it is as text."""
    if len(header) <= most:
        return False
    return sum(map(header.count, (b",", b"[", b"{"))) > most


def unpack(
    header: bytes,
    body: memoryview,
    resolve: Callable[[Ref], Any] | None = None,
    places: bool = False,
    bounds: Bounds = WHOLE,
) -> dict[str, Any]:
    """Return the message of a frame; raise `ProtocolError` for anything malformed."""
    if _is_too_intricate(header, bounds.marks):
        raise ProtocolError("too many elements")
    try:
        text = str(header, "ascii")
        nodes, end = _from_json(text)
    except (ValueError, RecursionError):
        raise ProtocolError("the header is no JSON") from None
    if type(nodes) is not dict or end != len(text):
        raise ProtocolError("the header is no message")
    decoder = Decoder(body, resolve, places, bounds.nodes)
    message = {key: decoder.value(node) for key, node in nodes.items()}
    if decoder.offset != len(body):
        raise ProtocolError("the body is longer than its header says")
    return message


def read_frame(
    read_exactly: Callable[[int], bytearray], bounds: Bounds = WHOLE
) -> tuple[bytes, memoryview]:
    """Read one frame's header and body; lengths are judged before they are believed."""
    header, body = _PREFIX.unpack(read_exactly(_PREFIX.size))
    if header > bounds.header or body > bounds.body:
        raise ProtocolError("a frame larger than may cross")
    return bytes(read_exactly(header)), memoryview(read_exactly(body))
