"""The grades of a class over all its downloads: what of a download is new, and which work counts.

A work takes the place of its exercise's grade, unless points would go: then it is kept, and it is
for the instructor to say. What is not in a download stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from grader.course.model import Course
from grader.errors import SandboxError
from grader.feedback import one_line
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
from grader.reports import class_table
from grader.store import Attempt, Key, Store, fingerprints, lowers
from grader.submission import Submission

EARLIER = "the grader failed over your newest work: this is the grade of the one before it"
OUTDONE = "this is your better work: attempt {}, which was judged later, got {}"


@dataclass(frozen=True)
class Lower:
    """A work of a download, and the grade that it would lower."""

    grade: Result
    attempt: Attempt

    @property
    def change(self) -> str:
        """What it would make of the grade: ``from 6 to 4.5 (attempt 2)``."""
        old, new = self.grade, self.attempt.result
        before, now = (class_table.with_held(each.score, held(each)) for each in (old, new))
        again = ", judged again" if old.attempt == new.attempt else ""
        return f"from {before} to {now} (attempt {new.attempt}{again})"

    def __str__(self) -> str:
        return f"{one_line(self.grade.student)}, {self.grade.exercise}: {self.change}"


class Gradebook:
    """A store in the light of a course. ``lower`` gathers the works that would cost points."""

    def __init__(self, store: Store, course: Course) -> None:
        self._store, self._course = store, course
        self._course_digest = fingerprints.course_digest(course)
        self.lower: list[Lower] = []

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
            if known and known.key == Key(work.digest, self._course_digest, grader):
                self._offer(known)
            elif digest or not self._has_work(student, exercise):
                asked[exercise] = self._store.number(student, exercise, digest)
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
        self._store.save(student, attempts, judged.works.values())

    def _attempt(self, result: Result, work: PackedWork, grader: str, *, on_cpu: bool) -> Attempt:
        key = Key(work.digest, self._course_digest, grader)
        old = self._store.latest(result.student, result.exercise, result.digest)
        if old and (old.key.submission, old.key.course) == (key.submission, key.course):
            if on_cpu:
                result = merge(result, old.result)
            elif has_unjudged(old.result):
                result = merge(old.result, result)
        attempt = Attempt(result, key, datetime.now(UTC))
        return replace(attempt, counts=self._may_count(attempt))

    def _offer(self, attempt: Attempt) -> None:
        if not attempt.counts and self._may_count(attempt):
            self._store.take(attempt)

    def _may_count(self, attempt: Attempt) -> bool:
        """Return whether an attempt may be the grade without a word; if not, it is gathered."""
        result = attempt.result
        grade = self._store.grade(result.student, result.exercise)
        if grade is None or not grade.result.digest or not lowers(result, grade.result):
            return True
        self.lower.append(Lower(grade.result, attempt))
        return False

    def _has_work(self, student: str, exercise: str) -> bool:
        grade = self._store.grade(student, exercise)
        return grade is not None and bool(grade.result.digest)

    def take_lower(self) -> tuple[Lower, ...]:
        """Let the works that would cost points be the grades: the instructor said so."""
        taken = tuple(self.lower)
        for each in taken:
            self._store.take(each.attempt)
        self.lower.clear()
        return taken

    def results(self, failed: Iterable[Judged]) -> list[Result]:
        """Return the class's results; their notes say what of a student's does not count, and why.

        Those that ``failed`` are held where there was none before.
        """
        place = {each.name: place for place, each in enumerate(self._course.exercises)}
        grades = {(each.student, each.exercise): each for each in self._store.load_all()}
        for other in self._store.outdone():
            pair = other.student, other.exercise
            later = OUTDONE.format(other.attempt, class_table.with_held(other.score, held(other)))
            grades[pair] = _noted(grades[pair], later)
        for judged in failed:
            for blank in not_graded(self._course, judged.submission.student):
                if blank.exercise in judged.submission.attempts:
                    pair = blank.student, blank.exercise
                    earlier = grades.get(pair)
                    if earlier and earlier.digest:
                        noted = _noted(earlier, EARLIER)
                        grades[pair] = replace(noted, standing=Standing.NOT_GRADED)
                    else:
                        grades[pair] = blank
        known = [each for each in grades.values() if each.exercise in place]
        return sorted(known, key=lambda each: (each.student, place[each.exercise]))

    def unknown(self) -> list[str]:
        """Name the exercises of which there are grades, and which the course has no more."""
        names = {each.name for each in self._course.exercises}
        return sorted({each.exercise for each in self._store.load_all()} - names)


def _noted(result: Result, note: str) -> Result:
    return replace(result, note="\n".join(filter(None, [note, result.note])))
