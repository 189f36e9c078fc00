r"""grades.csv: a row for each student, a column for each exercise, and the total.

The last column names the grader that judged. Three more come before it only when they are needed,
so that no grade is taken for more or less than it is:
``standing`` where a work is not simply judged (not handed in, held, late -20 %, as last reported,
…), ``held`` when
points wait for another machine, ``protection`` when the border was at L1.
No text in it can act: formulas get a leading apostrophe (OWASP's advice), control characters are
shown as ``\x1b``, and text stands in quotes, so that any separator of the spreadsheet works. The
file begins with a byte order mark: read it as ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from grader.feedback import encodable
from grader.judging import Result, held, total
from grader.reports.class_table import points, with_held
from grader.reports.order import by_student, exercises
from grader.reports.signature import signature
from grader.reports.standing import has_grade, in_words

_CONTROLS = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{_CONTROLS}]")
_FORMULA = re.compile(rf"[\t\r\n]|[\s{_CONTROLS}\u00ad\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]")
"""How a formula can begin, in full width as well, and behind what a spreadsheet takes off."""

Cell = str | Decimal


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return grades.csv, students sorted by name; an exercise without a grade is left empty."""
    columns = exercises(results)
    students = by_student(results)
    rows: list[list[Cell]] = [["student", *columns, "total"]]
    rows.extend(_row(own, columns) for own in students.values())
    standings = ["; ".join(_standings(own)) for own in students.values()]
    if any(standings):
        _append(rows, "standing", standings)
    waiting = [held(*own) for own in students.values()]
    if any(waiting):
        _append(rows, "held", list(map(_number, waiting)))
    if environment.get("protection") == "L1":
        _append(rows, "protection", ["L1" for _ in students])
    if signed := signature(environment):
        _append(rows, "grader", [signed for _ in students])
    return as_csv(rows)


def as_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV: text in quotes and harmless, numbers bare."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs and no terminal obeys; numbers stay numbers."""
    if isinstance(cell, Decimal):
        return cell
    shown = _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), encodable(cell))
    return "'" + shown if _FORMULA.match(cell) else shown


def _row(own: Sequence[Result], columns: Sequence[str]) -> list[Cell]:
    scores = {result.exercise: result.score for result in own if has_grade(result)}
    cells = [_number(scores[name]) if name in scores else "" for name in columns]
    return [own[0].student, *cells, _number(total(scores.values()))]


def _standings(own: Sequence[Result]) -> Iterator[str]:
    for result in own:
        late = f"late -{points(result.late_percent)} %" if result.late_percent else ""
        lower = f"as last reported, since then {with_held(*result.lower)}" if result.lower else ""
        if words := ", ".join(filter(None, [in_words(result), late, lower])):
            yield f"{result.exercise}: {words}"


def _append(rows: list[list[Cell]], title: str, cells: Sequence[Cell]) -> None:
    for row, cell in zip(rows, [title, *cells], strict=True):
        row.append(cell)


def _number(score: float) -> Decimal:
    return Decimal(f"{score:.2f}")
