"""What the commands print: tables, feedback, progress. In go results; out come rich renderables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from grader.commands.check import Checked, recall
from grader.commands.doctor import Finding
from grader.commands.grade import Outcome, Steps
from grader.commands.hint import Hint
from grader.commands.replay import Replayed
from grader.course.model import Course
from grader.feedback.sanitize import one_line
from grader.judging.score import total, visible_share
from grader.reports.class_table import points, render, table
from grader.reports.student_feedback import decides, own_feedback
from grader.sandbox.levels import MEANING, Protection


def exercise_table(course: Course) -> Table:
    """Draw the exercises, their points and the student's progress."""
    progress = recall(course)
    drawn = Table(title=Text(course.name), box=box.SIMPLE)
    for heading in ("exercise", "what", "due"):
        drawn.add_column(heading)
    drawn.add_column("points", justify="right")
    drawn.add_column("visible checks", justify="right")
    for exercise in course.exercises:
        due = exercise.deadline.strftime("%Y-%m-%d %H:%M") if exercise.deadline else ""
        done = _progress_of(progress.get(exercise.name, {}).get("parts", {}))
        drawn.add_row(exercise.name, exercise.title, due, f"{exercise.max_score:g}", done)
    return drawn


def _progress_of(parts: dict[str, list[int]]) -> str:
    passed = sum(counts[0] for counts in parts.values())
    checks = sum(counts[1] for counts in parts.values())
    return f"{passed} of {checks}" if checks else "not checked yet"


def checked(course: Course, outcome: Checked) -> Group:
    """Tell a student what the visible checks said, how much hangs on them, and what to do next."""
    told = [own_feedback(each, outcome.decided.get(each.exercise)) for each in outcome.results]
    last = _in_all(outcome)
    said = len(told) == 1 and told[0].plain.endswith(last)  # unless its file cannot be run
    return Group(*told, *([] if said else [Text(last)]), _next_step(course, outcome))


def _in_all(outcome: Checked) -> str:
    """Count the visible checks of all exercises, as each of them counts its own."""
    shares = [visible_share(each) for each in outcome.results]
    passed, checks = sum(each.passed for each in shares), sum(each.checks for each in shares)
    here = "hidden checks decide the rest"
    if all(each.exercise in outcome.decided for each in outcome.results):
        most = total(each.max_score for each in outcome.results)
        decided = total(outcome.decided[each.exercise] for each in outcome.results)
        here = decides(decided, most)
    scope = "visible" if len(shares) == 1 else f"visible, in all {len(shares)} exercises"
    return f"{scope}: {passed} of {checks} ({here})\n" if checks else ""


def _next_step(course: Course, outcome: Checked) -> Text:
    for result in outcome.results:
        for part in result.parts:
            if part.score < part.max_score:
                return Text(f"next: grader hint {result.exercise} {part.part}", "bold")
    return Text("every visible check passes; hidden ones ask the same on other values", "green")


def hint_text(exercise: str, hint: Hint) -> Text:
    """Show one rung."""
    head = f"{hint.part}, hint {hint.rung} of {hint.rungs}: "
    text = Text.assemble((head, "bold"), hint.text)
    more = f"\none more: grader hint {exercise} {hint.part}" if hint.rung < hint.rungs else ""
    return text.append(more, "dim")


def findings(found: Sequence[Finding]) -> Table:
    """Draw what the doctor found."""
    drawn = Table(box=box.SIMPLE, show_header=False)
    for finding in found:
        drawn.add_row(
            Text(finding.name, "bold"), Text(finding.value), Text(one_line(finding.remark))
        )
    return drawn


def graded(outcome: Outcome, out: Path, *, terminal: bool) -> Iterator[RenderableType]:
    """Tell an instructor what became of the class; a table as wide as it need be in a file."""
    for warning in outcome.warnings:
        yield Text.assemble(("note: ", "yellow"), one_line(warning, 500))
    results, described = outcome.results, outcome.environment
    yield table(results, described) if terminal else Text(render(results, described))
    if outcome.resumed:
        count = f"{outcome.resumed} of {outcome.submissions}"
        yield Text(f"resumed: {count} were graded before, and are unchanged since")
    for judged in outcome.failed:
        said = f"{judged.submission.student}: {judged.problem}"
        yield Text.assemble(("not graded: ", "bold red"), one_line(said, 500))
    if outcome.environment.get("protection") == "L1":
        yield Text(f"protection L1: {MEANING['L1']}", "bold red")
    yield Text(f"written to {out}/: results.sqlite, results.json, grades.csv, feedback/")


def replayed(outcome: Replayed) -> Group:
    """Draw a grade that was judged again: by part, and where it differs from what is stored."""
    kept, now = outcome.kept, outcome.now
    head = (
        f"{one_line(now.student)}, {now.exercise}: attempt {kept.attempt}, "
        f"submission {kept.submission[:12]}, protection {outcome.level}"
    )
    parts = [
        f"  {each.part}: {points(each.score)} of {points(each.max_score)}" for each in now.parts
    ]
    said = [Text(f"differs: {one_line(each, 500)}", "red") for each in outcome.differences]
    since = [Text(f"since then: {one_line(each)}", "yellow") for each in outcome.since]
    same = [] if said else [Text("the same, bit for bit", "bold green")]
    return Group(Text(head, "bold"), *map(Text, parts), *said, *since, *same)


@contextmanager
def waiting(console: Console, what: str) -> Iterator[Callable[[Protection], None]]:
    """Show that something is under way; a terminal only."""

    def started(protection: Protection) -> None:
        status.update("running the checks")

    with console.status(what) as status:
        yield started


@contextmanager
def grading(
    console: Console, count: Callable[[int, int], None] = lambda graded, submissions: None
) -> Iterator[Steps]:
    """Show the progress over a class on a terminal, and let ``count`` know what is kept of it."""
    what = TextColumn("{task.description}", markup=False)  # a name may look like markup
    columns: list[Any] = [what, BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def begin(total: int, resumed: int) -> None:
            everybody = total + resumed
            progress.update(task, total=everybody, completed=resumed, description="warming up")

        def protected(protection: Protection) -> None:
            progress.update(task, description=f"grading ({protection.level})")

        def advance(student: str) -> None:
            progress.update(task, advance=1, description=f"graded {one_line(student, 40)}")

        yield Steps(begin, protected, advance, count)
