"""Canvas's download of all submissions: one folder with everybody's files.

``lindqvistada_LATE_12345_67890_perceptron.py``: the sortable name in lower case without anything
but its letters (a group's own name), whether it is late, the number of the student and of the file.
What was typed, or is an address, ends in ``_text.html`` or ``_link.html``. An anonymous
assignment writes ``anon_Ab3x9`` for name and number. A file that is handed in again is
``perceptron-1.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.submission.download import Download
from grader.submission.exports.delivery import Conditions, Delivery, Found, Layout, read_names
from grader.submission.model import Origin, listed

PLATFORM = "canvas"
_WHAT = r"(?:_(?P<entry>text|link)\.html|_(?P<attachment>\d+)_(?P<file>.+))\Z"
_ANONYMOUS = re.compile(
    r"(?:(?P<late>LATE)_)?anon_(?P<user>[A-Za-z0-9]+)(?:_(?P<late2>LATE))?" + _WHAT, re.DOTALL
)
_NAMED = re.compile(r"(?P<name>[^_]+)(?:_(?P<late>LATE))?_(?P<user>\d+)" + _WHAT, re.DOTALL)


def _match(name: str) -> re.Match[str] | None:
    return _ANONYMOUS.match(name) or _NAMED.match(name)


def _read(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    found: dict[tuple[str, str], list[re.Match[str]]] = {}
    for name in names:
        if match := _match(name):
            who = match.groupdict().get("name") or f"anon_{match['user']}"
            found.setdefault((who, match["user"]), []).append(match)
    typed = [who for (who, _), matches in found.items() if any(m["entry"] for m in matches)]
    anonymous = sum(1 for who, user in found if who == f"anon_{user}")
    notes = []
    if typed:
        said = "a text or an address that was typed into Canvas itself"
        notes.append(f"not judged: {said}, of {listed(typed)}")
    if anonymous:
        notes.append(
            f"{anonymous} without a name (anonymous marking): their letters change from "
            "assignment to assignment, so that one student's works do not come together"
        )
    deliveries = [_delivery(*who, matches, conditions) for who, matches in found.items()]
    return Found(deliveries, tuple(notes))


def _delivery(
    who: str, user: str, matches: Sequence[re.Match[str]], conditions: Conditions
) -> Delivery:
    own = [(each["file"] or f"{each['entry']}.html", each.string) for each in matches]
    files = read_names(own, conditions.exercises)
    late = any(each["late"] or each.groupdict().get("late2") for each in matches)
    ids = {} if who.startswith("anon_") else {"canvas": user}
    origin = Origin(PLATFORM, who, ids, matches[0].string, late=late, files=files)
    return Delivery(origin, user, files=files)


LAYOUTS = (Layout(PLATFORM, False, _match, _read),)
