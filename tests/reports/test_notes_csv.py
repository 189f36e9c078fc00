"""Tests of notes.csv, and of the notes in it."""

from __future__ import annotations

import csv
import io

from grader.reports import Kind, Note
from grader.reports.notes_csv import render
from tests.reports.conftest import HOSTILE


def test_a_note_a_row() -> None:
    """In their order, with the columns that a spreadsheet filters by; without notes the heads."""
    notes = [
        Note(Kind.CHECK, "test_x is broken", exercise="circles", part="train"),
        Note(Kind.WORK, "a.txt is no work", "ada"),
    ]
    heads = ["kind", "student", "exercise", "part", "note"]

    assert list(csv.reader(io.StringIO(render(notes, {})))) == [
        heads,
        ["broken check", "", "circles", "train", "test_x is broken"],
        ["handed in", "ada", "", "", "a.txt is no work"],
    ]
    assert list(csv.reader(io.StringIO(render([], {})))) == [heads]


def test_no_cell_acts() -> None:
    """Formulas, control characters and line breaks of strangers are text of one row."""
    text = render([Note(Kind.FLAG, HOSTILE, HOSTILE, "=circles", "+train")], {})

    text.encode("utf-8")
    assert text.count("\n") == 2 and "\x1b" not in text
    _, (_, *cells) = csv.reader(io.StringIO(text))
    assert all(cell.startswith("'") for cell in cells)


def test_a_note_in_a_line() -> None:
    """As a terminal prints it: whose it is, of which exercise, and what."""
    assert str(Note(Kind.WORK, "late", "ada", "circles", "train")) == "ada, circles: late"
    assert str(Note(Kind.FOLDER, "two names hardly differ")) == "two names hardly differ"
