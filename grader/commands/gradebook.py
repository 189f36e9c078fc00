"""The grades of a class over all its downloads, and the reports of them.

What is not in a download stays as it is; what of one is new is for `intake` to say.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from functools import cached_property
from pathlib import Path

from grader.commands.screen import stderr
from grader.course.model import Course
from grader.errors import UsageError
from grader.gradebook import (
    Change,
    Origins,
    Points,
    as_reported,
    changes,
    decided_of,
    grades,
    in_words,
    members,
    of_members,
    reportable,
    reported,
    reported_of,
    roster_of,
)
from grader.judging import Result, held
from grader.reports import Kind as NoteKind
from grader.reports import Note, class_table, write_reports
from grader.store import Attempt, JournalEntry, Kind, Pictures, Store
from grader.submission import Origin

OUTDONE = "this is your better work: attempt {}, which was judged later, got {}"


class Gradebook:
    """A store in the light of a course."""

    def __init__(self, store: Store, course: Course) -> None:
        self._store, self._course = store, course
        self._roster = roster_of(course)
        self.people = self._roster.by_key if self._roster else {}
        self.pictures = Pictures(store.path.parent / "pictures", course)

    @property
    def protection(self) -> str:
        """The level of protection that the grades were made with."""
        return self._store.environment()["protection"]

    def results(self) -> list[Result]:
        """Return the class's results; their notes say what of a student's does not count, and why.

        Those over whose work the grader failed are held where there was none before.
        """
        found = {(each.student, each.exercise): each for each in self.grades()}
        for other in self._store.outdone():
            score = class_table.with_held(other.score, held(other))
            for key in self.members(other.student, other.exercise):
                pair = key, other.exercise
                if pair in found and found[pair].digest != other.digest:
                    found[pair] = _noted(found[pair], OUTDONE.format(other.attempt, score))
        return list(found.values())

    def grades(
        self,
        attempts: Iterable[Attempt] | None = None,
        journal: Iterable[JournalEntry] | None = None,
    ) -> list[Result]:
        """Return the class's grades; with other ``attempts`` or another ``journal``, theirs."""
        return grades(
            self._course,
            self._store.load_attempts() if attempts is None else attempts,
            self._store.journal() if journal is None else journal,
            self._roster,
            self._origins,
            self._store.failures(),
        )

    @cached_property
    def _origins(self) -> Origins:
        """Where works came from, once those of a run have been looked at."""
        return self._store.origins()

    def journal(self) -> list[JournalEntry]:
        """Return what was ever decided, under the names by which students go now."""
        return list(decided_of(self._store.journal(), self._roster, self._origins))

    def reported(self) -> dict[tuple[str, str], Points]:
        """Return what the last reports said, under the names by which students go now."""
        return reported_of(self._store.reported(), self._roster, self._origins)

    def agreed(self) -> list[Result]:
        """Return the class's results; none is lower than last reported without a yes to it."""
        results = self.results()
        return self.withhold(results, self.lowered(results))

    def lowered(self, results: Iterable[Result]) -> list[Change]:
        """Return which grades are lower than the last reports said."""
        return [each for each in changes(self.reported(), reported(results)) if each.lowers]

    def withhold(self, results: Sequence[Result], lowered: Iterable[Change]) -> list[Result]:
        """Return results, those that are ``lowered`` as they were last reported, and marked."""
        found = {(each.student, each.exercise): each for each in lowered}
        if not found:
            return list(results)
        kept = reported_of(self._store.reported_results(), self._roster, self._origins)
        pairs = [((each.student, each.exercise), each) for each in results]
        return [
            as_reported(now, found[pair], kept.get(pair)) if pair in found else now
            for pair, now in pairs
        ]

    def members(self, student: str, exercise: str) -> tuple[str, ...]:
        """Return whose a work in the store is."""
        return members(student, exercise, self._roster, self._origins)

    def origins(self) -> dict[str, list[Origin]]:
        """Return where each student's works came from, those of the student's groups too."""
        found: dict[str, list[Origin]] = {}
        for (student, exercise), own in self._origins.items():
            for key in self.members(student, exercise):
                found.setdefault(key, []).extend(own)
        return found

    def record_export(self, to: str, grades: Iterable[Result]) -> None:
        """Remember which grades were handed to another platform, and what they were."""
        points = reported(grades)
        rows = [[*pair, *each] for pair, each in points.items()]
        self._store.write_journal(JournalEntry(Kind.EXPORT, value=rows, reason=to, who=user()))

    def attempts(self, student: str, exercise: str) -> list[Attempt]:
        """Return all that is kept of a student's exercise, the group's too, the last first."""
        return [
            each
            for key in self._kept_as.get((student, exercise), (student,))
            for each in self._store.attempts(key, exercise)
        ]

    def judged(self, grade: Result) -> Attempt | None:
        """Return what a grade was judged from: the work that the course's rules chose."""
        own = self.attempts(grade.student, grade.exercise)
        mine = [each for each in own if each.result.digest == grade.digest]
        return max(mine, key=lambda each: each.counts, default=None)

    def work(self, submission: str) -> bytes:
        """Return a work, packed, by its digest."""
        return self._store.work(submission)

    @cached_property
    def _kept_as(self) -> dict[tuple[str, str], list[str]]:
        """By a student and an exercise, under which names works of theirs are in the store."""
        found: dict[tuple[str, str], list[str]] = {}
        for student, exercise in self._store.pairs():
            for key in self.members(student, exercise):
                found.setdefault((key, exercise), []).append(student)
        return found

    def works_of(self, student: str) -> list[Attempt]:
        """Return all that is kept of a student, and of the student's groups."""
        every = of_members(self._store.load_attempts(), self._roster, self._origins)
        return [each for each in every if each.result.student == student]

    def require_written(self) -> None:
        """Refuse to write reports that would lower grades about which nobody was asked.

        Raises `UsageError`.
        """
        if lowered := self.lowered(self.results()):
            names = ", ".join(f"{each.student} ({each.exercise})" for each in lowered[:3])
            what = f"{in_words(lowered)}, since the last reports, and nobody was asked: {names}"
            raise UsageError(what, "grade again, and say yes there; or restore course.yml")

    def report(
        self, results: Sequence[Result], out: Path, notes: Sequence[Note] | None = None
    ) -> None:
        """Write all reports, and remember what they say; without ``notes`` the last run's stay.

        Of a grade that is withheld it is remembered without the mark.
        """
        if notes is not None:
            self._store.record_notes([astuple(each) for each in notes])
        kept = [Note(NoteKind(kind), *said) for kind, *said in self._store.notes()]
        said = kept or notes  # a store of an earlier grader kept none: notes.csv stays
        write_reports(results, self._store.environment(), out, said, self, self.pictures)
        self._store.record_reported(replace(each, lower=None) for each in reportable(results))

    def unknown(self) -> list[str]:
        """Name the exercises of which there are grades, and which the course has no more."""
        names = {each.name for each in self._course.exercises}
        return sorted({each.exercise for each in self._store.load_all()} - names)


@contextmanager
def results_at(
    out: Path, remedy: str = "name the folder of the results: --out DIR"
) -> Iterator[Store]:
    """Open the store of a folder of results; say so if an earlier grader wrote it.

    Raises `UsageError`, with this ``remedy``, where there is none.
    """
    path = out / "results.sqlite"
    if not path.is_file():
        raise UsageError(f"there is no {path}", remedy)
    with Store(path) as store:
        if store.upgraded:
            stderr().print(f"note: {store.upgraded}", markup=False)
        yield store


def user() -> str:
    """Name who decides; a container's user may have no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def _noted(result: Result, note: str) -> Result:
    return replace(result, note="\n".join(filter(None, [note, result.note])))
