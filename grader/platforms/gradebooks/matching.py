"""Students of a gradebook ↔ rows of an export: by ids, never by what is only alike.

A row is somebody's if one of its ids is theirs, and the platform's own id is not another one. A
name counts only where no id does, where nobody else has it on either side, and where the platform
would take it as well, or the instructor says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import UsageError
from grader.feedback import one_line
from grader.platforms.gradebooks.exported_gradebook import ExportedGradebook
from grader.platforms.gradebooks.exported_table import Row
from grader.platforms.gradebooks.layouts import Identity

_TWICE = "take one of the two out of the file, or correct the roster"


@dataclass(frozen=True)
class Known:
    """A student, and all by which a platform may know them.

    ``student`` is the key in the gradebook, ``ids`` are by the name of what they are: "canvas",
    "moodle", "sid", "username". There may be several of one, as Moodle gives one an assignment.
    """

    student: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, student: str, name: str, email: str, *ids: Mapping[str, str]) -> Known:
        """Gather what a roster and each download know of a student."""
        gathered: dict[str, list[str]] = {}
        for each in ids:
            for kind, id in each.items():
                gathered.setdefault(kind, []).append(id)
        return cls(student, name, email, {k: (*dict.fromkeys(v),) for k, v in gathered.items()})


@dataclass(frozen=True)
class Matches:
    """Whose which row is; ``by_name`` are the students of whom the name alone says so."""

    rows: Mapping[str, Row]
    by_name: tuple[str, ...] = ()


def match(gradebook: ExportedGradebook, known: Sequence[Known], *, by_name: bool) -> Matches:
    """Find each student's row.

    Raises `UsageError` where ids contradict each other, where two rows are one student's, and
    where two students have one id.
    """
    owners = [_owners(identity, known) for identity, _ in gradebook.identities]
    rows: dict[str, Row] = {}
    for row in gradebook.students:
        owner = _owner(gradebook, row, owners)
        if owner and owner in rows:
            raise _two_rows(gradebook, rows[owner], row, owner)
        if owner:
            rows[owner] = row
    _refuse_doubles(gradebook)
    named = _by_name(gradebook, known, rows) if by_name else {}
    return Matches(rows | named, tuple(named))


def _owners(identity: Identity, known: Sequence[Known]) -> dict[str, list[Known]]:
    """Return who has each id."""
    owners: dict[str, list[Known]] = {}
    for each in known:
        for value in {*_values(identity, each)}:
            owners.setdefault(value, []).append(each)
    return owners


def _values(identity: Identity, known: Known) -> Iterator[str]:
    ids = [id for kind in identity.ids for id in known.ids.get(kind, ())]
    if identity.email:
        ids += [known.email, *known.ids.get("email", ())]
    if identity.key:
        ids.append(known.student)
    yield from filter(None, (each.strip().casefold() for each in ids))


def _owner(
    gradebook: ExportedGradebook, row: Row, owners: Sequence[Mapping[str, Sequence[Known]]]
) -> str:
    """Return whose a row is by its ids; "" where no id is known."""
    said: dict[str, str] = {}
    for (identity, at), having in zip(gradebook.identities, owners, strict=True):
        for each in having.get(identity.value(row, at), ()):
            if not _is_another(gradebook, row, each):
                said.setdefault(each.student, f"{identity.header} {row.value(at)}")
    if len(said) > 1:
        claims = " and ".join(f"{one_line(id)} is {one_line(who)}'s" for who, id in said.items())
        raise UsageError(
            f"{gradebook.table.name}:{row.line} may be two students': {claims}",
            "correct the roster, or the student's ids on the platform",
        )
    return next(iter(said), "")


def _is_another(gradebook: ExportedGradebook, row: Row, known: Known) -> bool:
    """Say whether the platform's own id is another than the student's."""
    for identity, at in gradebook.identities:
        own = {id.strip().casefold() for id in known.ids.get(identity.own, ())}
        if own and row.value(at) and identity.value(row, at) not in own:
            return True
    return False


def _two_rows(gradebook: ExportedGradebook, first: Row, second: Row, whose: str) -> UsageError:
    places = f"{gradebook.table.name}:{first.line} and {gradebook.table.name}:{second.line}"
    return UsageError(f"{places} are both {one_line(whose)}'s", _TWICE)


def _refuse_doubles(gradebook: ExportedGradebook) -> None:
    """Refuse two rows with one id, also of somebody whom the gradebook does not know."""
    for identity, at in gradebook.identities:
        seen: dict[str, Row] = {}
        for row in gradebook.students:
            value = identity.value(row, at)
            if value and value in seen:
                raise _two_rows(gradebook, seen[value], row, row.value(at))
            seen[value] = row


def _by_name(
    gradebook: ExportedGradebook, known: Sequence[Known], rows: Mapping[str, Row]
) -> dict[str, Row]:
    """Return who has a row by a name that nobody else has, among all students and all rows."""
    taken = {row.line for row in rows.values()}
    there = {_name(gradebook.name(row)): row for row in gradebook.students}
    in_rows = Counter(_name(gradebook.name(row)) for row in gradebook.students)
    ours = Counter(_name(each.name or each.student) for each in known)
    found = {}
    for each in known:
        name = _name(each.name or each.student)
        row = there.get(name)
        unique = in_rows[name] == ours[name] == 1
        free = row and each.student not in rows and row.line not in taken
        if row and free and unique and name and not _is_another(gradebook, row, each):
            found[each.student] = row
    return found


def _name(name: str) -> str:
    """Write a name in one way: ``Lindqvist, Ada`` as ``ada lindqvist``."""
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma and "," not in first else name
    return " ".join(unicodedata.normalize("NFC", whole).casefold().split())
