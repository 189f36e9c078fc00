"""notes.csv: all that a run has to say besides the grades, a note on each row."""

from __future__ import annotations

from collections.abc import Sequence

from grader.reports.grades_csv import as_csv
from grader.reports.notes import Note

_COLUMNS = ("kind", "student", "exercise", "part", "note")


def render(notes: Sequence[Note]) -> str:
    """Return notes.csv, in the notes' order; no text in it can act: see `grades_csv`."""
    rows = [(each.kind, each.student, each.exercise, each.part, each.text) for each in notes]
    return as_csv([_COLUMNS, *rows])
