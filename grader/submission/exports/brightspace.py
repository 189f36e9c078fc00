"""Brightspace's download of all submissions: a folder for each time that somebody handed in.

``397063-2557369 - Mary-Ann Smith - Sep 24, 2024 926 PM``, and an ``index.html`` beside them. One of
the two numbers is the assignment's and the same in all names; the other is the student's. Some
sites write the student number before the name. The time has no zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from grader.submission.download import Download
from grader.submission.exports.delivery import Conditions, Delivery, Found, Layout, without_zone
from grader.submission.model import Origin

PLATFORM = "brightspace"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FOLDER = re.compile(
    r"(?P<first>\d+)-(?P<second>\d+) - (?:(?P<number>[A-Z]?\d{5,}) - )?(?P<name>.+?) - "
    rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}}) "
    r"(?P<hour>\d{1,2})(?P<minute>\d\d) (?P<half>[AP])M\Z",
    re.DOTALL,
)


def _read(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    matches = [match for name in names if (match := _FOLDER.match(name))]
    number = _students_number(matches)
    deliveries = []
    for match in matches:
        when = _when(match)
        id = match[number] if number else ""
        ids = {"brightspace": id, "sid": match["number"] or ""}
        origin = Origin(
            PLATFORM, match["name"], {name: each for name, each in ids.items() if each},
            match.string, conditions.moment(when), attempt=f"{match['first']}-{match['second']}",
        )  # fmt: skip
        deliveries.append(Delivery(origin, match["number"] or id, folder=match.string, when=when))
    return Found(deliveries, () if conditions.zone else (without_zone("Brightspace"),))


def _students_number(matches: Sequence[re.Match[str]]) -> str:
    """Return which of the two numbers is the student's, or nothing where that cannot be told.

    The assignment's is the same for all; the student's is the same for all works of one name.
    """
    several = {group for group in ("first", "second") if len({m[group] for m in matches}) > 1}
    if len(several) == 1:
        return several.pop()
    names = {match["name"] for match in matches}
    for group in sorted(several):
        if len({(match["name"], match[group]) for match in matches}) == len(names) < len(matches):
            return group
    return ""


def _when(match: re.Match[str]) -> datetime | None:
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "P" else 0)
    month = _MONTHS.index(match["month"]) + 1
    try:
        return datetime(int(match["year"]), month, int(match["day"]), hour, int(match["minute"]))
    except ValueError:  # no such day
        return None


LAYOUTS = (Layout(PLATFORM, True, _FOLDER.match, _read, frozenset({"index.html"})),)
