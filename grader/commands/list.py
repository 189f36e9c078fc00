"""`grader list`: the exercises, their points, and how far the student is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from grader.commands.standing import bar, standing
from grader.commands.student_progress import recall
from grader.course.local_time import time_in_words
from grader.course.model import Course, Exercise

NARROW = 64
"""Of a terminal in which a table would break its words."""


@dataclass(frozen=True)
class _Row:
    exercise: str
    what: str
    points: str
    done: str


@dataclass(frozen=True)
class Listing:
    """A course's exercises: a table, or a few lines for each where there is no room for one."""

    name: str
    rows: tuple[_Row, ...]
    reached: RenderableType

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Draw as much side by side as the terminal is wide."""
        if options.max_width >= NARROW:
            yield self._table()
        else:
            yield from self._lines()
        yield self.reached

    def _lines(self) -> Iterator[Text]:
        yield Text(self.name, "bold")
        for row in self.rows:
            done = row.done if row.done.startswith("not") else f"{row.done} visible checks"
            points = "point" if row.points == "1" else "points"
            yield Text(f"\n{row.exercise}\n{row.what}\n{row.points} {points}, {done}")
        yield Text()

    def _table(self) -> Table:
        drawn = Table(title=Text(self.name), box=box.SIMPLE)
        drawn.add_column("exercise", no_wrap=True)  # it is to be typed: the others make room
        drawn.add_column("what")
        for heading in ("points", "visible checks"):
            drawn.add_column(heading, justify="right")
        for row in self.rows:
            drawn.add_row(row.exercise, row.what, row.points, row.done)
        return drawn


def shown(course: Course) -> Listing:
    """Say what each exercise is, how far the student is, and how much of the course passes."""
    progress, rows = recall(course), list[_Row]()
    for exercise in course.exercises:
        parts = progress.get(exercise.name, {}).get("parts", {}).values()
        passed, checks = (sum(counts[place] for counts in parts) for place in (0, 1))
        done = f"{passed} of {checks}" if checks else "not checked yet"
        if not exercise.parts:
            done = "not checked: marked by hand"
        points = f"{exercise.max_score:g}"
        rows.append(_Row(exercise.name, exercise.title + _due(course, exercise), points, done))
    return Listing(course.name, tuple(rows), bar(standing(course, progress)))


def _due(course: Course, exercise: Exercise) -> str:
    """Say when an exercise is due, and for which section at another time."""
    times = {"": exercise.deadline}
    times |= {f"section {name}: ": own.deadline for name, own in exercise.sections.items()}
    said = [f"{whose}{time_in_words(when, course.zone)}" for whose, when in times.items() if when]
    return f" (due {'; '.join(said)})" if said else ""
