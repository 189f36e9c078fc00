"""What a process that reads archives answers → what of it can be seen to be harmless."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grader.submission.archives import ENCRYPTED, PACKED_ODDLY, path_inside
from grader.submission.files import LINK, LOOKED_AT, SPECIAL, Item, Tree

LONGEST_SENTENCE = 4_096
MOST_SENTENCES = 100
_REFUSALS = ("", LINK, SPECIAL, ENCRYPTED, PACKED_ODDLY)
_MOST_SIZE = 1 << 64


def tree_of(words: Any, read: Callable[[Item, int], bytes]) -> Tree:
    """Return what an answer lists. Raises `ValueError`, `TypeError`, `KeyError` if it is none."""
    items = files(words["items"])
    require(len(items) <= LOOKED_AT)
    held = words["held"]
    require(type(held) is int and 0 <= held < _MOST_SIZE)
    return Tree(items, read, sentences(words["problems"]), archive=True, held=held)


def files(rows: Iterable[Any]) -> tuple[Item, ...]:
    """Return the files of a list, each once, with their numbers. Raises as `tree_of`."""
    items = [_item(number, *each) for number, each in enumerate(rows)]
    require(len({item.path for item in items}) == len(items))
    return tuple(items)


def _item(number: int, path: Any, size: Any, refused: Any) -> Item:
    require_path(path)
    require(type(size) is int and 0 <= size < _MOST_SIZE)
    require(refused in _REFUSALS)
    return Item(path, size, refused, number)


def require_path(path: Any) -> None:
    """Raise `ValueError` unless this is a path inside an archive."""
    require(type(path) is str and path != "" and path_inside(path) == path)


def sentences(said: Any) -> tuple[str, ...]:
    """Return sentences that can be shown. Raises `ValueError`."""
    require(type(said) is list and len(said) <= MOST_SENTENCES)
    for each in said:
        require(type(each) is str and len(each) <= LONGEST_SENTENCE and each.isprintable())
    return tuple(said)


def require(holds: bool) -> None:
    """Raise `ValueError` unless this holds."""
    if not holds:
        raise ValueError("this is no answer of ours")
