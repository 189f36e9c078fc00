"""notes.csv: all that a run has to say besides the grades, a note on each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.reports.grades_csv import as_csv
from grader.reports.notes import Note
from grader.reports.signature import signature

_COLUMNS = ("kind", "student", "exercise", "part", "note")


def render(notes: Sequence[Note], environment: Mapping[str, str]) -> str:
    """Return notes.csv, in the notes' order, and last which grader judged.

    No text in it can act: see `grades_csv`.
    """
    rows = [(each.kind, each.student, each.exercise, each.part, each.text) for each in notes]
    signed = [("grader", "", "", "", signature(environment))] if signature(environment) else []
    return as_csv([_COLUMNS, *rows, *signed])
