"""Tests of the near side's reading: whatever a guest sends, it ends in one of three ways."""

from __future__ import annotations

import json
import struct
import time
import tracemalloc
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import frames

EXAMPLES = 1500
SLOW_SECONDS = 1.0
MOST_BYTES = 1 << 20  # of a frame that is a few KiB long
SEEDS = frames.seeds()
KNOWN_ENDS = {
    "refused", "cut short", "an answer", "an end of the guest", "the student's exception",
}  # fmt: skip
ERROR = ["d", ["type", "ValueError"], ["bases", ["l", "ValueError"]], ["message", "no"]]


def frame(header: Any, body: bytes = b"") -> bytes:
    """Forge a frame."""
    text = json.dumps(header).encode()
    return struct.pack("!IQ", len(text), len(body)) + text + body


def guarded(content: bytes) -> str:
    """Read a guest's bytes; fail where that takes long."""
    start = time.thread_time()
    end = frames.read(content)
    assert time.thread_time() - start < SLOW_SECONDS
    return end


def test_the_seeds_reach_every_end() -> None:
    """What is mutated is worth it: right frames get to each of the readers."""
    ends = {frames.read(seed) for seed in SEEDS}

    assert ends == {"an answer", "an end of the guest", "the student's exception"}


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(SEEDS), st.integers(1, 4))
def test_mutated_frames_end_in_a_known_way(number: int, seed: bytes, times: int) -> None:
    """A frame that is nearly right is an answer, an end, an exception of the student's, or none."""
    chance, content = Random(number), seed
    for _ in range(times):
        content = frames.mutated(chance, content)

    assert guarded(content) in KNOWN_ENDS


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 300), st.integers(0, 300))
def test_random_bytes_end_in_a_known_way(content: bytes, header: int, body: int) -> None:
    """Noise is read to its end, with lengths that fit and with none."""
    assert guarded(content) in KNOWN_ENDS
    assert guarded(struct.pack("!IQ", header, body) + content) in KNOWN_ENDS


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(SEEDS))
def test_a_small_frame_costs_little_memory(number: int, seed: bytes) -> None:
    """No length is believed before the bytes are there."""
    content = frames.mutated(Random(number), seed)

    tracemalloc.start()
    frames.read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < MOST_BYTES + 100 * len(content)


@pytest.mark.parametrize("frames_told", [5, ["t"], ["l", 5], ["l", ["l", 1, 2, 3, 4]]])
def test_a_forged_traceback_is_a_violation(frames_told: Any) -> None:
    """An exception whose lines are no lines ends the guest."""
    content = frame({"n": 1, "error": [*ERROR, ["frames", frames_told]]})

    assert guarded(content) == "an end of the guest"


@pytest.mark.parametrize(
    ("number", "body"),
    [(["a", "<f8", [2]], b"\0" * 16), (["T", "float32", "cpu", False, "<f4", [2]], b"\0" * 8)],
)
def test_an_answer_whose_number_is_none_is_a_violation(number: Any, body: bytes) -> None:
    """Where an array stands for the call's number, nothing is compared element by element."""
    assert guarded(frame({"n": number, "ok": 1}, body)) == "an end of the guest"


def test_an_exception_in_the_place_of_a_report_ends_the_guest() -> None:
    """Loading never raises on the far side, so a guest that says so is not believed."""
    content = frame({"n": 1, "error": [*ERROR, ["frames", ["l"]]]})

    assert guarded(content) == "the student's exception"  # as an answer, it is one


def test_forged_names_that_hash_alike_cost_no_time() -> None:
    """A set of such integers would take minutes: what is no text is not put into one."""
    same = 2**61 - 1
    names = ["l", *(["i", hex(number * same)] for number in range(20_000))]

    assert guarded(frame({"n": 1, "ok": ["d", ["names", names], ["failures", ["l"]]]}))
