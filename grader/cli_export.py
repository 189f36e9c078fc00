"""The part of the command line that hands a course to another platform: words only, too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from grader.cli_options import CourseOption, ExercisesArgument, course_at, results_of
from grader.commands.screen import stderr, stdout

_HELP = "Hand a course, or a graded class, to another platform."
PLATFORMS = {
    "canvas": "Canvas",
    "moodle": "Moodle",
    "brightspace": "Brightspace",
    "blackboard": "Blackboard",
}
export = typer.Typer(no_args_is_help=True, help=_HELP)

ResultsArgument = Annotated[
    Path | None,
    typer.Argument(help="Folder of the results (default: that of course.yml)."),
]
IntoOption = Annotated[
    Path, typer.Option(metavar="FILE", help="Gradebook that the platform exported; it is kept.")
]
HeldOption = Annotated[
    Literal["leave", "score"],
    typer.Option(help="Where points are held: leave the cell, or write those judged so far."),
]
MissingOption = Annotated[
    Literal["leave", "zero"],
    typer.Option(help="Where nothing was handed in: leave the cell, or write a zero."),
]


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
    results: ResultsArgument = None,
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

    loaded = course_at(course)
    exported = export_nbgrader(loaded, results_of(loaded, results), into, db, course_id)
    for line in shown(exported, into):
        stdout().print(line, markup=False, soft_wrap=True)


def _add_platform(name: str, title: str) -> None:
    """Add the command that fills in what a platform exported; they are all alike."""

    def command(
        into: IntoOption,
        results: ResultsArgument = None,
        exercise: Annotated[
            str | None, typer.Option(help="Exercise whose points are written.")
        ] = None,
        total: Annotated[
            bool, typer.Option("--total", help="Write the sum over all exercises.")
        ] = False,
        column: Annotated[
            str | None,
            typer.Option(help="Column, by its title or id (default: titled as the exercise)."),
        ] = None,
        out: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="File to write (default: beside it, …-filled)."),
        ] = None,
        held: HeldOption = "leave",
        missing: MissingOption = "leave",
        scale: Annotated[
            bool, typer.Option("--scale", help="Scale the points to the column's maximum.")
        ] = False,
        by_name: Annotated[
            bool,
            typer.Option("--by-name", help="Match by a name too, where nobody else has it."),
        ] = False,
        course: CourseOption = None,
    ) -> None:
        from grader.commands.export_lms import FillOptions, Rules, export_points, shown

        rules = Rules(held, missing)
        loaded = course_at(course)
        folder = results_of(loaded, results)
        given = FillOptions(into, folder, exercise, total, column, out, rules, scale, by_name)
        for drawn in shown(export_points(loaded, name, given)):
            stdout().print(drawn)

    export.command(name, help=f"Fill points into a gradebook that {title} exported.")(command)


def _add_feedback(name: str, title: str) -> None:
    """Add the command that packs feedback for a platform."""

    def command(
        results: ResultsArgument = None,
        to: Annotated[Path, typer.Option(metavar="FILE.zip", help="File to write.")] = Path(
            "feedback.zip"
        ),
        course: CourseOption = None,
    ) -> None:
        from grader.commands.export_lms import export_feedback, shown_feedback

        loaded = course_at(course)
        packed = export_feedback(loaded, name, results_of(loaded, results), to)
        for line in shown_feedback(packed, to):
            stdout().print(line, markup=False, soft_wrap=True)

    said = f"Pack feedback as the zip that {title} gives out."
    export.command(f"{name}-feedback", help=said)(command)


for _name, _title in PLATFORMS.items():
    _add_platform(_name, _title)
for _name in ("canvas", "moodle"):
    _add_feedback(_name, PLATFORMS[_name])


@export.command("csv")
def flat_table(
    results: ResultsArgument = None,
    out: Annotated[Path, typer.Option(metavar="FILE.csv", help="File to write.")] = Path(
        "points.csv"
    ),
    held: HeldOption = "leave",
    missing: MissingOption = "leave",
    course: CourseOption = None,
) -> None:
    """Write a table of our own: keys, names, ids, points of each exercise and the total."""
    from grader.commands.export_lms import Rules, export_table

    loaded = course_at(course)
    count = export_table(loaded, results_of(loaded, results), out, Rules(held, missing))
    students = "1 student" if count == 1 else f"{count} students"
    stdout().print(f"{out}: {students}", markup=False, soft_wrap=True)
