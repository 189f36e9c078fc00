"""The nouns of an export: what was handed in once, what a platform's layout is, and its times."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from grader.submission.download import Download
from grader.submission.model import Origin

_AGAIN = re.compile(r"(?P<stem>.+)-\d{1,3}(?P<suffix>\.(?:py|ipynb))\Z", re.IGNORECASE)
_TAR_AGAIN = re.compile(r"\.tar-\d{1,3}\.(gz|xz)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """What one student, or a group, handed in once.

    ``id`` tells the student from others of the same name in this download, where anything does;
    ``key`` is what to call the student, unless it is the name.
    It lies in ``folder`` of the download's top, or in ``files`` there, by the names under which
    they are read. ``when`` orders the deliveries of one student; it may have no zone. ``members``
    are those of a group.
    """

    origin: Origin
    id: str = ""
    key: str = ""
    folder: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    when: datetime | None = None
    members: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class Conditions:
    """What else decides how an export is read: the course's exercises, and its time zone."""

    exercises: Collection[str] = ()
    zone: ZoneInfo | None = None

    def moment(self, when: datetime | None) -> datetime | None:
        """Return a time as an aware one in UTC; None where no zone is known for it.

        A time that comes twice, when the clocks go back, is the earlier one.
        """
        if when is None or (when.tzinfo is None and self.zone is None):
            return None
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)


@dataclass(frozen=True)
class Found:
    """What was found in an export, and what the instructor should know of it."""

    deliveries: Sequence[Delivery]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a platform writes a download: folders or files at the top, of names that match.

    ``beside`` are the names of what the platform adds itself.
    """

    platform: str
    folders: bool
    matches: Callable[[str], object]
    read: Callable[[Download, Sequence[str], Conditions], Found]
    beside: frozenset[str] = frozenset()


def told_apart(origin: Origin) -> str:
    """Return what tells a member of a group from another student of the same name."""
    return origin.ids.get("email") or origin.ids.get("sid") or ""


def without_zone(platform: str) -> str:
    """Say that a platform's times cannot be used."""
    return (
        f"{platform} writes times without a zone, and none is named: when each work was handed in "
        "is not known"
    )


def read_names(files: Sequence[tuple[str, str]], exercises: Collection[str]) -> dict[str, str]:
    """Return the names under which a student's files are read, each with its name in the download.

    ``files`` are pairs of the student's own name and the one in the download. Canvas writes
    ``-1`` behind the name of what is handed in again: it is taken off an exercise's name and an
    archive's, unless the plain one is there too.
    """
    known = {each.casefold() for each in exercises}
    plain = {name for name, _ in files}
    names: dict[str, str] = {}
    for name, label in sorted(files, key=lambda pair: pair[1]):
        again = _AGAIN.match(name)
        shorter = _TAR_AGAIN.sub(r".tar.\1", name)
        if again and again["stem"].casefold() in known:
            shorter = again["stem"] + again["suffix"]
        free = shorter not in plain and shorter not in names
        wanted = shorter if free else name
        names[label if wanted in names else wanted] = label
    return names
