"""A graded class → what its instructor reads on a terminal or in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from grader.commands.changes import MOST_SHOWN, changes_table
from grader.commands.graded_class import BELOW, GradedClass
from grader.feedback import one_line
from grader.gradebook import in_words
from grader.reports import Kind, class_table, counted
from grader.sandbox.levels import MEANING

_COLOURS = {Kind.LOWERED: "yellow", Kind.NOT_LOWERED: "yellow", Kind.NOT_GRADED: "bold red"}
_TAKE_LOWER = (
    "the earlier grades count; to take the lower ones add --yes to the command, and for some of "
    "them --only STUDENT or --exercise NAME"
)
_RESTORE = "; or restore what has changed"


def shown(graded: GradedClass, out: Path, *, terminal: bool) -> Iterator[RenderableType]:
    """Say what became of the class; in a file the table is as wide as it need be."""
    for warning in graded.warnings:
        yield Text.assemble(("note: ", "yellow"), one_line(warning, 500))
    results, described = graded.results, graded.environment
    if terminal:
        yield class_table.ClassTable(results, described)
    else:
        yield Text(class_table.render(results, described))
    if graded.others:
        others = counted(graded.others, "other student")
        yield Text(f"kept as they were: the grades of {others}")
    yield from _changed(graded)
    yield from _shown_below(graded, out)
    if described.get("protection") == "L1":
        yield Text(f"protection L1: {MEANING['L1']}", "bold red")
    yield Text(
        f"written to {out}/: results.sqlite, results.json, grades.csv, notes.csv, "
        "class.html, feedback/"
    )


def _changed(graded: GradedClass) -> Iterator[RenderableType]:
    """Say what of the grades is as it was, and what is not."""
    if graded.resumed:
        count = f"{graded.resumed} of {graded.submissions}"
        yield Text(f"resumed: {count} were graded before, and are unchanged since")
    if graded.changes:
        yield Text(f"besides new work that counts: {in_words(graded.changes)}", "yellow")
        yield changes_table(graded.changes)


def _shown_below(graded: GradedClass, out: Path) -> Iterator[Text]:
    """Say which works are for a person to look at, which change a grade, and which have none."""
    flagged = {(each.student, each.exercise) for each in graded.notes if each.kind is Kind.FLAG}
    if flagged:
        works = counted(len(flagged), "work")
        yield Text(f"flagged for a person to look at: {works}, listed in {out}/class.html")
    for kind in BELOW:
        of_kind = [note for note in graded.notes if note.kind is kind]
        for note in of_kind[:MOST_SHOWN]:
            yield Text.assemble((f"{kind}: ", _COLOURS[kind]), one_line(str(note), 500))
        if (more := len(of_kind) - MOST_SHOWN) > 0:
            yield Text(f"{kind}: and {more} more, listed in {out}/notes.csv")
        if kind is Kind.NOT_LOWERED and (graded.lower or graded.withheld):
            yield Text(_TAKE_LOWER + (_RESTORE if graded.withheld else ""))
