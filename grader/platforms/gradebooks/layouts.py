"""What exported gradebooks look like: by what a student is known, which columns take points.

============  ==================================================  =============================
export        a row is known by, in this order                    a column of points
============  ==================================================  =============================
Canvas        ID, SIS User ID, SIS Login ID, the name             ``Title (12345)``
Moodle        Identifier (``Participant 12345``), ID number,      ``Grade`` in an assignment's
              Username, Email address                             worksheet; else any title
Brightspace   OrgDefinedId, Username (both ``#…``), Email         ``Title Points Grade <…>``
Blackboard    Username, Student ID                                ``Title [Total Pts: 10] |66``
============  ==================================================  =============================

Canvas itself looks for a name where it knows no id; the others never do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.platforms.gradebooks.exported_table import Row

_NUMBER = ("sid",)
_LOGIN = ("username",)


@dataclass(frozen=True)
class Identity:
    """A column that says whose a row is.

    What it holds may be one of the ``ids`` of a student, by these names, or the student's ``email``
    address, or the ``key`` under which the gradebook has the student. In another language than
    English the column is known by ``looks``, as each of its cells does; it may be the ``first``
    column alone. What ``cut`` fits is no part of the id. ``own`` names the platform's own id, which
    it gives once and for all: two different ones are never one student's.
    """

    header: str
    ids: tuple[str, ...] = ()
    email: bool = False
    key: bool = False
    looks: str = ""
    first: bool = False
    own: str = ""
    cut: str = r"(?!)"

    def value(self, row: Row, column: int) -> str:
        """Return the id that a row has, without what stands around it."""
        return re.sub(self.cut, "", row.value(column)).casefold()


@dataclass(frozen=True)
class Layout:
    """One kind of exported gradebook.

    A student's name stands in one of ``names``, in one column or more, first name first.
    ``points`` is what the header of a column of points looks like, with groups for its title, and
    where it has them its id and the most points; else these may stand in a column of their own,
    ``most``. No column that ``closed`` fits takes points, nor one that says who a row is. Where
    nothing is asked for, a column called ``default`` is meant. ``excused`` is what a cell says of
    somebody who need not hand in; ``trusts_names``, that the platform takes a name for an id.
    A file without the column ``needs`` is of another kind.
    """

    title: str
    identities: tuple[Identity, ...]
    names: tuple[tuple[str, ...], ...]
    points: str
    closed: str = r"(?!)"
    excused: str = ""
    trusts_names: bool = False
    default: str = ""
    most: str = ""
    needs: str = ""


CANVAS = Layout(
    title="Canvas",
    identities=(
        Identity("ID", ids=("canvas",), own="canvas"),
        Identity("SIS User ID", ids=_NUMBER, key=True),
        Identity("SIS Login ID", ids=_LOGIN, email=True, key=True),
    ),
    names=(("Student",), ("FirstName", "LastName")),
    points=r"(?P<title>.+) \((?P<id>\d+)\)",
    closed=r".*(?:Current|Final|Override) (?:Score|Points|Grade|Status).*",
    excused="EX",
    trusts_names=True,
)
_MOODLE = (
    Identity("ID number", ids=_NUMBER, key=True),
    Identity("Username", ids=_LOGIN, key=True),
    Identity("Email address", email=True, key=True, looks=r"[^\s@]+@[^\s@]+"),
)
_MOODLE_NAMES = (("Full name",), ("First name", "Last name"), ("First name", "Surname"))
MOODLE_WORKSHEET = Layout(
    title="Moodle's grading worksheet",
    identities=(
        Identity("Identifier", ids=("moodle",), looks=r"[^\d@]+\s\d+", first=True, cut=r"^\D+"),
        *_MOODLE,
    ),
    names=_MOODLE_NAMES,
    points=r"(?P<title>.+)",
    closed=r"Status|Group|Marker|Maximum [Gg]rade|Grade can be changed|Last modified \(.*\)"
    r"|.* date|Marking workflow state|Allow submissions from|Online text|Feedback comments",
    default="Grade",
    most="Maximum grade",
    needs="Identifier",
)
MOODLE_GRADEBOOK = Layout(
    title="Moodle's gradebook",
    identities=_MOODLE,
    names=_MOODLE_NAMES,
    points=r"(?:[^:]+: ?)?(?P<title>.+?)(?: \(\w+\))?",
    closed=r"Institution|Department|Last downloaded from this course"
    r"|Feedback: .*|.*\((?:Feedback|Percentage|Letter)\)",
)
BRIGHTSPACE = Layout(
    title="Brightspace",
    identities=(
        Identity("OrgDefinedId", ids=_NUMBER, key=True, cut="^#"),
        Identity("Username", ids=_LOGIN, key=True, cut="^#"),
        Identity("Email", email=True, key=True),
    ),
    names=(("First Name", "Last Name"),),
    points=r"(?P<title>.+) Points Grade(?: <.*\bMaxPoints:(?P<most>[\d.,]+).*>)?",
)
BLACKBOARD = Layout(
    title="Blackboard",
    identities=(
        Identity("Username", ids=(*_LOGIN, "blackboard"), own="blackboard", key=True),
        Identity("Student ID", ids=_NUMBER, key=True),
    ),
    names=(("First Name", "Last Name"),),
    points=r"(?P<title>.+?) \[[^\]]*?: ?(?P<most>[\d.,]+)\b[^\]]*\] ?\|(?P<id>\d+)",
)
LAYOUTS = {
    "canvas": (CANVAS,),
    "moodle": (MOODLE_WORKSHEET, MOODLE_GRADEBOOK),
    "brightspace": (BRIGHTSPACE,),
    "blackboard": (BLACKBOARD,),
}
"""The kinds of gradebook that each platform exports; the first one that a file has is meant."""
