"""`grader grade --dry-run`: what would be judged, for whom, and what would not and why.

Nothing is judged, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from grader.commands.grade import GradeOptions, wanted_exercises, wanted_students
from grader.course.model import Course
from grader.feedback import one_line
from grader.reports import class_table
from grader.submission import FOLDER, Answer, Entry, Submission, Work, parts_of, read_submission
from grader.unpacking import Unpacker

TIME = "%Y-%m-%d %H:%M %Z"
NARROW = 100
"""Of a terminal in which a table would break its words."""


@dataclass(frozen=True)
class Row:
    """One work, or why there is none: empty where nothing is known, ``why`` where it is judged.

    ``by_hand`` it is an answer alone, which a person marks.
    """

    student: str
    exercise: str = ""
    file: str = ""
    handed_in: datetime | None = None
    late: bool | None = None
    why: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class DryRun:
    """What a run of grade would do. ``remarks`` are of works that are judged, and of the folder."""

    platform: str
    students: int
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    store: bool

    @property
    def judged(self) -> int:
        """How many works would be judged."""
        return sum(1 for row in self.rows if not (row.why or row.by_hand))


def dry_run(course: Course, options: GradeOptions) -> DryRun:
    """Read a class, and say what would be judged. Raises `UsageError`, as `grade_class` does."""
    exercises = wanted_exercises(course, options)
    found = wanted_students(course, options)
    rows: list[Row] = []
    remarks = list(found.warnings)
    with Unpacker() as unpacker:
        for entry in found.entries:
            with unpacker.of_one_student() as unpack:
                submission = read_submission(
                    entry, parts_of(course.exercises), unpack=unpack, open_zip=unpacker.open_zip
                )
            own = list(_rows(entry, submission, exercises))
            rows += own or [_nothing(entry, submission)]
            said = {why for row in own for why in row.why.split("; ")}
            if own:
                left = [each for each in submission.problems if each not in said]
                remarks += [f"{entry.student}: {each}" for each in left]
    store = (options.out / "results.sqlite").exists()
    return DryRun(found.platform, len(found.entries), tuple(rows), tuple(remarks), store)


def _rows(entry: Entry, submission: Submission, exercises: list[str]) -> Iterator[Row]:
    """Return a row for each exercise of which anything was handed in."""
    late = entry.origin.late if entry.origin else None
    for exercise in exercises:
        answers = submission.answers_to(exercise)
        if work := submission.work(exercise):
            files = _files(entry, *work.versions, *answers)
            yield Row(entry.student, exercise, files, work.submitted_at, late, work.problem)
        elif answers:
            when = answers[0].submitted_at
            yield Row(entry.student, exercise, _files(entry, *answers), when, late, by_hand=True)
        elif why := submission.missing.get(exercise) if submission.works else "":
            yield Row(entry.student, exercise, late=late, why=why)


def _nothing(entry: Entry, submission: Submission) -> Row:
    others = ", ".join(work.exercise for work in submission.works)
    why = f"only {others} was handed in" if others else "; ".join(submission.problems)
    late = entry.origin.late if entry.origin else None
    return Row(entry.student, late=late, why=why or "nothing was handed in")


def _files(entry: Entry, *works: Work | Answer) -> str:
    """Return the names of works and answers in the download."""
    renamed = entry.origin.files if entry.origin else {}
    return " and ".join(dict.fromkeys(renamed.get(each.path, each.path) for each in works))


@dataclass(frozen=True)
class _Drawn:
    """The rows as a table, or as a few lines for each where there is no room for one."""

    run: DryRun

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Draw as much side by side as the console is wide."""
        if console.is_terminal and options.max_width < NARROW:
            yield from (_lines(row) for row in self.run.rows)
        elif console.is_terminal:
            yield _table(self.run.rows)
        else:
            yield Text(class_table.plain(_table(self.run.rows)))


def _table(rows: tuple[Row, ...]) -> Table:
    drawn = Table(box=box.SIMPLE)
    for heading in ("student", "exercise", "file", "handed in", "", "judged"):
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        judged = Text("by hand" if row.by_hand else "yes")
        verdict = Text(f"no: {one_line(row.why, 500)}", "yellow") if row.why else judged
        drawn.add_row(*map(Text, _words(row)), verdict)
    return drawn


def _lines(row: Row) -> Text:
    student, *words = filter(None, _words(row))
    judged = "marked by hand" if row.by_hand else "judged"
    verdict = (f"not judged: {one_line(row.why, 500)}", "yellow") if row.why else judged
    return Text.assemble((student, "bold"), "\n  ", ", ".join([*words, ""]), verdict)


def _words(row: Row) -> tuple[str, ...]:
    time = f"{row.handed_in:{TIME}}" if row.handed_in else ""
    return one_line(row.student), row.exercise, one_line(row.file), time, "late" if row.late else ""


def shown(run: DryRun) -> Iterator[RenderableType]:
    """Say what would be judged, and what would not."""
    for remark in run.remarks:
        yield Text.assemble(("note: ", "yellow"), one_line(remark, 500))
    yield _Drawn(run)
    works = "1 work" if run.judged == 1 else f"{run.judged} works"
    students = "1 student" if run.students == 1 else f"{run.students} students"
    what = "a folder" if run.platform == FOLDER else f"a download of {run.platform}"
    yield Text(f"{students}, read as {what}: {works} would be judged")
    if run.store:
        yield Text("of these, what was judged before and is unchanged is not judged again")
    yield Text("nothing was judged or written: this was a dry run", "bold")
