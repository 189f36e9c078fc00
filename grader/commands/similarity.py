"""`grader similarity`: works of a class that are far more alike than the class is.

Nobody's code is run, and nothing is said of guilt: two works and their lines are shown to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from grader.authoring import cells_of, reference_source, stub_source
from grader.commands.grade import GradeOptions, wanted_exercises, wanted_students
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import one_line
from grader.reports import class_table, similarity_page
from grader.similarity import Similarity, compare
from grader.store import write_whole
from grader.submission import Entry, Submission, parts_of, read_submission, survey
from grader.unpacking import Unpacker

REFERENCE = "the reference solution"
PAGE = "similarity.html"
_MOST_SHOWN = 20


@dataclass(frozen=True)
class Compared:
    """What was found in each exercise, and where the page stands that shows it."""

    found: tuple[Similarity, ...]
    page: Path
    warnings: tuple[str, ...]


def similarity(
    course: Course,
    options: GradeOptions,
    references: Sequence[Path] = (),
    progress: Progress = QUIET,
) -> Compared:
    """Compare a class's works with each other, the reference, and the works in ``references``.

    The page is written into the folder of the class's results. Raises `UsageError` where there is
    no class, or nobody to compare with, and `MissingLibrary` without copydetect.
    """
    names = wanted_exercises(course, options)
    found = wanted_students(course, options)
    progress.begin(len(names), 0)
    read = _read(course, found.entries)
    older = {str(folder): _works_in(course, folder) for folder in references}
    results = []
    for name in names:
        progress.say(name)
        earlier = {
            f"{folder}/{student}": source
            for folder, submissions in older.items()
            for student, source in _sources(submissions, name).items()
        }
        earlier[REFERENCE] = reference_source(course, name)
        given = _handed_out(course, course.exercise(name))
        results.append(compare(name, _sources(read, name), earlier, given))
        progress.advance("")
    if not any(len(each.nearest) > 1 or each.pairs for each in results):
        raise UsageError(
            f"{options.folder} has no two works of one exercise",
            "give the folder or the download of the whole class",
        )
    page = options.out / PAGE
    write_whole(page, similarity_page.render(results), "--out DIR", private=True)
    return Compared(tuple(results), page, found.warnings)


def _sources(submissions: Sequence[Submission], exercise: str) -> dict[str, str]:
    """Return the source of each student's work of an exercise, of those that have one."""
    works = {each.student: each.work(exercise) for each in submissions}
    return {
        student: "\n\n".join(cell.source for cell in work.cells)
        for student, work in sorted(works.items())
        if work and work.cells
    }


def _works_in(course: Course, folder: Path) -> list[Submission]:
    names = [each.name for each in course.exercises]
    with Unpacker() as unpacker:
        found = survey(folder, names, zone=course.zone, open_zip=unpacker.open_zip)
    return _read(course, found.entries)


def _read(course: Course, entries: Sequence[Entry]) -> list[Submission]:
    read, parts = list[Submission](), parts_of(course.exercises)
    with Unpacker() as unpacker:
        for entry in entries:
            with unpacker.of_one_student() as unpack:
                read.append(
                    read_submission(entry, parts, unpack=unpack, open_zip=unpacker.open_zip)
                )
    return read


def _handed_out(course: Course, exercise: Exercise) -> list[str]:
    """Return what students get: the stub, and the code of the notebook."""
    cells = [each.text for each in cells_of(course, exercise) if each.kind == "code"]
    return [stub_source(course, exercise.name), "\n\n".join(cells)]


def shown(compared: Compared) -> Iterator[RenderableType]:
    """Say what stands out, and what that means."""
    for warning in compared.warnings:
        yield Text.assemble(("note: ", "yellow"), one_line(warning, 500))
    yield Text(class_table.plain(_table(compared.found)))
    for each in compared.found:
        if each.too_many:
            yield Text(
                f"{each.exercise}: {each.too_many} of {len(each.nearest)} students are in such "
                "pairs; where so many write alike, it is the exercise, and none is listed"
            )
    pairs = [(each.exercise, pair) for each in compared.found for pair in each.pairs]
    for exercise, pair in pairs[:_MOST_SHOWN]:
        first, second = map(one_line, pair.students)
        yield Text.assemble(
            f"{exercise}: ", (first, "bold"), " and ", (second, "bold"), f", {pair.alike:.0%} alike"
        )
    more = len(pairs[_MOST_SHOWN:]) + sum(each.left_out for each in compared.found)
    if more:
        yield Text(f"… and {more} more")
    yield Text("evidence for a person, never a verdict: look at the lines, and speak with both")
    yield Text(f"side by side: {compared.page}")


def _table(found: Sequence[Similarity]) -> Table:
    drawn = Table(box=box.SIMPLE)
    for heading in ("exercise", "works", "usually alike", "listed from", "pairs"):
        drawn.add_column(heading)
    for each in found:
        usual = f"{each.usual:.0%}" if each.usual is not None else "–"
        limit, pairs = f"{each.limit:.0%}", str(len(each.pairs) + each.left_out)
        drawn.add_row(each.exercise, str(len(each.nearest)), usual, limit, pairs)
    return drawn
