"""What became of a class, once all that is new was taken in: asked about, told and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.commands import class_notes
from grader.commands.changes import changes_table
from grader.commands.gradebook import Gradebook
from grader.commands.intake import Intake, Lower
from grader.commands.progress import Progress
from grader.course.model import Course
from grader.gradebook import Change, in_words
from grader.judging import Judged, Result
from grader.reports import Kind, Note, class_table
from grader.store import Store

BELOW = (Kind.LOWERED, Kind.NOT_LOWERED, Kind.NOT_GRADED)
"""The notes that a terminal shows below the grades."""
COUNTED = (Kind.FLAG, Kind.PICTURE)


@dataclass(frozen=True)
class GradedClass:
    """What became of a class, and all that its instructor should know.

    ``resumed`` of all ``submissions`` had been graded before; ``others`` are students who are in
    none of them. ``lower`` are the works that were not let lower a grade, ``taken`` those that
    were. ``changes`` are those of grades whose work is the one that it was; ``withheld`` are those
    that would lower one and were not let: it is as it was last reported.
    """

    results: tuple[Result, ...]
    environment: Mapping[str, str]
    notes: tuple[Note, ...]
    resumed: int
    failed: tuple[Judged, ...]
    submissions: int = 0
    others: int = 0
    lower: tuple[Lower, ...] = ()
    taken: tuple[Lower, ...] = ()
    changes: tuple[Change, ...] = ()
    withheld: tuple[Change, ...] = ()

    @property
    def warnings(self) -> list[str]:
        """The notes that a terminal shows above the grades: some it counts, others stand below."""
        return [str(each) for each in self.notes if each.kind not in (*BELOW, *COUNTED)]


class Asked(Protocol):
    """What the instructor asked for: see `GradeOptions`."""

    @property
    def out(self) -> Path:
        """The folder of the results."""

    @property
    def exercises(self) -> Sequence[str]:
        """The exercises that were to be graded."""

    @property
    def yes(self) -> bool:
        """Whether grades may be lowered without a word."""

    def asks_for(self, change: Change) -> bool:
        """Whether a grade is among those that were to be graded."""


@dataclass(frozen=True)
class RunFacts:
    """What a run knows besides what it kept: its students, and what is to be said of them."""

    students: tuple[str, ...]
    warnings: tuple[str, ...]
    remarks: tuple[Note, ...]
    late: tuple[tuple[str, str], ...]
    failed: tuple[Judged, ...]
    resumed: int


def settle(
    course: Course,
    options: Asked,
    store: Store,
    book: Gradebook,
    intake: Intake,
    said: RunFacts,
    progress: Progress,
    draw: Callable[[Sequence[Result]], Iterable[Note]] | None = None,
) -> GradedClass:
    """Ask about lower grades and write the reports, once all that is new was taken in."""
    taken: tuple[Lower, ...] = ()
    if intake.lower and (options.yes or progress.ask(_question(intake.lower))):
        taken = intake.take_lower()
    described = store.environment()
    results = book.results()
    changed = intake.changes_of(results, taken)
    lowered = [each for each in changed if each.lowers]
    mine = [each for each in lowered if options.asks_for(each)]
    if mine and (options.yes or progress.ask(_question_of(mine))):
        lowered = [each for each in lowered if each not in mine]
    results = book.withhold(results, lowered)
    changed = [each for each in changed if each not in lowered]
    notes = [
        *class_notes.of_suites(course, options.exercises),
        *class_notes.of_checks(results),
        *class_notes.of_unknown(book.unknown()),
        *(Note(Kind.FOLDER, each) for each in said.warnings),
        *said.remarks,
        *class_notes.of_works(course, results, book.people),
        *class_notes.of_late(course, said.late),
        *class_notes.of_lower(Kind.LOWERED, taken),
        *class_notes.of_lower(Kind.NOT_LOWERED, intake.lower),
        *class_notes.of_withheld(lowered),
        *class_notes.of_failed(said.failed),
        *class_notes.of_earlier_failures(store.failures(), said.failed),
        *(draw(results) if draw else ()),
    ]
    book.report(results, options.out, notes)
    others = {each.student for each in results} - {*said.students}
    return GradedClass(
        tuple(results), described, tuple(notes), said.resumed, said.failed,
        len(said.students), len(others), tuple(intake.lower), taken, tuple(changed), tuple(lowered),
    )  # fmt: skip


def _question(lower: Sequence[Lower]) -> str:
    these = "this grade" if len(lower) == 1 else f"these {len(lower)} grades"
    return "\n".join([*map(str, lower), f"lower {these}?"])


def _question_of(lowered: Sequence[Change]) -> str:
    return f"{class_table.plain(changes_table(lowered))}{in_words(lowered)}; lower them?"
