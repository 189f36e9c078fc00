"""The part of the command line that makes, releases and judges a course: words only, too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from grader.cli_options import (
    AUTHORS,
    INSTRUCTORS,
    CourseOption,
    ExerciseArgument,
    ExercisesArgument,
    course_at,
)
from grader.commands.screen import stderr, stdout
from grader.errors import GraderError, UsageError

author = typer.Typer()


@author.command(rich_help_panel=INSTRUCTORS)
def release(
    to: Annotated[Path | None, typer.Option(help="Write the folder that students get.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what is stale or wrong; write nothing.")
    ] = False,
    install: Annotated[
        str, typer.Option(help="With --to: what students type after 'pip install'.")
    ] = "",
    address: Annotated[
        str, typer.Option(metavar="URL", help="With --to: where students get it as a zip.")
    ] = "",
    format: Annotated[
        Literal["handout", "nbgrader"],
        typer.Option(help="With --to: a folder for students, or an nbgrader course."),
    ] = "handout",
    course: CourseOption = None,
) -> None:
    """Derive exercises/ from solutions/, and the folder that students get."""
    from grader.commands import release
    from grader.commands.progress import progress_bar

    loaded = course_at(course)
    if format == "nbgrader":
        if check or install or address or to is None:
            fix = "grader release --format nbgrader --to DIR"
            raise UsageError("an nbgrader course is written with --to, and no other option", fix)
        with progress_bar(stderr(), "deriving") as progress:
            changed, assignments = release.write_nbgrader(loaded, to, progress)
        stdout().print(release.shown_nbgrader(changed, to, assignments), markup=False)
        return
    if check:
        with progress_bar(stderr(), "judging stubs and references") as progress:
            problems = release.problems(loaded, progress)
        stdout().print("\n".join(problems) or "everything derived is fresh", markup=False)
        raise typer.Exit(1 if problems else 0)
    with progress_bar(stderr(), "deriving") as progress:
        written, where = release.write(loaded, to, install, address, progress)
    stdout().print(release.shown(written, where), markup=False)
    if to is not None and (note := release.shown_placeholders(install, address)):
        stdout().print(note, markup=False)


@author.command("new-course", rich_help_panel=INSTRUCTORS)
def new_course(
    directory: Annotated[Path, typer.Argument(help="A new folder, for the new course.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="nn, the course that comes with the grader's repository; or a course's folder "
            "(default: begin with one exercise, an example).",
        ),
    ] = None,
    exercises: Annotated[
        str,
        typer.Option(
            help="With --from: its exercises, with commas between (default: all of them)."
        ),
    ] = "",
) -> None:
    """Begin a course of your own: with an example, or with exercises of another course."""
    from grader.commands.new_course import new_course, shown

    names = [each.strip() for each in exercises.split(",") if each.strip()]
    stdout().print(shown(new_course(directory, source, names), directory), markup=False)


@author.command(rich_help_panel=AUTHORS)
def new(
    exercise: Annotated[str, typer.Argument(help="Name of the new exercise, and of its module.")],
    title: Annotated[str, typer.Option(help="Its title (default: from its name).")] = "",
    course: CourseOption = None,
) -> None:
    """Begin one more exercise, with an example that is whole: lesson, hints, reference, suites."""
    from grader.commands.new_exercise import new_exercise, shown

    whole = new_exercise(course_at(course), exercise, title)
    stdout().print(shown(whole, exercise), markup=False)


@author.command(rich_help_panel=AUTHORS)
def calibrate(
    exercise: ExerciseArgument,
    gate: Annotated[str | None, typer.Argument(help="Gate (default: all of them).")] = None,
    runs: Annotated[
        int, typer.Option(min=1, help="Number of seeds that the reference trains with.")
    ] = 3000,
    jobs: Annotated[int, typer.Option(min=1, help="Number of processes that train.")] = 1,
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace a record of more runs, without being asked.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Measure how often the reference itself misses a gate; go on where it was stopped."""
    from grader.commands.calibrate import Tally, calibrate, longer, shown, unfair
    from grader.commands.interrupts import stoppable
    from grader.commands.progress import progress_bar

    loaded, tally = course_at(course, calibrating=True), Tally()
    if (lost := "\n".join(longer(loaded, exercise, gate, runs))) and not yes:
        if not sys.stdin.isatty():
            raise UsageError(lost, "as many --runs, or more; or --yes to replace it")
        if not typer.confirm(f"{lost}. Replace it?", default=False):
            raise typer.Exit(1)
    with stoppable(tally.last_words), progress_bar(stderr(), "loading the reference") as progress:
        calibrated = calibrate(loaded, exercise, gate, runs, jobs, progress, tally)
    for each in calibrated:
        stdout().print(shown(each), markup=False)
    if not calibrated:
        stdout().print(f"{exercise} has no gate: there is nothing to calibrate", markup=False)
    what, fix = unfair(loaded, calibrated, exercise)
    if what:
        raise GraderError(what, fix)


@author.command(rich_help_panel=AUTHORS)
def audit(
    exercises: ExercisesArgument = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A sample: some mistakes and mutants alone.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Number of processes that judge.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for what was found.")] = Path("results/audit"),
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables into validity/README.md.")
    ] = False,
    visible: Annotated[
        bool, typer.Option("--visible", help="Only what visible checks catch: seconds.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Judge the course: right variants must pass, wrong ones must fail."""
    if visible:
        from grader.commands.audit import audit_visible
        from grader.commands.audit_screen import shown_visible
        from grader.commands.progress import progress_bar

        with progress_bar(stderr(), "judging by visible checks") as progress:
            verdict = audit_visible(course_at(course), exercises or (), progress)
        stdout().print(shown_visible(verdict), end="")
        raise typer.Exit(1 if verdict.to_fix else 0)
    from grader.commands.interrupts import stoppable

    kept = f"stopped: what was judged is kept in {out}/; run the same command again to continue"
    with stoppable(lambda: kept):
        from grader.commands.audit import AuditOptions, audit
        from grader.commands.audit_screen import shown, split_at_markers, write_tables
        from grader.commands.progress import progress_bar

        loaded = course_at(course)
        readme = loaded.root / "validity" / "README.md"
        if write:
            split_at_markers(readme)  # half an hour later would be late
        options = AuditOptions(exercises or (), out, jobs, quick)
        with progress_bar(stderr(), "making variants") as progress:
            verdict = audit(loaded, options, progress)
    console = stdout()
    console.print(shown(verdict, terminal=console.is_terminal), end="")
    if write:
        write_tables(verdict, readme)
    raise typer.Exit(1 if verdict.to_fix else 0)
