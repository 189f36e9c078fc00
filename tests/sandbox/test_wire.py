"""Tests of the wire: what crosses comes back as it was, and nothing malformed gets in."""

from __future__ import annotations

import itertools
import json
import struct
import time
import tracemalloc
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from enum import IntEnum
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire

PREFIX = struct.Struct("!IQ")
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(1 - 2**60, 2**60 - 1) | st.booleans(), inner)
    ),
    max_leaves=20,
)


def cross(value: Any) -> Any:
    """Send a value over the wire and give what arrives."""
    frame = bytearray(b"".join(bytes(chunk) for chunk in wire.pack({"value": value}, _keep)))

    def read(length: int) -> bytearray:
        piece = frame[:length]
        del frame[:length]
        return piece

    return wire.unpack(*wire.read_frame(read))["value"]


def _keep(value: Any) -> wire.Ref:
    return wire.Ref(7, type(value).__name__)


def unpack_header(header: Any, body: bytes = b"") -> dict[str, Any]:
    """Unpack a forged frame."""
    return wire.unpack(json.dumps(header).encode(), memoryview(body))


@given(PLAIN)
def test_plain_data_comes_back_equal_and_of_the_same_type(value: Any) -> None:
    """Whatever is plain crosses unchanged, its type included."""
    back = cross(value)

    assert back == value
    assert type(back) is type(value)


@given(
    hnp.arrays(
        st.sampled_from(["f8", "f4", "f2", "i8", "i4", "u1", "?", "c16", ">f8", "<i2"]),
        hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4),
    )
)
def test_arrays_come_back_bit_for_bit(array: np.ndarray) -> None:
    """An array keeps its dtype, shape and bits."""
    back = cross(array)

    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


def test_a_strided_view_crosses_as_its_values() -> None:
    """What is not contiguous crosses as the array that it shows."""
    array = np.arange(24).reshape(2, 3, 4)[:, ::2, ::-1].T

    assert np.array_equal(cross(array), array)


def test_an_array_that_arrives_may_be_written() -> None:
    """The other side may change its copy."""
    back = cross(np.zeros(3))

    back[0] = 1

    assert back[0] == 1


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16", "int64", "bool", "complex64"])
def test_tensors_come_back(dtype: str) -> None:
    """A tensor keeps its values and its dtype, and tells its device."""
    tensor = torch.ones(2, 3).to(getattr(torch, dtype))

    back = cross(tensor)

    assert torch.equal(back, tensor)
    assert back.dtype == tensor.dtype
    assert back.far_device == "cpu"


def test_pandas_crosses_as_its_values() -> None:
    """A column or a table is the array of its values; one of objects is a list."""
    column = pd.Series([1.5, 2.5], name="age", index=[7, 9])

    assert np.array_equal(cross(column), [1.5, 2.5])
    assert cross(pd.DataFrame({"a": [1, 2], "b": [3, 4]})).tolist() == [[1, 3], [2, 4]]
    male, other = cross(pd.Series(["male", object()], dtype=object))
    assert (male, type(other)) == ("male", wire.Ref)


def test_a_parameter_crosses_as_a_plain_value() -> None:
    """An nn.Parameter is a value; that it wants a gradient is only told."""
    back = cross(torch.nn.Parameter(torch.ones(2)))

    assert type(back) is torch.Tensor
    assert back.far_requires_grad is True
    assert not back.requires_grad


@pytest.mark.parametrize(
    "value",
    [
        object(),
        np.array(["text"]),
        {(1, 2): 3},
        torch.nn.Linear(1, 1),
        range(3),
    ],
)
def test_everything_else_stays_where_it_is(value: Any) -> None:
    """What could bring its own behaviour arrives as an opaque reference."""
    back = cross(value)

    assert back == wire.Ref(7, type(value).__name__)


class Weights(NamedTuple):
    """What a student may give for a pair."""

    w: np.ndarray
    b: float


class Liar(list):
    """A list that says of itself what it is not."""

    def __iter__(self) -> Iterator[Any]:
        return itertools.repeat(0)

    def __len__(self) -> int:
        return 10**12

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Weights([1.0], 2.0), ([1.0], 2.0)),
        (OrderedDict(a=1, b=[2]), {"a": 1, "b": [2]}),
        (defaultdict(list, a=1), {"a": 1}),
        (IntEnum("Class", {"ONE": 1})(1), 1),
        (Liar([1, 2]), [1, 2]),
        (type("Trick", (float,), {"__eq__": lambda *_: True, "__hash__": None})(1.5), 1.5),
        (type("Trick", (str,), {"__str__": lambda _: "y"})("x"), "x"),
        ([Liar([Weights(1.0, 2.0)])], [[(1.0, 2.0)]]),
    ],
)
def test_a_subclass_of_plain_data_crosses_as_plain_data(value: Any, plain: Any) -> None:
    """A named tuple is a tuple; what arrives is what it holds, not what it says of itself."""
    back = cross(value)

    assert type(back) is type(plain)
    assert repr(back) == repr(plain)


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("make", [np.asmatrix, np.ma.masked_array])
def test_a_matrix_crosses_as_an_array(make: Callable[[Any], Any]) -> None:
    """Its shape and its values are those of an array; its own way to multiply stays there."""
    back = cross(make([[1.0, 2.0]]))

    assert type(back) is np.ndarray
    assert back.tolist() == [[1.0, 2.0]]


def test_without_a_place_for_objects_they_are_refused() -> None:
    """The near side cannot send an object of its own by mistake."""
    with pytest.raises(TypeError, match="cannot cross"):
        wire.pack({"value": object()})


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(wire.MAX_BODY // 8 + 1),
        [np.zeros(wire.MAX_BODY // 16)] * 3,
        10 ** (wire.MAX_INT_BITS),
        [0] * (wire.MAX_NODES + 1),
    ],
    ids=["an array", "arrays", "an integer", "nodes"],
)
def test_more_than_may_cross_is_refused_before_it_is_sent(value: Any) -> None:
    """A value too large raises TooLarge on the side that would send it."""
    with pytest.raises(wire.TooLarge):
        wire.pack({"value": value})


FEW = wire.Bounds.of_answers(1)


@pytest.mark.parametrize(
    ("fits", "does_not"),
    [
        (np.zeros(1 << 20, np.uint8), np.zeros((1 << 20) + 1, np.uint8)),
        ([np.zeros(1 << 16)] * 2, [np.zeros(1 << 16)] * 3),
        ([0] * 32_000, [0] * 33_000),
        ("x" * 1_000_000, "x" * 1_100_000),
    ],
    ids=["an array", "arrays", "nodes", "text"],
)
def test_answers_have_bounds_of_their_own(fits: Any, does_not: Any) -> None:
    """So many MiB go out and come in; who sends more all the same has broken the protocol."""

    def come(value: Any) -> Any:
        frame = BytesIO(b"".join(wire.pack({"value": value})))
        return wire.unpack(
            *wire.read_frame(lambda size: bytearray(frame.read(size)), FEW), bounds=FEW
        )

    assert wire.pack({"value": fits}, bounds=FEW) == wire.pack({"value": fits})
    assert np.array_equal(come(fits)["value"], fits)
    with pytest.raises(wire.TooLarge):
        wire.pack({"value": does_not}, bounds=FEW)
    with pytest.raises(wire.ProtocolError):
        come(does_not)


def test_no_answers_are_larger_than_a_message() -> None:
    """Whatever a course allows."""
    assert wire.Bounds.of_answers(10_000) == wire.WHOLE


def test_a_value_nested_in_itself_is_refused() -> None:
    """Recursion in data ends at the depth bound."""
    loop: list[Any] = []
    loop.append(loop)

    with pytest.raises(wire.TooLarge):
        wire.pack({"value": loop})


@pytest.mark.parametrize(
    ("node", "body"),
    [
        (["a", "<f8", [2]], b"\0" * 15),
        (["a", "<f8", [2]], b"\0" * 17),
        (["a", "<f8", [-1]], b""),
        (["a", "<f8", [2**62, 4]], b""),
        (["a", "<f8", [1] * 65], b"\0" * 8),
        (["a", "O", [1]], b"\0" * 8),
        (["a", "<U4", [1]], b"\0" * 16),
        (["a", "<f3", [1]], b"\0" * 3),
        (["a", "<f8", [1.0]], b"\0" * 8),
        (["a", "<f8", [True]], b"\0" * 8),
        (["a", "<f8"], b""),
        (["s", "<f8", [1]], b"\0" * 8),
        (["T", "object", "cpu", False, "<f8", [1]], b"\0" * 8),
        (["T", "float64", "cpu; rm", False, "<f8", [1]], b"\0" * 8),
        (["T", "float64", "cpu", False, ">f8", [1]], b"\0" * 8),
        (["b", -1], b""),
        (["b", 2], b"\0"),
        (["i", "zz"], b""),
        (["i", "0x" + "f" * 10_000], b""),
        (["c", 1.0], b""),
        (2**64, b""),
        (-(10**400), b""),
        (["d", [["i", "0x1fffffffffffffff"], 1]], b""),
        (["d", [2**60, 1]], b""),
        (["T", "complex128", "cpu", False, "|b1", [16]], b"\0" * 16),
        (["T", "bfloat16", "cpu", False, "<f8", [1]], b"\0" * 8),
        (["T", "float32", "cpu", False, ">f4", [1]], b"\0" * 4),
        (["d", [["l"], 1]], b""),
        (["d", ["a"]], b""),
        (["h", -1, "x"], b""),
        (["h", 1, "x" * 1000], b""),
        (["x"], b""),
        ([], b""),
        ([[]], b""),
        ({"a": 1}, b""),
    ],
)
def test_malformed_nodes_are_protocol_errors(node: Any, body: bytes) -> None:
    """A node that breaks the format or a bound is refused by name, never by accident."""
    with pytest.raises(wire.ProtocolError):
        unpack_header({"value": node}, body)


@pytest.mark.parametrize("size", [True, 1.0], ids=["bool", "float"])
def test_a_size_that_equals_an_integer_is_none(size: Any) -> None:
    """A shape of True or 1.0 is malformed, also where a shape of 1 has come before."""
    assert wire.Decoder(memoryview(b"\0" * 8)).value(["a", "<f8", [1]]).shape == (1,)

    with pytest.raises(wire.ProtocolError):
        wire.Decoder(memoryview(b"\0" * 8)).value(["a", "<f8", [size]])


@pytest.mark.parametrize("header", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b"1e99999"])
def test_headers_that_are_no_message_are_protocol_errors(header: bytes) -> None:
    """A header must be one JSON object."""
    with pytest.raises(wire.ProtocolError):
        wire.unpack(header, memoryview(b""))


def test_deep_nodes_are_protocol_errors() -> None:
    """The depth of what arrives is bounded too."""
    node: Any = 1
    for _ in range(wire.MAX_DEPTH + 1):
        node = ["l", node]

    with pytest.raises(wire.ProtocolError):
        unpack_header({"value": node})


def _seconds_of(header: Any) -> float:
    start = time.process_time()
    with pytest.raises(wire.ProtocolError):
        unpack_header(header)
    return time.process_time() - start


def test_keys_that_all_hash_alike_cost_no_time() -> None:
    """A dict of forged integers would take minutes to fill: they are refused one by one."""
    same = 2**61 - 1  # Python's modulus: every multiple of it has the hash 0
    keys = [[["i", hex(number * same)], 0] for number in range(1, 20_000)]

    assert _seconds_of({"value": ["d", *keys]}) < 1.0


def test_integers_that_hash_alike_stay_where_they_are() -> None:
    """An honest dict of such keys crosses as a reference, and small ones as what they are."""
    assert cross({-(2**60) + 1: 1, 2**60 - 1: 2}) == {-(2**60) + 1: 1, 2**60 - 1: 2}
    assert cross({2**60: 1}) == wire.Ref(7, "dict")


@pytest.mark.parametrize("element", ["[],", "{},", '"ab",', "1.5,"])
def test_a_header_is_no_bomb(element: str) -> None:
    """A header full of tiny elements is refused before Python makes an object of each."""
    count = (wire.MAX_HEADER - 100) // len(element)
    header = ('{"value": ["l", ' + element * count + "0]}").encode()

    tracemalloc.start()
    with pytest.raises(wire.ProtocolError):
        wire.unpack(header, memoryview(b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2 * wire.MAX_HEADER


@pytest.mark.parametrize("value", ["[" * 3_000_000, ["a, [b]"] * 200_000])
def test_what_would_look_like_a_bomb_is_not_sent(value: Any) -> None:
    """The sender keeps to the same bound: an honest answer is never taken for a forged one."""
    try:
        crossed = cross(value)
    except wire.TooLarge:
        return
    assert crossed == value


@pytest.mark.parametrize(
    ("header", "body"), [(wire.MAX_HEADER + 1, 0), (0, wire.MAX_BODY + 1), (2**32 - 1, 2**64 - 1)]
)
def test_lengths_are_judged_before_anything_is_read(header: int, body: int) -> None:
    """A frame that claims too much is refused after its twelve bytes."""
    asked: list[int] = []

    def read(length: int) -> bytearray:
        asked.append(length)
        return bytearray(PREFIX.pack(header, body))

    with pytest.raises(wire.ProtocolError):
        wire.read_frame(read)
    assert asked == [PREFIX.size]


def test_tensors_are_counted() -> None:
    """torch takes long for each, so that a frame of many would cost the near side half a minute."""
    node = ["l", *[["T", "float32", "cpu", False, "<f4", [1]]] * (wire.MAX_TENSORS + 1)]

    with pytest.raises(wire.ProtocolError, match="too many tensors"):
        wire.Decoder(memoryview(bytes(4 * (wire.MAX_TENSORS + 1)))).value(node)
    with pytest.raises(wire.TooLarge, match="too many tensors"):
        cross([torch.zeros(1)] * (wire.MAX_TENSORS + 1))
    assert len(cross([torch.zeros(1)] * 300)) == 300


def test_a_forged_bool_is_true_or_false() -> None:
    """A byte of 2 in a bool array counts as True, not as both."""
    array = unpack_header({"value": ["a", "|b1", [2]]}, b"\x02\x00")["value"]

    assert array.tolist() == [True, False]
    assert int(array.sum()) == 1


@given(st.binary(max_size=200), st.binary(max_size=64))
def test_random_bytes_never_crash_the_decoder(header: bytes, body: bytes) -> None:
    """Whatever arrives is a message or a protocol error."""
    try:
        wire.unpack(header, memoryview(body))
    except wire.ProtocolError:
        return
