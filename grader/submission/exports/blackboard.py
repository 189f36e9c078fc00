"""Blackboard's download of all submissions: one folder with everybody's files.

``Homework 1_ada_attempt_2024-09-24-21-26-03_perceptron.py``, and beside each attempt a text without
a file's name, ``Homework 1_ada_attempt_2024-09-24-21-26-03.txt``, whose first line is
``Name: Ada Lindqvist (ada)``. The time has no zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from grader.submission.download import Download
from grader.submission.exports.delivery import (
    Conditions,
    Delivery,
    Found,
    Layout,
    read_names,
    without_zone,
)
from grader.submission.model import MIB, Origin, Unusable

PLATFORM = "blackboard"
# The first place that fits counts: a student's own file can be called like another's.
_FILE = re.compile(
    r"(?P<head>.+?_(?P<user>[^_]+))_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:\.txt|_(?P<file>.+))\Z",
    re.DOTALL,
)
_NAME = re.compile(r"\ufeff?Name: *(?P<name>.*?) *\((?P<user>[^()]+)\) *\r?(?:\n|\Z)")


def _read(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    attempts: dict[tuple[str, str], list[re.Match[str]]] = {}
    for name in names:
        if match := _FILE.match(name):
            attempts.setdefault((match["head"], match["when"]), []).append(match)
    deliveries = []
    for (head, written), matches in attempts.items():
        texts = [each.string for each in matches if each["file"] is None]
        name, user = _student(download, texts, head) or ("", matches[0]["user"])
        own = [(each["file"], each.string) for each in matches if each["file"] is not None]
        files = read_names(own or [(texts[0], texts[0])], ())
        when = _when(written)
        origin = Origin(
            PLATFORM, name or user, {"blackboard": user, "username": user}, matches[0].string,
            conditions.moment(when), files=files, attempt=written,
        )  # fmt: skip
        deliveries.append(Delivery(origin, head, user, files=files, when=when))
    return Found(deliveries, () if conditions.zone else (without_zone("Blackboard"),))


def _student(download: Download, texts: Sequence[str], head: str) -> tuple[str, str] | None:
    """Return a student's name and user name from the first line of Blackboard's own text."""
    try:
        content = download.content(texts[0], MIB) if texts else b""
    except Unusable:
        return None
    match = _NAME.match(content.decode("utf-8", "replace"))
    if match and head.endswith(f"_{match['user']}"):
        return match["name"], match["user"]
    return None


def _when(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None


LAYOUTS = (Layout(PLATFORM, False, _FILE.match, _read),)
