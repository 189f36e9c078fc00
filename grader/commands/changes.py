"""Grades that changed, for a terminal: the largest difference first."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from grader.feedback import one_line
from grader.gradebook import Change
from grader.reports import class_table, points

MOST_SHOWN = 20


def changes_table(changes: Sequence[Change]) -> Table:
    """Draw who had what, and has what; of many only the largest."""
    drawn = Table(box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("student", "exercise"):
        drawn.add_column(title, overflow="fold")
    for title in ("before", "after", "difference"):
        drawn.add_column(title, justify="right", no_wrap=True)
    for each in changes[:MOST_SHOWN]:
        sign = "+" if each.difference > 0 else ""
        difference = Text(f"{sign}{points(each.difference)}", "red" if each.lowers else "green")
        before, after = class_table.with_held(*each.before), class_table.with_held(*each.after)
        drawn.add_row(Text(one_line(each.student)), each.exercise, before, after, difference)
    more = len(changes) - MOST_SHOWN
    if more > 0:
        drawn.caption = f"and {more} more"
    return drawn
