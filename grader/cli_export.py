"""The part of the command line that hands a course to another platform: words only, too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli_options import CourseOption, ExercisesArgument, course_at
from grader.commands.screen import stderr, stdout

_HELP = "Hand a course, or a graded class, to another platform."
export = typer.Typer(no_args_is_help=True, help=_HELP)


@export.callback()
def to_another_platform() -> None:
    """Hand a course, or a graded class, to another platform."""


@export.command()
def gradescope(
    exercises: ExercisesArgument = None,
    to: Annotated[
        Path, typer.Option(metavar="FILE.zip", help="File to write; it holds your solutions.")
    ] = Path("autograder.zip"),
    unsandboxed: Annotated[
        bool,
        typer.Option("--unsandboxed", help="Grade there without protection too, and say so."),
    ] = False,
    course: CourseOption = None,
) -> None:
    """Write the autograder.zip that Gradescope takes; the suites are tried first."""
    from grader.commands.export_gradescope import export, shown
    from grader.commands.progress import progress_bar

    loaded = course_at(course)
    with progress_bar(stderr(), "starting Python with your libraries") as progress:
        exported = export(loaded, exercises or [], to, unsandboxed=unsandboxed, progress=progress)
    stdout().print(shown(exported), markup=False, soft_wrap=True)


@export.command()
def nbgrader(
    results: Annotated[
        Path, typer.Argument(help="Folder of the results that grader grade wrote.")
    ] = Path("results"),
    into: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the nbgrader course.")
    ] = Path(),
    db: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Address of the gradebook (default: gradebook.db in that folder)."
        ),
    ] = "",
    course_id: Annotated[
        str, typer.Option(help="Name of the course in nbgrader (default: as in its settings).")
    ] = "",
    course: CourseOption = None,
) -> None:
    """Write a graded class into a gradebook of nbgrader; again and again, if you like."""
    from grader.commands.export_nbgrader import export_nbgrader, shown

    exported = export_nbgrader(course_at(course), results, into, db, course_id)
    for line in shown(exported, into):
        stdout().print(line, markup=False, soft_wrap=True)
