"""The command line: words only. Each command parses, calls one function of commands/, and prints.

Ctrl-C ends a command with the code 130, SIGTERM with 143, and a reader that has seen enough (such
as head) with 1.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from grader.cli_author import author
from grader.cli_cluster import cluster
from grader.cli_export import export
from grader.cli_gradebook import gradebook
from grader.cli_options import (
    INSTRUCTORS,
    STUDENTS,
    Classroom50Option,
    CourseOption,
    ExerciseAtHand,
    ExercisesArgument,
    GithubOption,
    JunitOption,
    PartAtHand,
    course_at,
    named,
    results_of,
)
from grader.commands.hand_in import start_python_elsewhere
from grader.commands.screen import error_text, stderr, stdout
from grader.errors import GraderError, MissingLibrary, UsageError

EXIT_CODES = {
    "0": "done (check: every check passed)",
    "1": "check: a check failed; plot: a picture waits for what is not written or does not work; "
    "pack: something is broken, or cannot be handed in as it is; grade, merge: a work would lower "
    "a grade, and was not let; release --check: something is stale or wrong; audit: something "
    "needs fixing",
    "2": "the command or a file of the course is wrong",
    "3": "it could not be graded; merge: a shard is missing; replay: the grade came out "
    "differently; doctor --attack: an attack got through",
    "130, 143": "stopped by Ctrl-C, or by SIGTERM: grade, audit and calibrate keep what is done",
}
app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Check your own work, or grade a class.",
    epilog="\n\n".join(["Exit codes:", *(f"{code}  {what}" for code, what in EXIT_CODES.items())]),
)


def main() -> None:
    """Run the command line; an error says what happened and what to type next."""
    start_python_elsewhere()
    if isinstance(sys.stdout, TextIOWrapper):  # a pipe of Windows has no letter for ½ or λ
        sys.stdout.reconfigure(errors="replace")
    try:
        app()
    except GraderError as error:
        _end_with(error)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in ("", "grader"):
            raise
        _end_with(MissingLibrary("this needs", [library]))


def _end_with(error: GraderError) -> NoReturn:
    stderr().print(error_text(error))
    sys.exit(error.exit_code)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        stdout().print(f"nngrader {version('nngrader')}")
        raise typer.Exit


@app.callback()
def begin(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, help="Say the version.")
    ] = False,
) -> None:
    """Say where you are in the course and what to type next, where no command is named."""
    if context.invoked_subcommand is None:
        from grader.commands.standing import exercise_at, whereabouts

        try:
            course = course_at(None)
        except GraderError:
            typer.echo(context.get_help())
            raise
        stdout().print(whereabouts(course, exercise_at(course, Path.cwd())))


@app.command("list", rich_help_panel=STUDENTS)
def list_exercises(course: CourseOption = None) -> None:
    """List the exercises, their points and how far you are."""
    from grader.commands.list import shown

    stdout().print(shown(course_at(course)))


@app.command(rich_help_panel=STUDENTS)
def check(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="EXERCISE [PART]",
            help="What to check (default: the exercise in whose folder you are, or all of them).",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Explain every failure, and not only the first.")
    ] = False,
    submission: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with the work (default: the course's folder)."),
    ] = None,
    junit: JunitOption = None,
    github: GithubOption = False,
    classroom50: Classroom50Option = False,
    course: CourseOption = None,
) -> None:
    """Run the visible checks on your own files."""
    from grader.commands.check import check
    from grader.commands.check_screen import shown
    from grader.commands.ci import log, show_check, write_classroom50, write_junit
    from grader.commands.progress import progress_bar
    from grader.commands.standing import exercise_at

    loaded = course_at(course)
    words = named(loaded, words)
    here = exercise_at(loaded, Path.cwd())
    if course is None and here is None and loaded.root != Path.cwd():
        stderr().print(f"the checks are those of the course in {loaded.root}", markup=False)
    with log(github):
        with progress_bar(stderr(), "starting Python with your libraries") as progress:
            checked = check(loaded, words or ([here.name] if here else []), progress, submission)
        stdout().print(shown(checked, everything=everything))
    if github:
        show_check(checked)
    if junit:
        stdout().print(write_junit(junit, checked.results, checked.environment), markup=False)
    if classroom50:
        write_classroom50(checked)
    raise typer.Exit(0 if checked.passed else 1)


@app.command(rich_help_panel=STUDENTS)
def watch(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="EXERCISE [PART]",
            help="Where to begin (default: at the first part that is not finished).",
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Lines instead of a screen, for screen readers and logs."),
    ] = False,
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Look at the files again and again: for network drives."),
    ] = False,
    course: CourseOption = None,
) -> None:
    """Check your work each time that you save it, with hints and pictures at a key."""
    from grader.commands.standing import exercise_at
    from grader.commands.watch import start, watch

    loaded = course_at(course)
    begin = start(loaded, named(loaded, words), exercise_at(loaded, Path.cwd()))
    watch(begin, stdout(), plain=plain, poll=poll)


@app.command(rich_help_panel=STUDENTS)
def hint(
    exercise: ExerciseAtHand = None,
    part: PartAtHand = None,
    again: Annotated[bool, typer.Option("--again", help="Show the last one again.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Show all that you have read so far.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take a hint that costs points, without being asked.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Show a hint; each time you ask, it says a little more."""
    from grader.commands import hint as hints
    from grader.commands.standing import exercise_at, part_meant

    loaded = course_at(course)
    exercise = named(loaded, [exercise])[0] if exercise else None
    meant = part_meant(loaded, exercise_at(loaded, Path.cwd()), "hint", exercise, part)
    asked, name = (loaded, *meant), meant[0].name
    if again or everything:
        read = hints.read_hints(*asked)
        stdout().print(hints.all_shown(name, read if everything else read[-1:]))
        return
    if not yes and sys.stdin.isatty() and (upcoming := hints.upcoming(*asked)).price:
        yes = typer.confirm(f"{hints.asked(upcoming)}. Show it?", default=False)
        if not yes:
            raise typer.Exit(1)
    stdout().print(hints.shown(name, hints.next_hint(*asked, pays=yes)))


@app.command(rich_help_panel=STUDENTS)
def reset(
    exercise: Annotated[
        str | None, typer.Argument(help="Exercise, by its name in grader list.", show_default=False)
    ] = None,
    part: Annotated[str | None, typer.Argument(help="Part (default: the whole exercise).")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Put it back without being asked.")] = False,
    course: CourseOption = None,
) -> None:
    """Put an exercise, or one part, back as it was handed out; keep a copy of what you had."""
    from grader.commands.reset import asked, reset, shown
    from grader.commands.standing import exercise_at, must_be_named

    loaded = course_at(course)
    if exercise is None:  # it is never guessed what to put back
        raise must_be_named(loaded, exercise_at(loaded, Path.cwd()), "reset")
    (exercise,) = named(loaded, [exercise])
    question = asked(loaded, loaded.exercise(exercise), part)
    if question and not yes and sys.stdin.isatty() and not typer.confirm(question, default=False):
        raise typer.Exit(1)
    stdout().print(shown(exercise, part, reset(loaded, loaded.exercise(exercise), part)))


@app.command("try", rich_help_panel=STUDENTS)
def try_part(
    exercise: ExerciseAtHand = None,
    part: PartAtHand = None,
    course: CourseOption = None,
) -> None:
    """Try a part in a Python prompt, with what the first failing check gives it."""
    from grader.commands.progress import progress_bar
    from grader.commands.standing import exercise_at, part_meant
    from grader.commands.try_part import open_prompt, prepared

    loaded = course_at(course)
    exercise = named(loaded, [exercise])[0] if exercise else None
    meant = part_meant(loaded, exercise_at(loaded, Path.cwd()), "try", exercise, part)
    with progress_bar(stderr(), "starting Python with your libraries") as progress:
        given = prepared(loaded, *meant, progress)
    raise typer.Exit(open_prompt(given))


@app.command(rich_help_panel=STUDENTS)
def pack(
    exercises: Annotated[
        list[str] | None, typer.Argument(help="Exercises (default: all that you have begun).")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.zip", help="Archive (default: handin.zip); without .zip, a new folder."
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Pack what you hand in, and say what is in it and how it runs."""
    from grader.commands.pack import pack, shown
    from grader.commands.progress import progress_bar

    loaded = course_at(course)
    with progress_bar(stderr(), "starting Python with your libraries") as progress:
        packed = pack(loaded, list(dict.fromkeys(named(loaded, exercises))), to, progress)
    stdout().print(shown(packed))
    raise typer.Exit(0 if packed.whole else 1)


@app.command(rich_help_panel=STUDENTS)
def plot(
    exercises: ExercisesArgument = None,
    to: Annotated[
        Path | None, typer.Option(help="Folder for the files (default: pictures/).")
    ] = None,
    format: Annotated[
        Literal["svg", "png", "gif"],
        typer.Option(help="Kind of file; a gif shows a training, where there is one."),
    ] = "svg",
    theme: Annotated[Literal["light", "dark"], typer.Option(help="Colours.")] = "light",
    reference: Annotated[
        bool,
        typer.Option("--reference", help="Draw the lessons' pictures, for the course's author."),
    ] = False,
    course: CourseOption = None,
) -> None:
    """Draw an exercise's picture with your own functions, and say its numbers."""
    from grader.commands.plot import PlotOptions, images, plot, shown
    from grader.commands.progress import progress_bar

    loaded = course_at(course)
    with progress_bar(stderr(), "starting Python with your libraries") as progress:
        options = PlotOptions(to, format, theme, reference)
        names = list(dict.fromkeys(named(loaded, exercises)))
        plotted = plot(loaded, names, options, progress)
    console = stdout()
    if console.is_terminal and not console.is_dumb_terminal:
        console.print(*images(plotted), sep="\n")
    console.print(shown(plotted))
    raise typer.Exit(0 if all(each.picture for each in plotted) else 1)


@app.command(rich_help_panel=STUDENTS)
def play(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port (default: a free one).")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
    course: CourseOption = None,
) -> None:
    """Open a playground in your browser, where your own functions train a network."""
    import webbrowser

    from grader.commands.play import opened, shown
    from grader.commands.progress import progress_bar

    loaded = course_at(course)
    with ExitStack() as until_the_end:
        with progress_bar(stderr(), "starting Python with your libraries"):
            page = until_the_end.enter_context(opened(loaded, port))
        stdout().print(shown(page.address), soft_wrap=True)
        if browser:
            webbrowser.open(page.file.as_uri())
        page.serve()


@app.command(rich_help_panel=INSTRUCTORS)
def doctor(
    attack: Annotated[
        bool, typer.Option("--attack", help="Try small attacks; exit code 3 if one gets through.")
    ] = False,
) -> None:
    """Say what protects a grade on this machine; in a student's folder, what differs here."""
    from grader.commands.interrupts import stoppable
    from grader.commands.progress import progress_bar

    trying, stopped = "trying what this machine can stop", "stopped: not all was tried"
    if attack:
        with stoppable(lambda: stopped):
            from grader.commands.attack import run_attacks
            from grader.commands.attack import shown as attacks_shown

            with progress_bar(stderr(), trying, lines=True) as progress:
                report = run_attacks(progress)
        stdout().print(attacks_shown(report))
        raise typer.Exit(0 if report.held else GraderError.exit_code)
    from grader.commands.doctor import examine, passport_here, shown, students_sentences

    if passport := passport_here():
        with stoppable(lambda: stopped), progress_bar(stderr(), trying):
            said, works = students_sentences(passport)
        stdout().print("\n".join(said), markup=False)
        raise typer.Exit(0 if works else GraderError.exit_code)
    with stoppable(lambda: stopped), progress_bar(stderr(), trying):
        diagnosis = examine(_results_here())
    stdout().print(shown(diagnosis))
    raise typer.Exit(0 if diagnosis.protection else GraderError.exit_code)


def _results_here() -> Path:
    """Return the folder of the results of the course in which the user stands, if there is one."""
    try:
        return results_of(course_at(None), None)
    except UsageError:
        return Path("results")


app.add_typer(gradebook)
app.add_typer(cluster)
app.add_typer(export, name="export", rich_help_panel=INSTRUCTORS)
app.add_typer(author)  # last: its panel stands below the others
