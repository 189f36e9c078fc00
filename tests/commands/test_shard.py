"""Tests of shard: which students are in a piece of a class, and what its run leaves."""

from __future__ import annotations

from collections import Counter

import pytest

from grader.commands.shard import (
    Shard,
    ShardRun,
    base_of,
    is_of_nothing,
    shard_of,
    unpack_shard_run,
)
from grader.errors import UsageError


def test_each_student_is_in_one_piece() -> None:
    """Whatever letters the name has; and the pieces of a large class are of about one size."""
    names = [*(f"student {n}" for n in range(4000)), "", "zo\udceb", "Ünal", "a/b"]

    found = Counter(n for name in names for n in range(1, 9) if Shard(n, 8).holds(name))

    assert found.total() == len(names)
    assert all(430 < count < 570 for count in found.values())


def test_the_same_on_every_machine() -> None:
    """The name alone decides, by a hash that no version of Python changes."""
    mine = [
        n for name in ("ada", "bob", "cyd", "dan") for n in (1, 2, 3) if Shard(n, 3).holds(name)
    ]

    assert mine == [3, 3, 2, 2]
    assert Shard(1, 1).holds("anybody")


def test_a_piece_is_named_from_1() -> None:
    """As people count."""
    assert (shard_of("3/8"), str(Shard(3, 8))) == (Shard(3, 8), "3/8")
    assert shard_of("1/1") == Shard(1, 1)


@pytest.mark.parametrize(
    "text", ["", "3", "0/8", "9/8", "1/0", "-1/8", "a/b", "1/8/2", " 1/8", "١/٨"]
)
def test_what_names_no_piece(text: str) -> None:
    """Is refused in a sentence that says what to write."""
    with pytest.raises(UsageError, match="names no piece") as caught:
        shard_of(text)

    assert "--shard 1/8 to 8/8" in caught.value.remedy


def test_a_run_comes_back() -> None:
    """With every pair, and a name that is no UTF-8; what is none is refused."""
    run = ShardRun(
        Shard(2, 3), "b", done=True, resumed=1, exercises={"words": "d"}, students=("zo\udceb",),
        looked=(("ada", "words", "x"),), failed=(("ada", "it broke"),), late=(("words", "ada"),),
        remarks=(("ada", "a file"),), warnings=("left aside",),
    )  # fmt: skip

    assert unpack_shard_run(run.pack()) == run
    assert run.pack().isascii()
    for packed in ("", "{}", "[]", '{"shard": {"number": 1}}'):
        with pytest.raises(ValueError, match=r"no record|Expecting"):
            unpack_shard_run(packed)


def test_the_state_with_which_a_shard_begins() -> None:
    """An empty gradebook is known; another secret or any row is another state."""
    empty = base_of("aa", ((None,),))

    assert is_of_nothing(empty, "aa")
    assert not is_of_nothing(empty, "bb")
    assert not is_of_nothing(base_of("aa", ((None,), (1, 1, None, None))), "aa")
