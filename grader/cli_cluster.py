"""The part of the command line that grades a class in pieces, on several machines: words only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli_options import (
    INSTRUCTORS,
    CourseOption,
    GradedExercises,
    PlatformOption,
    PrefixOption,
    ResultsOption,
    course_at,
    results_of,
)
from grader.commands.screen import stderr, stdout
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.commands.grade import CountKept, GradeOptions
    from grader.course.model import Course

cluster = typer.Typer()


def with_shard(
    options: GradeOptions, shard: str | None, out: Path | None, whole: Mapping[str, object]
) -> GradeOptions:
    """Let a run grade one piece of its class.

    Raises `UsageError` for what has no meaning then, which is ``whole``.
    """
    from dataclasses import replace

    from grader.commands.shard import shard_of

    if not shard:
        raise UsageError("--like is the gradebook of a shard", "say which one: --shard 1/8")
    if given := [name for name, value in whole.items() if value]:
        what = f"{' and '.join(given)} with --shard: that is for the whole class"
        raise UsageError(what, "merge takes --yes; after it grader grade judges no work again")
    piece = shard_of(shard)
    if out is None:
        what = "a shard is graded into a folder of its own"
        raise UsageError(what, f"--shard {piece} --out shard-{piece.number}")
    return replace(options, shard=piece)


def grade_one_shard(
    course: Course, options: GradeOptions, like: Path | None, kept: CountKept
) -> None:
    """Grade one piece of a class, and end the command."""
    from grader.commands.grade_shard import grade_shard, shown
    from grader.commands.progress import progress_bar

    with progress_bar(stderr(), "starting", counts="graded") as progress:
        graded = grade_shard(course, options, results_of(course, like), progress, kept)
    for line in shown(graded, options.out):
        stdout().print(line)
    raise typer.Exit(GraderError.exit_code if graded.failed else 0)


@cluster.command(rich_help_panel=INSTRUCTORS)
def merge(
    shards: Annotated[list[Path], typer.Argument(help="The folders of all shards, in any order.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Let a newer work lower a grade, without asking.")
    ] = False,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Take a class that was graded in shards into its gradebook, and write all reports."""
    from grader.commands.grade_screen import shown
    from grader.commands.interrupts import stoppable
    from grader.commands.merge import merge_shards
    from grader.commands.progress import progress_bar

    with stoppable(lambda: "stopped: the same command merges the shards again"):
        loaded = course_at(course)
        folder = results_of(loaded, out)
        with progress_bar(stderr(), "reading") as progress:
            graded = merge_shards(loaded, shards, folder, progress, yes=yes)
    console = stdout()
    for line in shown(graded, folder, terminal=console.is_terminal):
        console.print(line)
    lower = graded.lower or graded.withheld
    raise typer.Exit(GraderError.exit_code if graded.failed else 1 if lower else 0)


@cluster.command(rich_help_panel=INSTRUCTORS)
def sbatch(
    submissions: Annotated[
        Path, typer.Argument(help="The class, as grader grade takes it: a download or a folder.")
    ],
    shards: Annotated[
        int, typer.Option(min=1, max=9999, metavar="N", help="In how many pieces it is graded.")
    ],
    cores: Annotated[int, typer.Option(min=1, help="Cores, and processes, of a piece.")] = 4,
    level: Annotated[
        str | None,
        typer.Option(help="Protection that each node must have (default: the class's, or L3)."),
    ] = None,
    exercise: GradedExercises = None,
    prefix: PrefixOption = None,
    platform: PlatformOption = None,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Print the job script with which Slurm grades a class in shards."""
    from grader.commands.grade import GradeOptions
    from grader.commands.sbatch import prepare, script, shown

    loaded = course_at(course)
    options = GradeOptions(
        submissions, results_of(loaded, out), exercises=exercise or (), prefix=prefix,
        platform=platform,
    )  # fmt: skip
    job = prepare(loaded, options, shards, cores, level)
    print(script(job), end="")  # byte for byte: the console would wrap its lines
    stderr().print(shown(job), markup=False)
