"""The nouns of a class that is graded in pieces: a shard, and what its store says of its run."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.errors import UsageError

SHARD = "shard"
"""Under this name a shard's store keeps its `ShardRun`."""


@dataclass(frozen=True)
class Shard:
    """One of ``count`` pieces of a class, from 1: the students whose names fall to it."""

    number: int
    count: int

    def holds(self, student: str) -> bool:
        """Return whether a student is in this piece: by the name alone, on every machine."""
        named = hashlib.sha256(student.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(named[:8], "big") % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def shard_of(text: str) -> Shard:
    """Read ``3/8``. Raises `UsageError`."""
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text, re.ASCII)
    number, count = (int(each) for each in found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        last = f"{count}/{count}" if count else "8/8"
        what = f"--shard {text!r} names no piece of a class"
        raise UsageError(what, f"pieces are counted from 1: --shard 1/{count or 8} to {last}")
    return Shard(number, count)


def base_of(secret: str, state: Iterable[object]) -> str:
    """Digest a gradebook, with which a shard begins: see `Store.state`."""
    return hashlib.sha256(repr([secret, *state]).encode()).hexdigest()


def is_of_nothing(base: str, secret: str) -> bool:
    """Return whether the gradebook held no grade and no decision."""
    return base == base_of(secret, [(None,)])


@dataclass(frozen=True)
class ShardRun:
    """What a shard's store says of its run, for who merges it.

    It began with the gradebook in the state ``base``; all else is known when it is ``done``: by
    exercise the digest of what it was judged by, and what `grader grade` says of a class.
    ``looked`` are student, exercise and digest of all that was handed in, ``failed`` students and
    why, ``late`` exercises and students, ``remarks`` students and what is said of them.
    """

    shard: Shard
    base: str
    done: bool = False
    resumed: int = 0
    exercises: Mapping[str, str] = field(default_factory=dict)
    students: tuple[str, ...] = ()
    looked: tuple[tuple[str, str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    late: tuple[tuple[str, str], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()

    def pack(self) -> str:
        """Write it as JSON, in ASCII: a student's name may be no UTF-8."""
        return json.dumps(asdict(self))


def unpack_shard_run(packed: str) -> ShardRun:
    """Read it again. Raises `ValueError` where it is none."""
    try:
        fields: dict[str, Any] = json.loads(packed)
        lists = {name: value for name, value in fields.items() if isinstance(value, list)}
        rows = {
            name: tuple(tuple(each) if isinstance(each, list) else each for each in value)
            for name, value in lists.items()
        }
        return ShardRun(**{**fields, **rows, "shard": Shard(**fields["shard"])})
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no record of a shard ({error})") from error
