"""The terminal: a table of the class, and a student's feedback.

All that a student wrote is cleaned and set as plain Text, never read as markup. ``render`` is the
report.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from grader.feedback import one_line
from grader.judging import Result, Standing, held, total
from grader.reports.order import by_student, exercises
from grader.reports.standing import has_grade
from grader.sandbox.verdict import Verdict

_NAME_WIDTH = 24
_NO_RESULT = Text("")
_NO_GRADE = {
    Standing.NOT_HANDED_IN: Text("-", style="dim"),
    Standing.NOT_DUE: Text("not due", style="dim"),
    Standing.EXCUSED: Text("excused", style="dim"),
}


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return the table of the class as plain text, as wide as it must be."""
    return plain(table(results, environment))


def plain(drawn: RenderableType) -> str:
    """Write what a terminal would draw as plain text, as wide as it must be."""
    console = Console(file=io.StringIO(), width=10_000, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(drawn)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


@dataclass(frozen=True)
class ClassTable:
    """The class for a terminal: what is too wide for it stands in tables one below the other."""

    results: Sequence[Result]
    environment: Mapping[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw in each table as many exercises as fit, and one at least."""
        left = exercises(self.results)
        while True:
            tables = (self._table(left[:count]) for count in range(len(left), 1, -1))
            fitting = (each for each in tables if _width(console, each) <= options.max_width)
            drawn = next(fitting, self._table(left[:1]))
            yield drawn
            if drawn.caption:
                return
            left = left[len(drawn.columns) - 1 :]

    def _table(self, columns: Sequence[str]) -> Table:
        return table(self.results, self.environment, columns)


def _width(console: Console, drawn: Table) -> int:
    return Measurement.get(console, console.options.update(max_width=10_000), drawn).maximum


def table(
    results: Sequence[Result],
    environment: Mapping[str, str],
    columns: Sequence[str] | None = None,
) -> Table:
    """Draw the class: a row for each student, a column for each exercise, and the total.

    Of ``columns``, some of the exercises, only those that end with the last one have the total.
    """
    every = exercises(results)
    columns = every if columns is None else columns
    ends = [*columns[-1:]] == every[-1:]
    students = by_student(results)
    caption = _caption(len(students), environment)
    drawn = Table(box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    if ends:
        drawn.caption, drawn.min_width = caption, len(caption)
    longest = max((len(one_line(name)) for name in students), default=0)
    drawn.add_column("student", overflow="fold", min_width=min(longest, _NAME_WIDTH))
    for name in columns:
        drawn.add_column(_heading(name, results), justify="right", overflow="fold")
    if ends:
        drawn.add_column("total", justify="right", style="bold", overflow="fold")
    for student, own in students.items():
        cells = {result.exercise: _cell(result) for result in own}
        scores = (cells.get(name, _NO_RESULT) for name in columns)
        in_all = Text(points(total(result.score for result in own if has_grade(result))))
        last = [_append_held(in_all, held(*own))] if ends else []
        drawn.add_row(Text(one_line(student)), *scores, *last)
    return drawn


def points(number: float) -> str:
    """Write points without needless zeros: 12, 12.5, 0.33."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def counted(number: float, noun: str) -> str:
    """Write how many there are of something: 1 file, 2 files, 0.5 points."""
    return f"{points(number)} {noun}" + ("" if number == 1 else "s")


def with_held(score: float, waiting: float) -> str:
    """Write a score, and beside it what is still to come: ``12 (+3 held)``."""
    return f"{points(score)} (+{points(waiting)} held)" if waiting else points(score)


def _heading(name: str, results: Sequence[Result]) -> Text:
    most = max(result.max_score for result in results if result.exercise == name)
    broken = one_line(name).replace("_", "_\n")
    return Text(f"{broken}\nof {points(most)}")


def _cell(result: Result) -> Text:
    """Put the score on the first line, and below it what qualifies it."""
    kind = result.standing
    if kind in _NO_GRADE:
        return _NO_GRADE[kind]
    whole = result.score >= result.max_score
    cell = Text(points(result.score), style="green" if whole else "")
    if result.verdict != Verdict.GRADED:
        cell.append(f"\n{one_line(result.ending)}", "red")
    elif kind is Standing.NOT_GRADED:
        cell.append("\nearlier grade", "red")
    if result.lower is not None:
        cell.append("\nas reported", "yellow")
    if result.late_percent:
        cell.append(f"\nlate -{points(result.late_percent)} %", "yellow")
    return _append_held(cell, held(result))


def _append_held(cell: Text, waiting: float) -> Text:
    return cell.append(f"\n(+{points(waiting)} held)", "yellow") if waiting else cell


def _caption(students: int, environment: Mapping[str, str]) -> Text:
    level = one_line(environment.get("protection", "unknown"))
    words = f"{counted(students, 'student')}, protection {level}"
    if level == "L1":
        return Text(f"{words}: NOT SANDBOXED, no grade of record", style="bold red")
    return Text(words)
