"""nbgrader's timestamp.txt → when something was handed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from grader.submission.files import Item, Tree, read_item
from grader.submission.model import Unusable, shown

NAME = "timestamp.txt"
LARGEST = 1024


def handed_in_at(tree: Tree) -> tuple[dict[str, datetime], list[str]]:
    """Return the moment that each folder's timestamp states, and what could not be understood.

    A timestamp inside an archive is the student's own word, and is not asked.
    """
    moments: dict[str, datetime] = {}
    problems: list[str] = []
    for item in tree.items if not tree.archive else ():
        if item.name == NAME:
            try:
                moments[item.folder] = _moment(read_item(tree, item, LARGEST))
            except Unusable as error:
                problems.append(f"{shown(item.path)} {error}")
    return moments, problems


def nearest(moments: dict[str, datetime], item: Item) -> datetime | None:
    """Return the moment stated in an item's own folder, or in the nearest one around it."""
    folders = item.folders
    around = ("/".join(folders[:depth]) for depth in range(len(folders), -1, -1))
    return next((moments[folder] for folder in around if folder in moments), None)


def _moment(content: bytes) -> datetime:
    """Read ``2026-02-02 15:58:23.948203 UTC``, or with an offset; without either it is UTC."""
    words = content.decode("ascii", "replace").strip()
    try:
        moment = datetime.fromisoformat(re.sub(r" ?(UTC|GMT)\Z", "", words))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Unusable(
            "is not understood: a line like 2026-02-02 15:58:23 UTC belongs in it"
        ) from None
