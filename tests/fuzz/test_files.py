"""Tests of the readers of what is handed in: mutated notebooks and archives, bombs among them."""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import tracemalloc
import zipfile
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import files
from fuzzing.targets import TARGETS, Target
from grader.submission.archives import open_archive
from grader.submission.files import read_item
from grader.submission.model import MIB, Unusable
from grader.submission.read import LARGEST_SOURCE

SLOW_SECONDS = 1.0
ZEROS = 12 * MIB  # so that a bomb of four is small enough to be mutated whole
KNOWN_ENDS = {
    "notebook": {"refused with a reason", "cells", "no cell"},
    "zip": {"code", "a problem told", "nothing"},
    "tar": {"code", "a problem told", "nothing"},
}


def guarded(target: Target, content: bytes) -> str:
    """Read one input; fail where that takes long."""
    start = time.thread_time()
    end = target.read(content)
    assert time.thread_time() - start < SLOW_SECONDS
    return end


@pytest.mark.parametrize("name", KNOWN_ENDS)
def test_the_seeds_are_read(name: str) -> None:
    """What is mutated is worth it: right files give code."""
    ends = {TARGETS[name].read(seed) for seed in TARGETS[name].seeds()}

    assert ends & {"code", "cells"}


@pytest.mark.parametrize(("name", "examples"), [("notebook", 1500), ("zip", 600), ("tar", 600)])
def test_mutated_files_end_in_a_known_way(name: str, examples: int) -> None:
    """A file that is nearly right is read, or refused with a reason; nothing else is touched."""
    target = TARGETS[name]

    @settings(max_examples=examples, deadline=None)
    @given(st.integers(0, 2**32), st.sampled_from(target.seeds()), st.integers(1, 4))
    def reads(number: int, seed: bytes, times: int) -> None:
        chance, content = Random(number), seed
        for _ in range(times):
            content = target.mutated(chance, content)
        assert guarded(target, content) in KNOWN_ENDS[name]

    reads()


def zip_bomb() -> bytes:
    """A zip whose members unpack to a thousand times their size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("vault.py", "adder.py", "helper.py", "other.ipynb"):
            archive.writestr(name, bytes(ZEROS))
    return packed.getvalue()


def tar_bomb() -> bytes:
    """The same as a tar, packed."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("vault.py", "helper.py"):
            member = tarfile.TarInfo(name)
            member.size = ZEROS
            archive.addfile(member, io.BytesIO(bytes(ZEROS)))
    return gzip.compress(packed.getvalue())


def peak_of(content: bytes) -> int:
    """Open an archive, read what may be read of it, and give the most memory that this took."""
    tracemalloc.start()
    tree = open_archive(content)
    for item in tree.items:
        with suppress(Unusable):
            assert len(read_item(tree, item, LARGEST_SOURCE)) <= LARGEST_SOURCE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_zip_bomb_is_not_unpacked_however_it_lies() -> None:
    """Of a member that is too large nothing is unpacked, and no forged size changes that."""
    bomb = zip_bomb()
    chance = Random(1)
    most = max(peak_of(files.mutated_zip(chance, bomb)) for _ in range(100))

    assert most < 6 * LARGEST_SOURCE + 2 * len(bomb)


def test_a_packed_tar_is_held_once() -> None:
    """A tar must be unpacked to be read, up to its cap, and is not copied again and again."""
    assert peak_of(tar_bomb()) < 3 * 2 * ZEROS
