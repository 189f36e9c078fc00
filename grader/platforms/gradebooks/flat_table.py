"""Points → a flat table of our own, for whatever takes CSV: a row a student."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from grader.platforms.gradebooks.fill import Instead, Points
from grader.platforms.gradebooks.matching import Known
from grader.reports import harmless

EXCUSED = "EX"


def flat_table(known: Sequence[Known], columns: Mapping[str, Mapping[str, Points]]) -> str:
    """Return a table as CSV: key, name, e-mail, ids, and ``columns`` by title and by student.

    No text in it is a formula; numbers are numbers, with two decimals.
    """
    named = sorted({name for each in known for name in each.ids})
    rows: list[list[str | Decimal]] = [["student", "name", "email", *named, *columns]]
    for each in known:
        about = [
            each.student,
            each.name,
            each.email,
            *(" ".join(each.ids.get(name, ())) for name in named),
        ]
        rows.append([*about, *(_cell(own.get(each.student)) for own in columns.values())])
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _cell(points: Points | None) -> str | Decimal:
    if isinstance(points, Decimal) or points is Instead.ZERO:
        number = Decimal(0) if isinstance(points, Instead) else points
        return number.quantize(Decimal("0.01"))
    return EXCUSED if points is Instead.EXCUSED else ""
