"""Moodle's download of all submissions: a folder for each student, or all files in one.

Since 4.1 ``Ada Lindqvist_123456_assignsubmission_file``, before with ``_`` behind it, and a folder
``…_onlinetext`` for what was typed; without folders (before 3.1, and as a choice) the student's
file name comes behind. The number belongs to one assignment: the same student has another one in
the next. A blind assignment writes "Participant" for every name, in the site's language, and a
team's has the team's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.submission.download import Download
from grader.submission.exports.delivery import Conditions, Delivery, Found, Layout, read_names
from grader.submission.model import Origin, listed

PLATFORM = "moodle"
_HEAD = r"(?P<name>[^_]*?)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>file|onlinetext)"
_FOLDER = re.compile(_HEAD + r"_?\Z")
_FILE = re.compile(_HEAD + r"_(?P<file>.+)\Z", re.DOTALL)
_BLIND = {"participant", "participante", "partecipante", "teilnehmer", "teilnehmer-in"}


def _folders(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in names:
        if match := _FOLDER.match(name):
            of_one = found.setdefault((match["name"], match["id"] or ""), {})
            of_one.setdefault(match["plugin"], name)
    notes = _typed([who for (who, _), plugins in found.items() if "onlinetext" in plugins])
    deliveries = []
    for (who, id), plugins in found.items():
        folder = plugins.get("file") or plugins["onlinetext"]
        deliveries.append(Delivery(_origin(who, id, folder), id, folder=folder))
    return _with_blind(deliveries, notes)


def _files(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    typed = []
    for name in names:
        if match := _FILE.match(name):
            found.setdefault((match["name"], match["id"] or ""), []).append((match["file"], name))
            if match["plugin"] == "onlinetext":
                typed.append(match["name"])
    deliveries = []
    for (who, id), pairs in found.items():
        files = read_names(pairs, ())
        origin = replace(_origin(who, id, pairs[0][1]), files=files)
        deliveries.append(Delivery(origin, id, files=files))
    return _with_blind(deliveries, _typed(typed))


def _origin(name: str, id: str, label: str) -> Origin:
    return Origin(PLATFORM, name, {"moodle": id} if id else {}, label)


def _typed(students: Sequence[str]) -> tuple[str, ...]:
    if not students:
        return ()
    return (f"typed into Moodle itself, and not judged: an online text of {listed(students)}",)


def _with_blind(deliveries: list[Delivery], notes: tuple[str, ...]) -> Found:
    """Call students without a name by Moodle's word and the number, as its worksheets do."""
    names = {each.origin.name for each in deliveries}
    ids = {each.id for each in deliveries}
    alike = len(names) == 1 and len(ids) > 2  # two may well have one name
    blind = [
        each for each in deliveries if each.id and (alike or each.origin.name.casefold() in _BLIND)
    ]
    if not blind:
        return Found(deliveries, notes)
    named = [
        replace(each, origin=replace(each.origin, name=f"{each.origin.name} {each.id}"))
        if each in blind
        else each
        for each in deliveries
    ]
    said = (
        f"{len(blind)} without a name (blind marking): their numbers change from assignment to "
        "assignment, so that one student's works do not come together"
    )
    return Found(named, (*notes, said))


LAYOUTS = (
    Layout(PLATFORM, True, _FOLDER.match, _folders),
    Layout(PLATFORM, False, _FILE.match, _files),
)
