"""What a person decided about grades, as it is kept: never changed, only added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an entry of the journal does."""

    POINTS = "points"
    EXCUSE = "excuse"
    WITHOUT = "without"
    MARK = "mark"
    COUNT = "count"
    EXPORT = "export"
    UNDO = "undo"


@dataclass(frozen=True)
class JournalEntry:
    """A decision: of whom, about what, when and why. ``number`` is the store's, from 1.

    Empty names mean all: `WITHOUT` is of no student. ``value`` is JSON, and of the kind's own form.
    """

    kind: Kind
    student: str = ""
    exercise: str = ""
    part: str = ""
    value: Any = None
    reason: str = ""
    who: str = ""
    at: datetime | None = None
    number: int = 0


def in_force(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Return the entries that hold, in order: those that were undone, and what undid them, do not.

    An UNDO has the number of what it undoes as its value, and may itself be undone.
    """
    return [each for each in not_undone(entries) if each.kind is not Kind.UNDO]


def not_undone(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Return the entries that nothing undid, or nothing any more, in order; also what undid some.

    To undo again what is undone already changes nothing.
    """
    kept: list[JournalEntry] = []
    undone: set[int] = set()
    for entry in sorted(entries, key=lambda each: each.number, reverse=True):
        if entry.number in undone:
            continue
        kept.append(entry)
        if entry.kind is Kind.UNDO:
            undone.add(entry.value)
    return kept[::-1]
