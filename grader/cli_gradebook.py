"""The part of the command line that grades a class and keeps its grades: words only, too."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli_cluster import grade_one_shard, with_shard
from grader.cli_options import (
    INSTRUCTORS,
    CourseOption,
    ExerciseArgument,
    GithubOption,
    GradedExercises,
    JunitOption,
    PicturesOption,
    PlatformOption,
    PrefixOption,
    ResultsOption,
    course_at,
    results_of,
)
from grader.commands.screen import stderr, stdout
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.commands.grade import GradeOptions
    from grader.commands.marking import Asked
    from grader.course.model import Course
    from grader.gradebook import Change

gradebook = typer.Typer()

StudentArgument = Annotated[str, typer.Argument(help="Student, by the name in grades.csv.")]
ReasonOption = Annotated[str, typer.Option(help="Why; it stands in the history and the feedback.")]
SomeExercises = Annotated[
    list[str] | None, typer.Option("--exercise", help="This exercise (repeatable; default: all).")
]


@gradebook.command(rich_help_panel=INSTRUCTORS)
def grade(
    submissions: Annotated[
        Path,
        typer.Argument(
            help="What a platform lets you download, as a zip or unpacked; or a folder that holds "
            "a folder or an archive for each student."
        ),
    ],
    out: ResultsOption = None,
    jobs: Annotated[int, typer.Option(min=1, help="Number of processes that judge.")] = 1,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Judge on this Dask scheduler's workers: tls://…"),
    ] = "",
    device: Annotated[str, typer.Option(help="cpu; or cuda, to fill in the GPU checks.")] = "cpu",
    unsandboxed: Annotated[
        bool, typer.Option("--unsandboxed", help="Grade without protection; every report says so.")
    ] = False,
    exercise: GradedExercises = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="STUDENT", help="Grade this student (repeatable; default: all)."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Let a newer work lower a grade, without asking.")
    ] = False,
    prefix: PrefixOption = None,
    platform: PlatformOption = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only list what would be judged, for whom, and what not."),
    ] = False,
    pictures: PicturesOption = False,
    shard: Annotated[
        str | None,
        typer.Option(metavar="K/N", help="Grade piece k of n; then: grader merge DIR..."),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option(help="A shard's gradebook, begun by sbatch (default: that of course.yml)."),
    ] = None,
    junit: JunitOption = None,
    github: GithubOption = False,
    course: CourseOption = None,
) -> None:
    """Grade a class: results.sqlite, results.json, grades.csv and feedback."""
    from grader.commands.interrupts import Tally, stoppable

    tally = Tally()
    with stoppable(tally.last_words):
        from grader.commands.ci import log, show_grades, write_junit
        from grader.commands.grade import GradeOptions, grade_class
        from grader.commands.grade_screen import shown
        from grader.commands.progress import progress_bar

        wanted = exercise or (), only or (), yes, prefix, platform, pictures, scheduler
        loaded = course_at(course)
        folder = results_of(loaded, out)
        options = GradeOptions(submissions, folder, jobs, device, unsandboxed, *wanted)
        if shard or like:
            whole = {
                "--yes": yes, "--pictures": pictures, "--junit": junit, "--github": github,
                "--scheduler": scheduler,
            }  # fmt: skip
            options = with_shard(options, shard, out, whole)
        if dry_run:
            _show_what_would_be(loaded, options)
            return
        if options.shard:
            grade_one_shard(loaded, options, like, tally.count)
        with log(github):
            with progress_bar(stderr(), "starting", counts="graded") as progress:
                graded = grade_class(loaded, options, progress, tally.count)
            console = stdout()
            for line in shown(graded, folder, terminal=console.is_terminal):
                console.print(line)
    if github:
        show_grades(loaded, graded, options)
    if junit:
        said = write_junit(junit, graded.results, graded.environment, private=True)
        console.print(said, markup=False)
    lower = graded.lower or graded.withheld
    raise typer.Exit(GraderError.exit_code if graded.failed else 1 if lower else 0)


def _show_what_would_be(course: Course, options: GradeOptions) -> None:
    from grader.commands.dry_run import dry_run, shown

    for line in shown(dry_run(course, options)):
        stdout().print(line)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def replay(
    student: Annotated[str, typer.Argument(help="Student, by the name in grades.csv.")],
    exercise: ExerciseArgument,
    out: ResultsOption = None,
    attempt: Annotated[
        str, typer.Option(help="Number or digest of an attempt (default: the one that counts).")
    ] = "",
    course: CourseOption = None,
) -> None:
    """Judge a stored grade again and compare it bit for bit."""
    from grader.commands.interrupts import stoppable

    with stoppable(lambda: "stopped: no grade was changed"):
        from grader.commands.progress import progress_bar
        from grader.commands.replay import replay, shown

        loaded = course_at(course)
        with progress_bar(stderr(), "judging once more"):
            replayed = replay(loaded, results_of(loaded, out), student, exercise, attempt)
    stdout().print(shown(replayed))
    raise typer.Exit(GraderError.exit_code if replayed.differences else 0)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def grades(
    student: Annotated[
        list[str] | None, typer.Option(help="This student (repeatable; default: all).")
    ] = None,
    exercise: SomeExercises = None,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Show the class's grades over the term: what is missing, and new since the last export."""
    from grader.commands.grades import class_grades, shown

    loaded = course_at(course)
    found = class_grades(loaded, results_of(loaded, out), student or [], exercise or [])
    console = stdout()
    for line in shown(found, terminal=console.is_terminal):
        console.print(line)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def history(
    student: StudentArgument, out: ResultsOption = None, course: CourseOption = None
) -> None:
    """Show every grade that a student ever had, and every decision about it."""
    from grader.commands.history import history as history_of
    from grader.commands.history import shown

    loaded = course_at(course)
    for line in shown(history_of(loaded, results_of(loaded, out), student)):
        stdout().print(line)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def adjust(
    student: StudentArgument,
    exercise: ExerciseArgument,
    part: Annotated[str, typer.Argument(help="Part (default: the whole exercise).")] = "",
    points: Annotated[
        str, typer.Option(metavar="N", help="Set the points; with a sign (--points=+0.5), add.")
    ] = "",
    excuse: Annotated[
        bool, typer.Option("--excuse", help="Ask nothing of this student in this exercise.")
    ] = False,
    reason: ReasonOption = "",
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Correct a grade by hand, with a reason; every report says so."""
    from grader.commands.corrections import adjust as adjusted

    loaded = course_at(course)
    done = adjusted(
        loaded,
        results_of(loaded, out),
        student,
        exercise,
        part,
        points=points,
        excuse=excuse,
        reason=reason,
    )
    _show_changes(done.changes)
    if done.grade is not None:
        stdout().print(f"{exercise}: {done.grade.arithmetic}", markup=False)
    stdout().print(f"reports written; to undo it: grader undo {done.number}", markup=False)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def undo(
    number: Annotated[
        int | None, typer.Argument(help="Number of the decision (default: the last one).")
    ] = None,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Undo a correction; both stay in the history."""
    from grader.commands.corrections import undo as undone

    loaded = course_at(course)
    entry, done = undone(loaded, results_of(loaded, out), number)
    of = " ".join(filter(None, [entry.student, entry.exercise, entry.part]))
    _show_changes(done.changes)
    stdout().print(
        f"undone: {entry.number}, {entry.kind} of {of} (to take that back: grader undo "
        f"{done.number})", markup=False,
    )  # fmt: skip


@gradebook.command(rich_help_panel=INSTRUCTORS)
def mark(
    exercise: Annotated[
        str | None, typer.Argument(help="Exercise (default: all that are marked by hand).")
    ] = None,
    part: Annotated[str | None, typer.Argument(help="Part (default: all of them).")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write a table to fill in.")
    ] = None,
    filled: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Read it when it is filled in.")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Show no names.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port (default: a free one).")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without asking.")] = False,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Mark answers by hand, by a rubric: on a page in your browser, or in a table."""
    from grader.commands.marking import asked_for
    from grader.commands.marks_csv import apply_marks, export_marks, read_marks

    loaded = course_at(course)
    folder, asked = results_of(loaded, out), asked_for(loaded, exercise, part)
    if export and filled:
        raise UsageError("a table is exported or imported", "one of --export and --import")
    if export:
        count = export_marks(loaded, folder, export, asked, blind=blind)
        answers = "1 answer" if count == 1 else f"{count} answers"
        stdout().print(f"{answers} written to {export}; filled in: grader mark --import {export}")
        return
    if filled is None:
        _mark_on_a_page(loaded, folder, asked, blind=blind, port=port, browser=browser)
        return
    read = read_marks(loaded, folder, filled)
    _show_changes(read.changes)
    if _applies(bool(read.entries), yes=yes):
        done = apply_marks(loaded, folder, filled, read)
        last = done.number + len(read.entries) - 1
        stdout().print(f"reports written; to undo the last one: grader undo {last}")
    waiting = "1 answer still waits" if read.waiting == 1 else f"{read.waiting} answers still wait"
    stdout().print(f"marked: {len(read.entries)}; {waiting}")


def _mark_on_a_page(
    course: Course, out: Path, asked: Asked, *, blind: bool, port: int, browser: bool
) -> None:
    import webbrowser

    from grader.commands.mark_page import ended, opened, shown

    with opened(course, out, asked, blind=blind, port=port) as page:
        stdout().print(shown(page), soft_wrap=True)
        if browser:
            webbrowser.open(page.file.as_uri())
        with suppress(KeyboardInterrupt):  # that is how it ends
            page.serve()
    stdout().print(ended(page))


@gradebook.command(rich_help_panel=INSTRUCTORS)
def regrade(
    without: Annotated[
        str, typer.Option(metavar="CHECK", help="Let this check not count; nothing is judged.")
    ] = "",
    exercise: SomeExercises = None,
    never_lower: Annotated[
        bool, typer.Option("--never-lower", help="Leave grades as they are that would be lower.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without asking.")] = False,
    reason: ReasonOption = "",
    jobs: Annotated[int, typer.Option(min=1, help="Number of processes that judge.")] = 1,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Judge the works that are kept again, or without a check; what changes is shown first."""
    from grader.commands.interrupts import stoppable
    from grader.commands.regrade import Stage

    stage = Stage()
    with stoppable(stage.last_words):
        from grader.commands.corrections import decide, drop_check
        from grader.commands.gradebook import results_at
        from grader.commands.progress import progress_bar
        from grader.commands.regrade import judge_again, keep

        loaded = course_at(course)
        folder, exercises = results_of(loaded, out), exercise or []
        if without:
            if len(exercises) > 1:
                raise UsageError("a check is of one exercise", "name one: --exercise NAME")
            name = exercises[0] if exercises else ""
            entry, changes = drop_check(
                loaded, folder, without, name, reason, never_lower=never_lower
            )
            _show_changes(changes)
            if not changes or _applies(True, yes=yes):  # without any, it holds for later works
                with results_at(folder) as store:
                    done = decide(store, loaded, folder, entry)
                dropped = f"{entry.value['check']} does not count from now on"
                stdout().print(f"{dropped}; to undo it: grader undo {done.number}", markup=False)
            return
        with progress_bar(stderr(), "starting") as progress:
            again = judge_again(
                loaded, folder, exercises, never_lower=never_lower, jobs=jobs, progress=progress
            )
        stdout().print(f"judged again: {again.judged}; as they would be: {again.current}")
        for each in again.failed:
            stdout().print(f"not graded: {each.submission.student}: {each.problem}", markup=False)
        _show_changes(again.changes)
        if again.judged and _applies(bool(again.kept), yes=yes):
            keep(loaded, folder, again, reason, stage)
            stdout().print("reports written; grader history STUDENT has what was before")
        if again.failed:
            raise typer.Exit(GraderError.exit_code)


def _show_changes(changes: Sequence[Change]) -> None:
    from grader.commands.changes import changes_table
    from grader.gradebook import in_words

    if not changes:
        stdout().print("no grade changes")
        return
    stdout().print(in_words(changes))
    stdout().print(changes_table(changes))


def _applies(anything: bool, *, yes: bool) -> bool:
    """Ask whether it is to be applied; where nobody can answer, it is not, and that is said."""
    if not anything or yes:
        return anything
    if sys.stdin.isatty() and typer.confirm("apply it?", default=False):
        return True
    stdout().print("nothing was changed; to apply it add --yes")
    raise typer.Exit(1)


@gradebook.command(rich_help_panel=INSTRUCTORS)
def similarity(
    submissions: Annotated[
        Path, typer.Argument(help="The class, as grader grade takes it: a download or a folder.")
    ],
    reference: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Earlier works, such as last year's (repeatable)."),
    ] = None,
    exercise: SomeExercises = None,
    platform: PlatformOption = None,
    out: ResultsOption = None,
    course: CourseOption = None,
) -> None:
    """Show works that are far more alike than the class is: evidence, never a verdict."""
    from grader.commands.grade import GradeOptions
    from grader.commands.progress import progress_bar
    from grader.commands.similarity import shown
    from grader.commands.similarity import similarity as compared

    loaded = course_at(course)
    options = GradeOptions(
        submissions, results_of(loaded, out), exercises=exercise or (), platform=platform
    )
    with progress_bar(stderr(), "reading", counts="compared") as progress:
        found = compared(loaded, options, reference or [], progress)
    for line in shown(found):
        stdout().print(line)
