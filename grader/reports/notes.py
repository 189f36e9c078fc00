"""The nouns of what an instructor should know besides the grades: a note, and its kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a note is about."""

    COURSE = "course"
    CHECK = "broken check"
    FOLDER = "class folder"
    WORK = "handed in"
    TIME = "time unknown"
    FLAG = "flagged"
    MARKING = "marked by hand"
    PICTURE = "no picture"
    LOWERED = "lowered"
    NOT_LOWERED = "not lowered"
    NOT_GRADED = "not graded"


@dataclass(frozen=True)
class Note:
    """What an instructor should know of a run; ``student``, ``exercise`` and ``part`` may be empty.

    Its text may hold what strangers wrote: a report makes it harmless.
    """

    kind: Kind
    text: str
    student: str = ""
    exercise: str = ""
    part: str = ""

    def __str__(self) -> str:
        of = ", ".join(filter(None, (self.student, self.exercise)))
        return f"{of}: {self.text}" if of else self.text
