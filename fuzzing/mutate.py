"""Bytes and JSON trees → a little different ones. All chance comes from the caller's generator."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

LONGEST = 1 << 16
NUMBERS = (
    0, 1, -1, 2, 31, 64, 65, 127, 255, 256, 2**15, 2**16 - 1, 2**24, 2**31 - 1, 2**31, 2**32 - 1,
    2**40, 2**60, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), 10**400, 0.5, -0.0, 1e308,
    float("inf"), float("nan"),
)  # fmt: skip
TEXTS = (
    "", "\0", "a" * 300, "\ud800", "\u202e", "\x1b[2J", "é", "../..", "__class__", "[{,", "0x",
    "%s{}", "\n" * 50,
)  # fmt: skip
Pieces = Sequence[Any]


def raw(chance: Random, content: bytes) -> bytes:
    """Flip, cut, repeat, insert or overwrite some bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        chance.choice(_RAW)(chance, changed)
    return bytes(changed[:LONGEST])


def _at(chance: Random, content: bytearray) -> int:
    return chance.randrange(len(content) + 1)


def _flip(chance: Random, content: bytearray) -> None:
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _overwrite(chance: Random, content: bytearray) -> None:
    at, size = _at(chance, content), chance.choice((1, 2, 4, 8))
    content[at : at + size] = number_bytes(chance, size)


def _insert(chance: Random, content: bytearray) -> None:
    at = _at(chance, content)
    content[at:at] = chance.randbytes(chance.choice((1, 2, 8, 64)))


def _cut(chance: Random, content: bytearray) -> None:
    at = _at(chance, content)
    del content[at : at + chance.choice((1, 2, 16, 1024))]


def _end(chance: Random, content: bytearray) -> None:
    del content[_at(chance, content) :]


def _repeat(chance: Random, content: bytearray) -> None:
    at = _at(chance, content)
    piece = content[at : at + chance.choice((1, 4, 64, 512))]
    content[at:at] = piece * chance.choice((1, 2, 16))


_RAW: tuple[Callable[[Random, bytearray], None], ...] = (
    _flip, _flip, _overwrite, _insert, _cut, _end, _repeat,
)  # fmt: skip


def number_bytes(chance: Random, size: int) -> bytes:
    """Give a number at some bound in so many bytes, in either order."""
    number = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1))
    order = chance.choice(("little", "big"))
    return (number % (1 << 8 * size)).to_bytes(size, order)


def tree(chance: Random, value: Any, pieces: Pieces) -> Any:
    """Change some places of a JSON tree; ``pieces`` are subtrees that mean something here."""
    whole = [copy.deepcopy(value)]
    for _ in range(chance.choice((1, 1, 2, 4))):
        if places := list(_places(whole)):
            container, key = chance.choice(places)
            chance.choice(_TREE)(chance, container, key, pieces, places)
    return whole[0] if whole else None


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Give every (container, key) below a node."""
    if isinstance(node, (list, dict)):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from _places(node[key])


def _replace(chance: Random, container: Any, key: Any, pieces: Pieces, _: Any) -> None:
    container[key] = copy.deepcopy(chance.choice((*pieces, *NUMBERS, *TEXTS, None, True, [], {})))


def _replace_by_another(chance: Random, container: Any, key: Any, _: Any, places: Any) -> None:
    other, its = chance.choice(places)
    container[key] = copy.deepcopy(other[its])


def _remove(chance: Random, container: Any, key: Any, _: Any, __: Any) -> None:
    del container[key]


def _double(chance: Random, container: Any, key: Any, _: Any, __: Any) -> None:
    if isinstance(container, list):
        container[key:key] = [copy.deepcopy(container[key])] * chance.choice((1, 3, 40))
    else:
        container[chance.choice(TEXTS)] = copy.deepcopy(container[key])


def _wrap(chance: Random, container: Any, key: Any, _: Any, __: Any) -> None:
    for _ in range(chance.choice((1, 2, 40))):
        container[key] = [*chance.choice(([], ["l"], ["t"])), container[key]]


def _nudge(chance: Random, container: Any, key: Any, _: Any, __: Any) -> None:
    value = container[key]
    if isinstance(value, str):
        at = chance.randrange(len(value) + 1)
        container[key] = value[:at] + chance.choice(TEXTS) + value[at + chance.randrange(3) :]
    elif isinstance(value, (int, float)):
        container[key] = value + chance.choice((-1, 1, 7))
    elif isinstance(value, list):
        chance.shuffle(value)


_TREE = (_replace, _replace, _replace_by_another, _remove, _double, _wrap, _nudge, _nudge)


def json_bytes(value: Any) -> bytes:
    """Write a tree as JSON, in ASCII."""
    return json.dumps(value).encode("ascii")
