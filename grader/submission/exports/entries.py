"""What was handed in → one entry for each student: whose it is, and which of several counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from grader.errors import UsageError
from grader.submission.download import Download
from grader.submission.exports.delivery import Delivery, told_apart
from grader.submission.model import Entry, Origin, escaped, listed, shown

KeyOf = Callable[[Origin], str | None]
"""A student's key by what a platform knows of them, where that is known; else None."""


def entries_of(
    download: Download, deliveries: Sequence[Delivery], key_of: KeyOf
) -> tuple[list[Entry], list[str]]:
    """Return the students' entries, sorted, and what to say of them."""
    notes: list[str] = []
    newest = list(_newest(deliveries, notes))
    called = _names(newest, notes)
    entries = []
    for each in newest:
        members: tuple[str, ...] = ()
        if len(each.members) > 1:
            people = [(one, called[one.name, told_apart(one)]) for one in each.members]
            members = tuple(safe_key(key_of(one) or name) for one, name in people)
        name = " & ".join(members) or called[each.key or each.origin.name, each.id]
        path, files = _place(download, each)
        key = safe_key(key_of(each.origin) or name)
        entries.append(Entry(key, path, {}, each.origin, files, members))
    notes += _in_several(entries)
    return sorted(entries, key=lambda entry: entry.student), notes


def safe_key(name: str) -> str:
    """Return a name as a key: harmless to print, and no path."""
    return escaped(name).replace("/", "\\x2f") or "?"


def _place(download: Download, delivery: Delivery) -> tuple[Path, dict[str, str] | None]:
    if delivery.folder:
        path, files = download.place(delivery.folder)
    else:
        path, files = download.pieces(delivery.files)
    return path, None if files is None else dict(files)


def _newest(deliveries: Iterable[Delivery], notes: list[str]) -> Iterable[Delivery]:
    """Return the newest that each student handed in; say which others do not count."""
    by_person: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for each in deliveries:
        by_person[each.key or each.origin.name, each.id].append(each)
    for several in by_person.values():
        # Which of two times of two kinds is the later one cannot be said: by name, then.
        aware = {each.when is not None and each.when.tzinfo is not None for each in several}
        ordered = sorted(several, key=lambda each: _order(each, comparable=len(aware) == 1))
        *earlier, last = ordered
        if earlier:
            labels = listed([each.origin.label for each in earlier])
            who = shown(last.origin.name)
            notes.append(
                f"{who} handed in {len(several)} times: {shown(last.origin.label)} counts, the "
                f"newest; earlier attempts, left aside: {labels}"
            )
        yield last


def _order(delivery: Delivery, *, comparable: bool) -> tuple[bool, datetime, str]:
    when = delivery.when if comparable else None
    never = datetime.min  # of a delivery without a time: before all others
    return when is not None, when or never, delivery.origin.label


def _names(deliveries: Iterable[Delivery], notes: list[str]) -> dict[tuple[str, str], str]:
    """Return what to call each student, by name and id: the name, and the id where it is shared."""
    people = {
        pair: None
        for each in deliveries
        for pair in (
            [(one.name, told_apart(one)) for one in each.members]
            if len(each.members) > 1
            else [(each.key or each.origin.name, each.id)]
        )
    }
    by_name: dict[str, list[str]] = defaultdict(list)
    for name, id in people:
        by_name[name].append(id)
    called = {
        (name, id): f"{name} {id}".strip() if len(by_name[name]) > 1 or not name else name
        for name, id in people
    }
    for name, ids in by_name.items():
        if len(ids) > 1:
            apart = listed([called[name, id] for id in ids])
            notes.append(f"{len(ids)} students are called {shown(name)}: {apart}")
    return called


def require_each_once(entries: Iterable[Entry]) -> None:
    """Raise `UsageError` where two entries are of one student."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        by_key[entry.student].append(entry.origin.label if entry.origin else entry.path.name)
    for key, labels in by_key.items():
        if len(labels) > 1:
            message = f"{shown(key)} is there {len(labels)} times: {listed(labels)}"
            raise UsageError(message, "keep the one that counts, and move or rename the others")


def _in_several(entries: Sequence[Entry]) -> Iterable[str]:
    """Name who is in two groups, or in one and alone."""
    works: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for member in entry.members or (entry.student,):
            works[member].append(entry.student)
    for member, several in works.items():
        if len(several) > 1:
            yield f"{shown(member)} is in {len(several)} works: {listed(several)}"
