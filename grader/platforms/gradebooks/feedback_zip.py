"""Feedback files → the zip file that Moodle and Canvas give out to their students.

=======  ========================================================  ===============================
         a work's name in the download                             its feedback in the zip
=======  ========================================================  ===============================
Moodle   ``Ada Lindqvist_123_assignsubmission_file`` (a folder),   ``Ada Lindqvist_123_``
         ``…_file_`` before Moodle 4.1, ``…_file_circles.py``      ``assignsubmission_file/NAME``
Canvas   ``lindqvistada_LATE_12_34_circles.py``                    ``lindqvistada_LATE_12_34_NAME``
=======  ========================================================  ===============================

Moodle goes by the number behind the name, which each assignment gives anew; Canvas by the first two
numbers, the student's and the file's. Names of other assignments' downloads are passed over by
both, so that all of a student's may stand in one zip.

A team's work is left out: in Moodle the number is the team's, which may be another student's as
well, and what is said of all of one student's work is not for the others.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same feedback makes the same zip
_NAMES = {
    "moodle": (re.compile(r"([^_/\\]*_\d+_assignsubmission_[a-z]+)(?:_.*)?", re.DOTALL), "/"),
    "canvas": (re.compile(r"([^/\\]*?_\d+_\d+|(?:LATE_)?anon_\w+?_\d+)_[^/\\]*", re.DOTALL), "_"),
}


@dataclass(frozen=True)
class FeedbackZip:
    """The zip, how many ``files`` it has, and the students who have none in it."""

    content: bytes
    files: int
    left_out: tuple[str, ...]


def feedback_zip(
    platform: str,
    feedback: Mapping[str, tuple[str, bytes]],
    labels: Mapping[str, Sequence[str]],
) -> FeedbackZip:
    """Pack each student's file, by its name and content, under each name that a work of theirs had.

    ``labels`` are those names, by student, as the downloads of ``platform`` ("moodle", "canvas")
    had them; one that several students have is a team's.
    """
    have = Counter(each for own in labels.values() for each in {*own})
    packed, left_out, files = io.BytesIO(), [], 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, (name, content) in feedback.items():
            alone = [each for each in labels.get(student, ()) if have[each] == 1]
            own = sorted({_name(platform, each, name) for each in alone} - {""})
            for each in own:
                archive.writestr(zipfile.ZipInfo(each, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
            files += len(own)
            left_out += [] if own else [student]
    return FeedbackZip(packed.getvalue(), files, tuple(left_out))


def _name(platform: str, label: str, name: str) -> str:
    """Return what a file is called in the zip; "" where a label is none of this platform's."""
    pattern, between = _NAMES[platform]
    found = pattern.fullmatch(re.sub("[\ud800-\udfff]", "-", label))  # a name that is not UTF-8
    return f"{found[1]}{between}{name}" if found else ""
