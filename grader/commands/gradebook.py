"""The grades of a class over all its downloads: what of a download is new, and which work counts.

A work takes the place of its exercise's grade, unless points would go: then it is kept, and it is
for the instructor to say. What is not in a download stays as it is.
"""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from grader.course.model import Course, Exercise
from grader.errors import SandboxError, UsageError
from grader.feedback import one_line
from grader.gradebook import (
    Change,
    Origins,
    apply,
    as_judged_now,
    changes,
    charge,
    grade,
    grades,
    in_words,
    members,
    of_members,
    reported,
    roster_of,
    terms,
)
from grader.judging import (
    Judged,
    PackedWork,
    Result,
    Standing,
    has_unjudged,
    held,
    merge,
    not_graded,
)
from grader.reports import Note, class_table, write_reports
from grader.store import Attempt, JournalEntry, Key, Kind, Store, fingerprints, in_force, lowers
from grader.submission import Origin, Submission

EARLIER = "the grader failed over your newest work: this is the grade of the one before it"
OUTDONE = "this is your better work: attempt {}, which was judged later, got {}"


@dataclass(frozen=True)
class Lower:
    """A work of a download, and the grade that it would lower, each with what lateness costs."""

    grade: Result
    attempt: Attempt
    now: Result

    @property
    def change(self) -> str:
        """What it would make of the grade: ``from 6 to 4.5 (attempt 2)``."""
        old, new = self.grade, self.now
        before, now = (class_table.with_held(each.score, held(each)) for each in (old, new))
        again = ", judged again" if old.attempt == new.attempt else ""
        return f"from {before} to {now} (attempt {new.attempt}{again})"

    def __str__(self) -> str:
        return f"{one_line(self.grade.student)}, {self.grade.exercise}: {self.change}"


class Gradebook:
    """A store in the light of a course.

    ``lower`` gathers the works that would cost points, ``reasons`` counts why works are judged.
    """

    def __init__(self, store: Store, course: Course) -> None:
        self._store, self._course = store, course
        self._entries = in_force(store.journal())
        names = [each.name for each in course.exercises]
        self._digests = {name: fingerprints.judging_digest(course, name) for name in names}
        self.lower: list[Lower] = []
        self.reasons: Counter[str] = Counter()
        self._new: set[tuple[str, str]] = set()
        self._roster = roster_of(course)
        self.people = self._roster.by_key if self._roster else {}

    def look(self, submission: Submission, exercises: Iterable[str], grader: str) -> dict[str, int]:
        """Return which exercises are to be judged, each with the number of its attempt.

        What was judged before, by the same ``grader``, is offered for a grade as it is.
        """
        asked = {}
        student = submission.student
        for exercise in exercises:
            work = submission.only(exercise)
            digest = work.code_digest
            known = self._store.latest(student, exercise, digest)
            key = Key(work.digest, self._digests[exercise], grader)
            if known and known.key == key:
                self._offer(known)
            elif digest or not self._has_work(student, exercise):
                asked[exercise] = self._store.number(student, exercise, digest)
                if digest:
                    self.reasons[_why_judged(exercise, known, key)] += 1
        return asked

    def unread(self, student: str, exercises: Iterable[str]) -> dict[str, int]:
        """Return the same of a submission that could not be looked at: all of it is new."""
        return {each: self._store.number(student, each, "unread") for each in exercises}

    def keep(self, judged: Judged, grader: str, *, on_cpu: bool) -> None:
        """Keep what was judged. Raises `SandboxError` where it changed in between.

        On another device, fill in what waited for it; on the CPU, keep what was filled in.
        """
        student = judged.submission.student
        attempts = []
        for result in judged.results:
            if not result.digest and self._has_work(student, result.exercise):
                continue
            if result.attempt != self._store.number(student, result.exercise, result.digest):
                raise SandboxError("it was changed while it was graded: grade it again")
            work = judged.works[result.exercise]
            attempts.append(self._attempt(result, work, grader, on_cpu=on_cpu))
        self._store.save(student, attempts, judged.works.values(), "graded")

    def is_current(self, attempt: Attempt, grader: str) -> bool:
        """Return whether an attempt was judged by the suites and the grader that are here now."""
        key = attempt.key
        return (key.course, key.grader) == (self._digests[attempt.result.exercise], grader)

    def attempt_of(self, result: Result, work: PackedWork, grader: str) -> Attempt:
        """Return an attempt that was judged again, and does not count yet."""
        key = Key(work.digest, self._digests[result.exercise], grader)
        return Attempt(result, key, datetime.now(UTC), counts=False)

    def _attempt(self, result: Result, work: PackedWork, grader: str, *, on_cpu: bool) -> Attempt:
        key = Key(work.digest, self._digests[result.exercise], grader)
        old = self._store.latest(result.student, result.exercise, result.digest)
        if old and (old.key.submission, old.key.course) == (key.submission, key.course):
            if on_cpu:
                result = merge(result, old.result)
            elif has_unjudged(old.result):
                result = merge(old.result, result)
                self._new.add((result.student, result.exercise))
        attempt = Attempt(result, key, datetime.now(UTC))
        return replace(attempt, counts=self._may_count(attempt))

    def _offer(self, attempt: Attempt) -> None:
        if not attempt.counts and self._may_count(attempt):
            self._store.take(attempt, why="graded")

    def _may_count(self, attempt: Attempt) -> bool:
        """Return whether an attempt may be the grade without a word; if not, it is gathered."""
        result = attempt.result
        kept = self._store.grade(result.student, result.exercise)
        if kept is None or not kept.result.digest:
            self._new.add((result.student, result.exercise))
            return True
        exercise = self._course.exercise(result.exercise)
        if kept.result.digest != result.digest:
            self._new.add((result.student, result.exercise))
        if exercise.attempts.counts != "last":  # the course chooses, each time
            return True
        new, old = (self._now(each, exercise) for each in (result, kept.result))
        if not lowers(new, old):
            return True
        self.lower.append(Lower(old, attempt, new))
        return False

    def _now(self, judged: Result, exercise: Exercise) -> Result:
        """Return a judged work as it would be charged, without late days of the term."""
        result = as_judged_now(judged, exercise, self._entries)
        rules = terms(self._course, exercise, self.people.get(judged.student))
        return apply(result, charge(result.handed_in, rules))

    def _has_work(self, student: str, exercise: str) -> bool:
        grade = self._store.grade(student, exercise)
        return grade is not None and bool(grade.result.digest)

    def take_lower(self) -> tuple[Lower, ...]:
        """Let the works that would cost points be the grades: the instructor said so."""
        taken = tuple(self.lower)
        self._store.take(*(each.attempt for each in taken), why="lowered, as the instructor said")
        self.lower.clear()
        return taken

    def results(self, failed: Iterable[Judged]) -> list[Result]:
        """Return the class's results; their notes say what of a student's does not count, and why.

        Those that ``failed`` are held where there was none before.
        """
        found = {(each.student, each.exercise): each for each in self.grades()}
        for other in self._store.outdone():
            score = class_table.with_held(other.score, held(other))
            for key in self.members(other.student, other.exercise):
                pair = key, other.exercise
                if pair in found and found[pair].digest != other.digest:
                    found[pair] = _noted(found[pair], OUTDONE.format(other.attempt, score))
        for judged in failed:
            for blank in not_graded(self._course, judged.submission.student):
                if blank.exercise in judged.submission.attempts:
                    pair = blank.student, blank.exercise
                    earlier = found.get(pair)
                    if earlier and earlier.digest:
                        noted = _noted(earlier, EARLIER)
                        found[pair] = replace(noted, standing=Standing.NOT_GRADED)
                    else:
                        found[pair] = grade(self._course, blank)
        place = {each.name: place for place, each in enumerate(self._course.exercises)}
        return sorted(found.values(), key=lambda each: (each.student, place[each.exercise]))

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
        )

    @cached_property
    def _origins(self) -> Origins:
        """Where works came from, once those of a run have been looked at."""
        return self._store.origins()

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

    def record_export(self, to: str) -> None:
        """Remember what the grades were that were handed to another platform."""
        points = reported(self.results([]))
        rows = [[*pair, *each] for pair, each in points.items()]
        self._store.write_journal(JournalEntry(Kind.EXPORT, value=rows, reason=to, who=user()))

    def attempts(self, student: str, exercise: str) -> list[Attempt]:
        """Return all that is kept of a student's exercise, the group's too, the last first."""
        return [
            each
            for key in self._kept_as.get((student, exercise), (student,))
            for each in self._store.attempts(key, exercise)
        ]

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

    def changes_of(self, results: Iterable[Result], taken: Iterable[Lower] = ()) -> list[Change]:
        """Return which grades differ from the last reports though their work is the one it was.

        New work, and what was ``taken`` though it lowers, is no such change.
        """
        before = self._store.reported()
        new = {(key, name) for who, name in self._new for key in self.members(who, name)}
        mine = {
            (each.student, each.exercise): points
            for each, points in zip(results, reported(results).values(), strict=True)
            if (each.student, each.exercise) not in new
            or points < before.get((each.student, each.exercise), points)
        }
        for each in taken:
            for key in self.members(each.grade.student, each.grade.exercise):
                mine.pop((key, each.grade.exercise), None)
        return changes(before, mine)

    def require_written(self) -> None:
        """Refuse to write reports that would lower grades about which nobody was asked.

        Raises `UsageError`.
        """
        found = changes(self._store.reported(), reported(self.results([])))
        if lowered := [each for each in found if each.lowers]:
            names = ", ".join(f"{each.student} ({each.exercise})" for each in lowered[:3])
            what = f"{in_words(lowered)}, since the last reports, and nobody was asked: {names}"
            raise UsageError(what, "grade again, and say yes there; or restore course.yml")

    def report(
        self, results: Sequence[Result], out: Path, notes: Sequence[Note] | None = None
    ) -> None:
        """Write all reports, and remember what they say; without ``notes`` the last run's stay."""
        write_reports(results, self._store.environment(), out, notes, self)
        self._store.record_reported(reported(results))

    def unknown(self) -> list[str]:
        """Name the exercises of which there are grades, and which the course has no more."""
        names = {each.name for each in self._course.exercises}
        return sorted({each.exercise for each in self._store.load_all()} - names)


@contextmanager
def results_at(out: Path) -> Iterator[Store]:
    """Open the store of a folder of results. Raises `UsageError` where there is none."""
    path = out / "results.sqlite"
    if not path.is_file():
        raise UsageError(f"there is no {path}", "name the folder of the results: --out DIR")
    with Store(path) as store:
        yield store


def user() -> str:
    """Name who decides; a container's user may have no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def _noted(result: Result, note: str) -> Result:
    return replace(result, note="\n".join(filter(None, [note, result.note])))


def _why_judged(exercise: str, known: Attempt | None, key: Key) -> str:
    """Say why a work is judged: it is new, or what its grade depends on has changed."""
    if known is None:
        return "new"
    if known.key.course != key.course:
        return f"again, since {exercise} has changed (its suites, data/, or parts and limits)"
    if known.key.grader != key.grader:
        return "again, since the grader, a library or the device has changed"
    return "again, since what was handed in with the same code has changed"
