"""The command line: words only. Each command parses, calls one function, prints.

Ctrl-C ends a command with the code 130, SIGTERM with 143, a reader that has seen enough (such as
head) with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from grader.errors import GraderError

HELP = """Check your own work, or grade a class.

Exit codes: 0 done (check: every check passed), 1 a check failed in check, something is stale in
release --check or to be mended in audit, 2 the command or course.yml is wrong, 3 it could not be
graded (replay: it came out otherwise), 130 stopped by Ctrl-C (143 by SIGTERM): grade and audit keep
what was judged, and go on from there.
"""
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP
)
CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The folder of course.yml (found upwards without).")
]


def main() -> None:
    """Run the command line; an error says what happened and what to type next."""
    try:
        app()
    except GraderError as error:
        _say_error(error)
        sys.exit(error.exit_code)


def _stdout() -> Console:
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def _stderr() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def _say_error(error: GraderError) -> None:
    _stderr().print(Text.assemble(("error: ", "bold red"), error.message))
    if error.remedy:
        _stderr().print(Text.assemble(("try: ", "bold"), error.remedy))


@app.command("list")
def list_exercises(course: CourseOption = None) -> None:
    """List the exercises, their points and how far you are."""
    from grader.commands.screen import exercise_table
    from grader.course.model import load_course

    _stdout().print(exercise_table(load_course(course, exactly=course is not None)))


@app.command()
def check(
    exercises: Annotated[list[str] | None, typer.Argument(help="Which; all without.")] = None,
    course: CourseOption = None,
) -> None:
    """Run the visible checks on your own files."""
    from grader.commands import check
    from grader.commands.screen import checked, waiting
    from grader.course.model import load_course

    loaded = load_course(course, exactly=course is not None)
    with waiting(_stderr(), "starting Python with your libraries") as started:
        outcome = check.check(loaded, exercises or [], started)
    _stdout().print(checked(loaded, outcome))
    raise typer.Exit(0 if outcome.passed else 1)


@app.command()
def hint(
    exercise: str,
    part: Annotated[str | None, typer.Argument(help="The first open part without.")] = None,
    course: CourseOption = None,
) -> None:
    """Return a hint; one rung more each time."""
    from grader.commands.hint import next_hint
    from grader.commands.screen import hint_text
    from grader.course.model import load_course

    loaded = load_course(course, exactly=course is not None)
    found = loaded.exercise(exercise)
    _stdout().print(hint_text(exercise, next_hint(loaded, found, part)))


@app.command()
def release(
    to: Annotated[Path | None, typer.Option(help="Write the folder that students get.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what is stale; write nothing.")
    ] = False,
    install: Annotated[str, typer.Option(help="What students type after pip install.")] = "",
    course: CourseOption = None,
) -> None:
    """Derive exercises/ from solutions/, for the instructor."""
    from grader.commands import release
    from grader.commands.screen import waiting
    from grader.course.model import load_course

    loaded = load_course(course, exactly=course is not None)
    if check:
        with waiting(_stderr(), "judging stubs and references") as started:
            problems = release.problems(loaded, started)
        _stdout().print("\n".join(problems) or "everything derived is fresh", markup=False)
        raise typer.Exit(1 if problems else 0)
    written, where = release.write(loaded, to, install)
    _stdout().print(f"{len(written)} files written to {where}", markup=False)


@app.command()
def grade(
    submissions: Annotated[Path, typer.Argument(help="A folder or an archive for each student.")],
    out: Annotated[Path, typer.Option(help="Where the results go.")] = Path("results"),
    jobs: Annotated[int, typer.Option(min=1, help="Processes that judge.")] = 1,
    device: Annotated[str, typer.Option(help="cpu, or cuda to fill in the GPU checks.")] = "cpu",
    unsandboxed: Annotated[
        bool, typer.Option("--unsandboxed", help="Grade without protection, and say so.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Grade a class: results.sqlite, results.json, grades.csv and feedback, for the instructor."""
    from grader.commands.interrupts import Tally, stoppable

    tally = Tally()
    with stoppable(tally.last_words):
        from grader.commands.grade import GradeOptions, grade_class
        from grader.commands.screen import graded, grading
        from grader.course.model import load_course

        loaded = load_course(course, exactly=course is not None)
        options = GradeOptions(submissions, out, jobs, device, unsandboxed)
        with grading(_stderr(), tally.count) as steps:
            outcome = grade_class(loaded, options, steps)
    console = _stdout()
    for line in graded(outcome, out, terminal=console.is_terminal):
        console.print(line)
    raise typer.Exit(GraderError.exit_code if outcome.failed else 0)


@app.command()
def replay(
    student: str,
    exercise: str,
    out: Annotated[Path, typer.Option(help="Where the class was graded.")] = Path("results"),
    course: CourseOption = None,
) -> None:
    """Judge a stored grade again and compare it bit for bit, for the instructor."""
    from grader.commands.replay import replay as judge_again
    from grader.commands.screen import replayed, waiting
    from grader.course.model import load_course

    loaded = load_course(course, exactly=course is not None)
    with waiting(_stderr(), "judging once more"):
        outcome = judge_again(loaded, out, student, exercise)
    _stdout().print(replayed(outcome))
    raise typer.Exit(GraderError.exit_code if outcome.differences else 0)


@app.command()
def doctor(
    attack: Annotated[
        bool, typer.Option("--attack", help="Try small attacks; exit code 3 if one gets through.")
    ] = False,
) -> None:
    """Say what protects a grade on this machine, and why."""
    if attack:
        _attack()
    from grader.commands.doctor import examine
    from grader.commands.screen import findings, waiting

    with waiting(_stderr(), "trying what this machine can stop"):
        diagnosis = examine()
    _stdout().print(findings(diagnosis.findings))
    raise typer.Exit(0 if diagnosis.protection else GraderError.exit_code)


def _attack() -> NoReturn:
    from grader.commands.attack import run_attacks
    from grader.commands.attack_screen import besieged, under_siege

    with under_siege(_stderr()) as begin:
        report = run_attacks(begin)
    _stdout().print(besieged(report))
    raise typer.Exit(0 if report.held else GraderError.exit_code)


@app.command()
def calibrate(
    exercise: str,
    gate: Annotated[str | None, typer.Argument(help="Which gate; all without.")] = None,
    runs: Annotated[int, typer.Option(min=1, help="Seeds to try the reference with.")] = 3000,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that train.")] = 1,
    course: CourseOption = None,
) -> None:
    """Measure how often the reference itself misses a gate, for the course's author."""
    from grader.authoring.calibrate import calibrate_suite
    from grader.authoring.calibration_file import course_lines, write
    from grader.course.model import load_course

    loaded = load_course(course, exactly=course is not None)
    found = loaded.exercise(exercise)
    for each in [found.gate(gate)] if gate else found.gates:
        figures = calibrate_suite(loaded.solution_folder(), exercise, each, runs, jobs, _stderr())
        path = write(figures, loaded.root / "validity" / "calibration")
        _stdout().print(f"# {path}\n{course_lines(figures)}", markup=False)
        if not figures.fair:
            raise GraderError(f"{each.name}: right solutions fail too often", "lower the threshold")


@app.command()
def audit(
    exercises: Annotated[list[str] | None, typer.Argument(help="Which; all without.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Under a minute: a sample.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that judge.")] = 1,
    out: Annotated[Path, typer.Option(help="Keeps what was found.")] = Path("results/audit"),
    write: Annotated[
        bool, typer.Option("--write", help="Put the tables into validity/README.md.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Judge the course: right variants must pass, wrong ones must fail, for the course's author."""
    from grader.commands.interrupts import stoppable

    kept = f"stopped: what was judged is kept in {out}/; run the same command again to go on"
    with stoppable(lambda: kept):
        from grader.commands.audit import AuditOptions
        from grader.commands.audit import audit as audit_course
        from grader.commands.audit_screen import (
            around_markers,
            audited,
            render,
            under_audit,
            write_tables,
        )
        from grader.course.model import load_course

        loaded = load_course(course, exactly=course is not None)
        readme = loaded.root / "validity" / "README.md"
        if write:
            around_markers(readme)  # half an hour later would be late
        options = AuditOptions(exercises or (), out, jobs, quick)
        with under_audit(_stderr()) as steps:
            verdicts = audit_course(loaded, options, steps, _stderr())
    console = _stdout()
    shown = audited(verdicts) if console.is_terminal else Text(render(verdicts), end="")
    console.print(shown, end="")
    if write:
        write_tables(verdicts, readme)
    raise typer.Exit(1 if any(each.mend for each in verdicts) else 0)


if __name__ == "__main__":
    main()
