"""A platform's download of a whole class → one entry for each student, with where it comes from.

A module for each platform knows its names for files and folders. A download is taken for that
platform's of which most names are; a mixture is refused, and no file is left out without a word.
A student is called by the same key in one download and the next:

===========  =============================  =====================================================
platform     key                            why
===========  =============================  =====================================================
moodle       Ada Lindqvist                  the display name: the number is another one in each
                                            assignment. Blind: ``Participant 123``; teams: theirs
canvas       lindqvistada                   the name as Canvas writes it, also of a group, whose
                                            number is that of the member who handed in
brightspace  Ada Lindqvist                  the display name: of its numbers none is certain
blackboard   ada                            the user name: it alone is in each file's name
gradescope   Ada Lindqvist                  the display name, as in Moodle; a group's:
                                            ``Ada Lindqvist & Bo Chen``, with the members' keys
github       ada                            what follows the clones' shared prefix
nbgrader     ada                            the folder's name
folder       ada                            the folder's or the archive's name
===========  =============================  =====================================================

Two students of one name in a download stay two: what tells them apart is added to both keys, and
said. A roster, or what earlier downloads showed, comes first (``key_of``).
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.errors import UsageError
from grader.submission.download import Download
from grader.submission.exports import blackboard, brightspace, canvas, gradescope, moodle
from grader.submission.exports.delivery import Conditions, Found, Layout
from grader.submission.exports.entries import (
    KeyOf,
    entries_of,
    require_each_once,
    safe_key,
)
from grader.submission.model import Entry, listed

__all__ = [
    "FOLDER", "GITHUB", "NBGRADER", "PLAIN", "PLATFORMS", "Conditions", "Export", "KeyOf",
    "read_export", "recognised", "require_each_once", "safe_key",
]  # fmt: skip

GITHUB, NBGRADER, FOLDER = "github", "nbgrader", "folder"
PLAIN = (GITHUB, NBGRADER, FOLDER)
"""A folder or an archive for each student, by the student's name."""
_MODULES = (moodle, blackboard, brightspace, gradescope, canvas)
LAYOUTS: tuple[Layout, ...] = tuple(layout for module in _MODULES for layout in module.LAYOUTS)
PLATFORMS = (*dict.fromkeys(each.platform for each in LAYOUTS), *PLAIN)
MOST = 0.8
"""Of the names at the top so many are a platform's, if it is that platform's download."""
MIXED = 0.2
"""And if fewer than these are, it is somebody's own folder."""


@dataclass(frozen=True)
class Export:
    """A download of a platform: its students, and what the instructor should know of it."""

    platform: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def recognised(download: Download, platform: str | None = None) -> Layout | None:
    """Return the layout of a platform's download; None where it is none's.

    With ``platform`` it is one of that platform. Raises `UsageError` where names of a platform and
    others are mixed, and where none is of the platform that was named.
    """
    if platform in PLAIN:
        return None
    counts = [
        (_share(download, each), each) for each in LAYOUTS if platform in (None, each.platform)
    ]
    share, layout = max(counts, key=lambda pair: pair[0])
    if platform and not share:
        some = listed([*download.folders, *download.files])
        raise UsageError(
            f"nothing is named as in a download of {platform}: {some}", "another --from"
        )
    if platform or share >= MOST:
        return layout
    if share < MIXED:
        return None
    ours, others = _divided(download, layout)
    raise UsageError(
        f"some is named as in a download of {layout.platform} ({listed(ours)}), and some is not "
        f"({listed(others)})",
        f"move the others elsewhere; or --from {layout.platform} leaves them aside, and "
        "--from folder takes each folder and archive for a student's",
    )


def read_export(
    download: Download, layout: Layout, conditions: Conditions, key_of: KeyOf
) -> Export:
    """Read a platform's download. Raises `UsageError` where it is broken."""
    names, others = _divided(download, layout)
    found: Found = layout.read(download, names, conditions)
    entries, notes = entries_of(download, found.deliveries, key_of)
    others += download.odd
    said = (
        [f"left aside, not being named as {layout.platform} does: {listed(others)}"]
        if others
        else []
    )
    return Export(layout.platform, tuple(entries), (*said, *found.notes, *notes))


def _divided(download: Download, layout: Layout) -> tuple[list[str], list[str]]:
    """Return the names at the top that fit a layout, and the others."""
    fitting = download.folders if layout.folders else download.files
    names = [name for name in fitting if layout.matches(name)]
    taken = {*names, *layout.beside}
    return names, [name for name in (*download.folders, *download.files) if name not in taken]


def _share(download: Download, layout: Layout) -> float:
    names, others = _divided(download, layout)
    return len(names) / (len(names) + len(others)) if names else 0.0
