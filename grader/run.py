"""One submission + the suites → its results: load, run every check, carry errors forward, score.

In go a `Submission`, the collected suites and a warm border; out comes one `Result` an exercise.
Only the near side draws conclusions; the far side is asked for answers and believed in nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import ModuleType

from grader.bench import Bench, Seeds
from grader.bounded import bounded
from grader.checks import NEEDS_GPU
from grader.course import Course, Exercise
from grader.diagnosis import name_misconception
from grader.errors import CourseError, GraderError, SandboxError
from grader.expect import Mismatch
from grader.explain import explain, explain_load
from grader.misconceptions import load_misconceptions
from grader.plain_text import clean, one_line
from grader.rehearsal import Rehearsal
from grader.results import Check, Outcome, Result
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.desk import Desk, Source
from grader.sandbox.setup import AnyBorder
from grader.score import score
from grader.submission import Submission, Work
from grader.suites import Judgement, Runner

SECONDS_A_DAY = 86_400
MOST_CELLS_TOLD = 8
IMPORT_FAILED = "import failed"
_TELLING = (Mismatch, StudentError)
GRADED, NOT_SUBMITTED, UNREADABLE = "graded", "not submitted", "unreadable"


_load_misconceptions = cache(load_misconceptions)  # only where a check fails, and then once


@dataclass(frozen=True)
class Room:
    """All that judging needs and that is the same for every submission."""

    course: Course
    exercises: Sequence[Exercise]
    runner: Runner
    border: AnyBorder
    references: Mapping[str, ModuleType]
    secret: bytes
    device: str = "cpu"
    diagnose: bool = True
    until_failure: bool = False


def judge(submission: Submission, room: Room) -> list[Result]:
    """Judge every exercise of a submission, in the course's order."""
    limits = room.course.limits
    desk = Desk(room.border, limits.call_seconds, limits.exercise_seconds)
    try:
        return [_judge_exercise(submission, exercise, room, desk) for exercise in room.exercises]
    finally:
        desk.close()


def _judge_exercise(submission: Submission, exercise: Exercise, room: Room, desk: Desk) -> Result:
    work = submission.work(exercise.name)
    late = _days_late(exercise.deadline, work.submitted_at if work else None)
    judgements = room.runner.suites[exercise.name]
    if work is None or work.problem:
        verdict = NOT_SUBMITTED if work is None else UNREADABLE
        why = "nothing was handed in for this exercise" if work is None else work.problem
        checks = [_failed(judgement, why) for judgement in judgements]
        note = why
    else:
        panel = _Panel(submission, work, exercise, room, desk)
        verdict, checks, note = panel.judge()
    return score(
        submission.student, exercise, checks, verdict, note=note, days_late=late,
        lateness=room.course.lateness,
    )  # fmt: skip


def _days_late(deadline: datetime | None, handed_in: datetime | None) -> float | None:
    """Give how late a submission is, in days, where both times are known."""
    if deadline is None or handed_in is None:
        return None
    return (handed_in - deadline).total_seconds() / SECONDS_A_DAY


def _failed(judgement: Judgement, why: str) -> Check:
    return _check(judgement, Outcome.FAILED, why)


def _check(judgement: Judgement, outcome: Outcome, message: str = "") -> Check:
    marks = judgement.marks
    sentence = judgement.sentence
    return Check(
        judgement.id, marks.part, judgement.visible, outcome, message, marks.weight, sentence
    )


def _importable(submission: Submission, name: str) -> dict[str, str]:
    """Give the sources that a student's code may import: helpers, and the other exercises."""
    others = (work for work in submission.works if work.exercise != name and work.cells)
    sources = {work.exercise: "\n\n".join(cell.source for cell in work.cells) for work in others}
    return {**submission.siblings, **sources}


class _Panel:
    """Judges one exercise of one submission."""

    def __init__(
        self, submission: Submission, work: Work, exercise: Exercise, room: Room, desk: Desk
    ) -> None:
        self._work = work
        self._exercise = exercise
        self._room = room
        self._desk = desk
        self._source = Source(exercise.name, work.cells, _importable(submission, exercise.name))
        self._seeds = Seeds(room.secret, submission.student, exercise.name, submission.attempt)
        self._ends: dict[str, str] = {}
        self._first_end = ""
        self._named: set[str] = set()

    def judge(self) -> tuple[str, list[Check], str]:
        """Give the verdict, the checks, and a note for the student."""
        judgements = self._room.runner.suites[self._exercise.name]
        failure = self._load()
        if failure:
            verdict = self._first_end or IMPORT_FAILED
            return verdict, [_failed(j, failure) for j in judgements], failure
        checks: dict[str, Check] = {}
        for judgement in judgements:
            checks[judgement.id] = self._run(judgement)
            if self._room.until_failure and _is_failed(checks, judgement):
                return self._first_end or GRADED, _with_unrun(judgements, checks), self._note()
        self._carry_errors_forward(judgements, checks)
        return self._first_end or GRADED, list(checks.values()), self._note()

    def _load(self) -> str:
        """Load the submission; say why it could not be, if so."""
        limits = self._exercise.limits
        self._desk.allow(limits.call_seconds, limits.exercise_seconds)
        try:
            self._desk.open(self._source, self._seeds.of("load") % 2**32)
        except GuestEnded as end:
            self._first_end = end.verdict
            return explain(end, None, visible=True)
        if self._desk.failures and not self._work.notebook:
            return explain_load(self._desk.failures[0])
        return ""

    def _note(self) -> str:
        """Tell of the first cells that failed: a notebook may hold very many."""
        failures = self._desk.failures
        cells = [explain_load(failure) for failure in failures[:MOST_CELLS_TOLD]]
        told = [
            f"{cell}\n(the functions of the other cells were judged all the same)" for cell in cells
        ]
        if len(failures) > MOST_CELLS_TOLD:
            told.append("more cells could not be run, and are not told of here")
        return clean("\n".join([*([self._work.note] if self._work.note else []), *told]))

    def _run(self, judgement: Judgement) -> Check:
        marks = judgement.marks
        if marks.gpu and self._room.device != "cuda":
            return _check(judgement, Outcome.NOT_JUDGED, NEEDS_GPU)
        if marks.part not in self._desk.names:
            return _failed(
                judgement, f"`{marks.part}` is not defined in {one_line(self._work.path)}"
            )
        if marks.part in self._ends:
            return _failed(judgement, f"not run again: {self._ends[marks.part]}")
        return self._run_now(judgement)

    def _run_now(self, judgement: Judgement) -> Check:
        error = self._room.runner.run(judgement, self._bench(judgement))
        if error is None:
            return _check(judgement, Outcome.PASSED)
        if isinstance(error, (SandboxError, KeyboardInterrupt)):
            raise error
        if isinstance(error, GraderError):  # the course's author's trouble, not the student's
            raise CourseError(f"{judgement.where}: {error.message}", error.remedy)
        if isinstance(error, GuestEnded):
            self._first_end = self._first_end or error.verdict
            self._ends[judgement.marks.part] = f"an earlier call ended in: {error.verdict}"
        named = self._name(judgement, error)
        message = explain(error, self._desk.last_call, visible=judgement.visible, named=named)
        detail = clean(f"{type(error).__name__}: {error}")
        return replace(_failed(judgement, message), detail=detail)

    def _name(self, judgement: Judgement, error: BaseException) -> str:
        """Name the misconception of the check's part that its failure tells of, if there is one."""
        room, part = self._room, judgement.marks.part
        reference = room.references.get(self._exercise.name)
        if not room.diagnose or reference is None or not isinstance(error, _TELLING):
            return ""
        found = _load_misconceptions(room.course, self._exercise, reference)
        mine, sentence = [each for each in found if each.part == part], ""
        if isinstance(error, Mismatch):
            sentence = name_misconception(self._desk.answered(part), mine, getattr(reference, part))
        if not sentence:
            rehearsal = Rehearsal(judgement, self._exercise, self._seeds, reference)
            sentence = rehearsal.name_misconception(error, mine)
        if sentence:
            self._named.add(judgement.id)
        return sentence

    def _bench(self, judgement: Judgement) -> Bench:
        room = self._room
        reference = room.references.get(self._exercise.name)
        device = room.device if judgement.marks.gpu else "cpu"
        return Bench(self._desk, self._exercise, self._seeds, judgement.id, device, reference)

    def _carry_errors_forward(
        self, judgements: Sequence[Judgement], checks: dict[str, Check]
    ) -> None:
        """Judge what failed again with the reference in the place of the parts that it needs.

        One mistake costs once: in its own part, not in those that build on it.
        """
        if self._exercise.name not in self._room.references:
            return
        for part in self._exercise.parts:
            wrong = {check.part for check in checks.values() if check.outcome is Outcome.FAILED}
            stand_ins = sorted(self._all_needs(part.name) & wrong)
            again = [j for j in judgements if j.marks.part == part.name and _is_failed(checks, j)]
            if not stand_ins or not again or part.name not in self._desk.names:
                continue
            if self._stand_in(stand_ins):
                self._judge_again(again, checks, stand_ins)

    def _judge_again(
        self, again: Sequence[Judgement], checks: dict[str, Check], stand_ins: list[str]
    ) -> None:
        self._ends.clear()
        names = " and ".join(f"`{name}`" for name in stand_ins)
        for judgement in again:
            check = self._run(judgement)
            if check.outcome is Outcome.PASSED:
                told = f"passes with the right {names} in the place of yours"
                checks[judgement.id] = replace(check, message=told)
            elif judgement.id in self._named:  # a part's mistake shows when the others' are gone
                checks[judgement.id] = check

    def _stand_in(self, names: list[str]) -> bool:
        """Put the reference's functions in place; False if the submission cannot bear it."""
        reference = self._room.references[self._exercise.name]
        try:
            self._desk.put_in_place({name: bounded(getattr(reference, name)) for name in names})
        except GuestEnded:
            return False
        return True

    def _all_needs(self, name: str) -> set[str]:
        """Give the parts that a part builds on, and those that they build on."""
        found: set[str] = set()
        for need in self._exercise.part(name).needs:
            found |= {need} | self._all_needs(need)
        return found


def _with_unrun(judgements: Sequence[Judgement], checks: Mapping[str, Check]) -> list[Check]:
    """Give all checks, those that were not run as not judged."""
    unrun = Outcome.NOT_JUDGED
    return [checks.get(j.id) or _check(j, unrun, "another one had failed") for j in judgements]


def _is_failed(checks: dict[str, Check], judgement: Judgement) -> bool:
    return checks[judgement.id].outcome is Outcome.FAILED
