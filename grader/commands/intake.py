"""What a run takes into the gradebook: what of a download is new, and whether it may count.

A work takes the place of its exercise's grade, unless points would go: then it is kept, and it is
for the instructor to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from grader.commands.gradebook import Gradebook
from grader.course.model import Course, Exercise
from grader.errors import SandboxError, UsageError
from grader.feedback import one_line
from grader.gradebook import (
    Change,
    apply,
    as_judged_now,
    changes,
    charge,
    reported,
    terms,
)
from grader.judging import Judged, PackedWork, Result, has_unjudged, held, merge
from grader.reports import class_table
from grader.store import Attempt, Key, Store, fingerprints, in_force, lowers
from grader.submission import Submission

KEPT = "graded"
"""Why a work is the grade that nobody was asked about."""


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


class Intake:
    """Works on their way into a store.

    ``lower`` gathers those that would cost points, ``reasons`` counts why works are judged, and
    ``looked`` has the digest of each code that was looked at, by student and exercise.
    """

    def __init__(self, store: Store, course: Course, book: Gradebook) -> None:
        self._store, self._course, self._book = store, course, book
        self._entries = in_force(store.journal())
        names = [each.name for each in course.exercises]
        self._digests = {name: fingerprints.judging_digest(course, name) for name in names}
        self.lower: list[Lower] = []
        self.reasons: Counter[str] = Counter()
        self.looked: dict[tuple[str, str], str] = {}
        self._new: set[tuple[str, str]] = set()
        self._failures = store.failures()

    def look(self, submission: Submission, exercises: Iterable[str], grader: str) -> dict[str, int]:
        """Return which exercises are to be judged, each with the number of its attempt.

        What was judged before, by the same ``grader``, is offered for a grade as it is.
        """
        asked = {}
        student = submission.student
        for exercise in exercises:
            work = submission.only(exercise)
            digest = work.code_digest
            self.looked[student, exercise] = digest
            known = self._store.latest(student, exercise, digest)
            key = Key(work.digest, self._digests[exercise], grader)
            if known and known.key == key:
                self.offer(known)
                if digest and (student, exercise) in self._failures:
                    self._store.forget_failure(student, exercise)
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
            attempt = self._attempt(result, work, grader, on_cpu=on_cpu)
            seconds = judged.cpu_seconds.get(result.exercise)
            attempts.append(replace(attempt, cpu_seconds=seconds))
        self._store.save(student, attempts, judged.works.values(), KEPT)

    def adopt(self, attempt: Attempt, work: bytes) -> None:
        """Keep what a shard judged, as `keep` would. Raises `UsageError` for another attempt."""
        result, key = attempt.result, attempt.key
        student, exercise, digest = result.student, result.exercise, result.digest
        if not digest and self._has_work(student, exercise):
            return
        if result.attempt != (number := self._store.number(student, exercise, digest)):
            what = f"{one_line(student)}, {exercise}: this is attempt {number}, and was judged as"
            raise UsageError(f"{what} {result.attempt}", "grade that shard again, then merge")
        old = self._store.latest(student, exercise, digest)
        same = old and (old.key.submission, old.key.course) == (key.submission, key.course)
        if old and same and held(result) < held(old.result):  # a GPU filled it in
            self._new.add((student, exercise))
        counts = self._may_count(attempt)
        self._store.save(student, [replace(attempt, counts=counts)], [(key.submission, work)], KEPT)

    def is_current(self, attempt: Attempt, grader: str) -> bool:
        """Return whether an attempt was judged by the suites and the grader that are here now."""
        key = attempt.key
        return (key.course, key.grader) == (self._digests[attempt.result.exercise], grader)

    def attempt_of(
        self, result: Result, work: PackedWork, grader: str, seconds: float | None = None
    ) -> Attempt:
        """Return an attempt that was judged again, at so many seconds, and does not count yet."""
        key = Key(work.digest, self._digests[result.exercise], grader)
        return Attempt(result, key, datetime.now(UTC), counts=False, cpu_seconds=seconds)

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

    def offer(self, attempt: Attempt) -> None:
        """Let a work that was judged before be the grade, if it may."""
        if not attempt.counts and self._may_count(attempt):
            self._store.take(attempt, why=KEPT)

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
        else:  # handed in again, it was handed in the first time
            result = replace(result, handed_in=kept.result.handed_in)
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
        rules = terms(self._course, exercise, self._book.people.get(judged.student))
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

    def changes_of(self, results: Iterable[Result], taken: Iterable[Lower] = ()) -> list[Change]:
        """Return which grades differ from the last reports though their work is the one it was.

        New work, and what was ``taken`` though it lowers, is no such change.
        """
        before = self._book.reported()
        new = {(key, name) for who, name in self._new for key in self._book.members(who, name)}
        mine = {
            pair: points
            for pair, points in reported(results).items()
            if pair not in new or points < before.get(pair, points)
        }
        for each in taken:
            for key in self._book.members(each.grade.student, each.grade.exercise):
                mine.pop((key, each.grade.exercise), None)
        return changes(before, mine)


def _why_judged(exercise: str, known: Attempt | None, key: Key) -> str:
    """Say why a work is judged: it is new, or what its grade depends on has changed."""
    if known is None:
        return "new"
    if known.key.course != key.course:
        return f"again, since {exercise} has changed (its suites, data/, or parts and limits)"
    if known.key.grader != key.grader:
        return "again, since the grader, a library or the device has changed"
    return "again, since what was handed in with the same code has changed"
