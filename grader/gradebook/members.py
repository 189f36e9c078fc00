"""Names in the store → whose it is: a student's, by the roster of now, or each member's of a group.

A store calls a work's student as the first download did. A roster that comes later may call them
otherwise: their works, what was decided about them and what was reported go with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from grader.gradebook.roster import Roster
from grader.store import Attempt, JournalEntry, Kind
from grader.submission import Origin

Origins = Mapping[tuple[str, str], Sequence[Origin]]
"""Where works came from, by the student in the store and the exercise."""
Said = TypeVar("Said")


def members(
    student: str, exercise: str, roster: Roster | None, origins: Origins
) -> tuple[str, ...]:
    """Return whose a work in the store is: one student's, or each of a group's.

    Raises `UsageError` where two people of the roster fit.
    """
    if roster and (person := roster.by_key.get(student)):
        return tuple(each.key for each in roster.members(person))
    found = origins.get((student, exercise), ())
    origin = found[-1] if found else None
    if roster and (people := roster.who(student, origin)):
        return tuple(each.key for each in people)
    return (origin.members if origin else ()) or (student,)


def of_members(
    attempts: Iterable[Attempt], roster: Roster | None, origins: Origins
) -> Iterator[Attempt]:
    """Give each student of a group its works, as the roster has it, or else the platform."""
    for each in attempts:
        result = each.result
        for key in members(result.student, result.exercise, roster, origins):
            mine = each if key == result.student else None
            yield mine or replace(each, result=replace(result, student=key))


def decided_of(
    entries: Iterable[JournalEntry], roster: Roster | None, origins: Origins
) -> Iterator[JournalEntry]:
    """Give each student what was decided about them, under whatever name; all else as it is."""
    names = _Names(roster, origins)
    for each in entries:
        if each.kind is Kind.EXPORT:
            rows = {(who, name): (score, held) for who, name, score, held in each.value}
            now = reported_of(rows, roster, origins)
            yield replace(each, value=[[*pair, *points] for pair, points in now.items()])
        elif each.student:
            for key in names.meant(each.student, each.exercise):
                yield each if key == each.student else replace(each, student=key)
        else:
            yield each


def reported_of(
    points: Mapping[tuple[str, str], Said], roster: Roster | None, origins: Origins
) -> dict[tuple[str, str], Said]:
    """Return what was reported of each student, best under the name of now, or under another."""
    names = _Names(roster, origins)
    found: dict[tuple[str, str], Said] = {}
    for (student, exercise), each in points.items():
        for key in names.meant(student, exercise):
            if key == student or (key, exercise) not in points:
                found.setdefault((key, exercise), each)
    return found


class _Names:
    """Of whom something was decided or reported, by the name that a student had then."""

    def __init__(self, roster: Roster | None, origins: Origins) -> None:
        self._roster, self._origins = roster, origins
        self._anywhere = {student: found for (student, _), found in origins.items()}

    def meant(self, student: str, exercise: str) -> tuple[str, ...]:
        """Return one student, unless it was a group.

        A member's correction is not the other members', who share the work. Raises `UsageError`
        where two people of the roster fit.
        """
        if self._roster is None or student in self._roster.by_key:
            return (student,)
        found = self._origins.get((student, exercise)) or self._anywhere.get(student, ())
        origin = found[-1] if found else None
        if person := self._roster.find(student, origin):
            return (person.key,)
        return tuple(each.key for each in self._roster.who(student, origin)) or (student,)
