"""Points → the gradebook that a platform exported, in which nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from fractions import Fraction

from grader.errors import UsageError
from grader.platforms.gradebooks.exported_gradebook import (
    Column,
    ExportedGradebook,
    number,
    read_gradebook,
)
from grader.platforms.gradebooks.exported_table import Row
from grader.platforms.gradebooks.matching import Known, Matches, match


class Instead(Enum):
    """What a student has in the place of points; a zero stands only where there is no grade yet."""

    NOTHING = "nothing to write"
    ZERO = "zero, where nothing stands"
    EXCUSED = "excused"


Points = Decimal | Instead


@dataclass(frozen=True)
class Wanted:
    """Which column is to be filled in, and how.

    ``column`` is its header, title or id; without one it is the only column that is called by one
    of ``titles``. ``most`` are the most points that the gradebook has; ``scale`` multiplies, so
    that they become the column's. ``by_name`` lets a name say whose a row is on any platform.
    What is called by one of the ``others`` is not suggested.
    """

    titles: tuple[str, ...]
    most: Decimal
    column: str | None = None
    scale: bool = False
    by_name: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A cell that is another one now: whose it is, where, and what it says."""

    student: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Filled:
    """A gradebook that is filled in: ``content``, and what there is to say of it.

    ``students`` are those who have a row in it.
    The cells that were ``left`` as they are say the same before and after; ``same`` is how many
    had their points already, and ``above`` which changes are to more than the most points. The
    unmatched rows are those of nobody who is known, as shown.
    """

    content: bytes
    column: Column
    students: tuple[str, ...]
    changes: tuple[Change, ...]
    same: int
    left: tuple[Change, ...]
    above: tuple[Change, ...]
    by_name: tuple[str, ...]
    unmatched_students: tuple[str, ...]
    unmatched_rows: tuple[str, ...]


def fill(
    platform: str,
    exported: bytes,
    name: str,
    known: Sequence[Known],
    points: Mapping[str, Points],
    wanted: Wanted,
) -> Filled:
    """Fill points, by their students, into one column of a file called ``name``.

    Raises `UsageError` for a file that is none of the platform's, a column that cannot be told,
    rows that are two students' or one's twice, and an export in which nobody is known.
    """
    gradebook = read_gradebook(platform, exported, name)
    column = gradebook.column(wanted.column, wanted.titles, wanted.others)
    by_name = wanted.by_name or gradebook.layout.trusts_names
    matches = match(gradebook, known, by_name=by_name)
    if not matches.rows:
        raise _nobody(gradebook, known)
    factor = _factor(column, wanted, name)
    comma = gradebook.decimal_comma(column)
    cells: dict[tuple[Row, int], str] = {}
    changes, left, same = list[Change](), list[Change](), 0
    for student, row in sorted(matches.rows.items(), key=lambda pair: pair[1].line):
        if column.at >= len(row.fields):
            raise UsageError(f"{name}:{row.line} ends before the column {column.header}", _SHORT)
        before, given = row.value(column.at), points.get(student, Instead.NOTHING)
        after = _written(given, gradebook.layout.excused, factor, comma=comma)
        if not after or _stays(before, given, gradebook.layout.excused):
            left.append(Change(student, row.line, before, before))
        elif after == before or (number(before) is not None and number(before) == number(after)):
            same += 1
        else:
            cells[row, column.at] = after
            changes.append(Change(student, row.line, before, after))
    content = gradebook.table.replaced(cells)
    above = tuple(each for each in changes if _is_above(column.most, each.after))
    return Filled(
        content, column, tuple(matches.rows), tuple(changes), same, tuple(left), above,
        matches.by_name, *_unmatched(gradebook, known, matches),
    )  # fmt: skip


def columns_lost(platform: str, before: bytes, filled: Filled) -> list[str]:
    """Return the columns in which a file has points that one filled anew, in its place, has not.

    A row or a column that is no longer there is the platform's doing. What is no such file has
    none.
    """
    try:
        old = read_gradebook(platform, before, "")
    except UsageError:
        return []
    new = read_gradebook(platform, filled.content, "").cells_beside(filled.column)
    lost = {
        cell[1]
        for cell, points in old.cells_beside(filled.column).items()
        if number(points) is not None and number(new.get(cell, points)) is None
    }
    return [each.header for each in old.columns if each.header in lost]


_SHORT = "export it again, and give that file as it comes"


def _written(given: Points, excused: str, factor: Fraction, *, comma: bool) -> str:
    """Return what a cell is to say; "" where there is nothing to write."""
    if given is Instead.EXCUSED:
        return excused
    if given is Instead.NOTHING:
        return ""
    exact = Fraction(0 if given is Instead.ZERO else given) * factor
    scaled = Decimal(exact.numerator) / exact.denominator
    text = str(scaled.quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    return text.replace(".", ",") if comma else text


def _stays(before: str, given: Points, excused: str) -> bool:
    """Say whether what stands in a cell goes before what is given: excused there, or a grade."""
    if excused and before.upper() == excused:
        return given is not Instead.EXCUSED
    return given is Instead.ZERO and number(before) is not None


def _is_above(most: Decimal | None, written: str) -> bool:
    points = number(written)
    return most is not None and points is not None and points > most


def _factor(column: Column, wanted: Wanted, name: str) -> Fraction:
    if not wanted.scale:
        return Fraction(1)
    if not column.most or not wanted.most:
        raise UsageError(
            f"{name} does not say the most points of {column.header}",
            "leave --scale out, and set the same maximum on the platform",
        )
    return Fraction(column.most) / Fraction(wanted.most)


def _nobody(gradebook: ExportedGradebook, known: Sequence[Known]) -> UsageError:
    """Say that no student matches, and how many would by their names alone."""
    rows = len(gradebook.students)
    said = f"none of {len(known)} students is among the {rows} of {gradebook.table.name}"
    alike = len(match(gradebook, known, by_name=True).by_name)
    if alike:
        names = "1 is by the name" if alike == 1 else f"{alike} are by their names"
        return UsageError(
            f"{said} by an id; {names}",
            "give their ids in a roster, or let names count: --by-name",
        )
    return UsageError(said, "is it an export of another course? if not, give a roster with the ids")


def _unmatched(
    gradebook: ExportedGradebook, known: Sequence[Known], matches: Matches
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines = {row.line for row in matches.rows.values()}
    students = tuple(each.student for each in known if each.student not in matches.rows)
    rows = (row for row in gradebook.students if row.line not in lines)
    return students, tuple(map(gradebook.shown, rows))
