"""A `Submission` + the suites + a warm border → a `Result` for each exercise.

It is loaded, every check is run, errors are carried forward, and what is left is scored. Only the
near side draws conclusions; the far side is asked for answers and believed in nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import ModuleType

import pytest

from grader.checks import CheckFixtures, CollectedCheck, Seeds
from grader.checks.cpu_limit import let_go
from grader.checks.marks import NEEDS_GPU
from grader.checks.size_limits import bounded
from grader.checks.suites import OpenSuites
from grader.checks.trusted import TrustedSession
from grader.course import Course, Exercise
from grader.errors import GraderError, SandboxError
from grader.feedback import (
    Explanation,
    RecordedMisconception,
    as_text,
    clean,
    explain,
    explain_missing,
    explain_nothing,
    explain_undefined,
    is_stub_of,
    one_line,
    performance,
    shown_prints,
)
from grader.judging.causes import Causes, is_failed
from grader.judging.counted import counted
from grader.judging.needs import all_needs, fold
from grader.judging.results import Check, Outcome, Result, Standing
from grader.judging.score import blank_parts, held, score, total
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Conversation, NotDefined, Session, Source
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import TooLarge
from grader.submission import Submission, Work

BROKEN = Explanation("this check is broken, which is not your mistake: its points are held")
TOO_MUCH_CODE = Explanation(
    "with all that lies beside it, it is more code than can be judged: hand in your own code alone"
)
MOST_STATEMENTS_SHOWN = 8
HURRIED = 0.1
"""The share of its time that a call has which may reach a loop without an end: that is waited for
once."""
NOT_GRADED = Explanation(
    "the grader failed over your work: your instructor knows of it, and your points are held"
)
_OF_THE_STUDENT = (AssertionError, StudentError, GuestEnded, NotDefined, pytest.fail.Exception)
_OF_THE_SUITE = (GraderError, NameError, ImportError, pytest.FixtureLookupError)

Heard = Callable[[Check], None]
Spent = Callable[[str, float], None]


@dataclass(frozen=True)
class JudgingContext:
    """All that judging needs and that is the same for every submission.

    Where there are no ``references``, misconceptions are named by what was ``recorded`` of them.
    There is no ``sandbox`` where what is judged is here already. ``heard`` is told of each check as
    it is done, before errors are carried forward; what it raises stops the judging. ``spent`` is
    told of each exercise what judging it cost, in CPU seconds of the student's processes and ours.
    """

    course: Course
    exercises: Sequence[Exercise]
    suites: OpenSuites
    sandbox: Sandbox | None
    references: Mapping[str, ModuleType]
    secret: bytes
    device: str = "cpu"
    diagnose: bool = True
    until_failure: bool = False
    recorded: Mapping[str, Sequence[RecordedMisconception]] = field(default_factory=dict)
    heard: Heard = lambda _: None
    spent: Spent = lambda _, __: None


def judge_submission(submission: Submission, context: JudgingContext) -> list[Result]:
    """Judge a submission's exercises, or those that its ``attempts`` names, in course order."""
    assert context.sandbox is not None
    limits = context.course.limits
    session = Session(context.sandbox, limits.call_seconds, limits.exercise_seconds)
    asked = submission.attempts or {each.name: 1 for each in context.exercises}
    results, before = [], time.process_time()
    for exercise in [each for each in context.exercises if each.name in asked]:
        try:
            work = submission.only(exercise.name)
            results.append(_judge_exercise(work, exercise, context, session))
        finally:
            session.close()
        after = time.process_time() + session.cpu_seconds
        context.spent(exercise.name, after - before)
        before = after
    return results


def _judge_exercise(
    submission: Submission, exercise: Exercise, context: JudgingContext, session: Session
) -> Result:
    """Judge what was handed in for an exercise; of two versions the better counts."""
    work = submission.work(exercise.name)
    versions = work.versions if work and exercise.parts else (None,)
    results = [_judge(submission, exercise, each, context, session) for each in versions]
    best = max(results, key=lambda each: total([each.score, held(each)]))  # the first of equals
    if len(results) == 1:
        return best
    paths = [one_line(version.path) for version in versions if version]
    counts = paths[results.index(best)]
    note = f"{' and '.join(paths)} were both judged, and the better counts: {counts}"
    broken = [as_text(each.reason).split("\n")[0] for each in results if each is not best]
    return replace(best, note=clean("\n".join(filter(None, (note, *broken, best.note)))))


def _judge(
    submission: Submission,
    exercise: Exercise,
    work: Work | None,
    context: JudgingContext,
    session: Session,
) -> Result:
    answers = submission.answers_to(exercise.name)
    moments = [each.submitted_at for each in answers] + [work.submitted_at if work else None]
    handed_in = max(filter(None, moments), default=None)
    collected_checks = context.suites.checks[exercise.name]
    reason: Explanation | None
    if answers and work is None:  # what a person marks needs no code
        verdict, signal, reason, note = Verdict.GRADED, "", None, ""
        why = Explanation(submission.why_missing(exercise.name))
        checks = [_check(each, Outcome.FAILED, why) for each in collected_checks]
    elif work is None or work.problem:
        verdict, signal = Verdict.NOT_SUBMITTED if work is None else Verdict.UNREADABLE, ""
        why = Explanation(work.problem if work else submission.why_missing(exercise.name))
        checks, note = [_check(each, Outcome.FAILED, why) for each in collected_checks], ""
        reason = why
    else:
        panel = ExerciseJudge(submission, work, exercise, context, session)
        checks, note = panel.judge(), panel.note()
        verdict, signal, reason = panel.verdict, panel.signal, panel.reason
    result = score(submission.student, exercise, checks, verdict, note, answers)
    attempt, digest = submission.attempts[exercise.name], submission.code_digest
    return replace(
        result, signal=signal, reason=reason, attempt=attempt, digest=digest, handed_in=handed_in
    )


def not_graded(course: Course, student: str) -> Iterator[Result]:
    """Return the results of a student over whose work the grader failed: all points are held."""
    for exercise in course.exercises:
        parts = tuple(
            replace(each, held=each.max_score, marking=None) for each in blank_parts(exercise)
        )
        most = total(each.max_score for each in parts)
        yield Result(
            student, exercise.name, 0.0, most, Verdict.NOT_GRADED, parts, reason=NOT_GRADED,
            standing=Standing.NOT_GRADED,
        )  # fmt: skip


def _check(collected: CollectedCheck, outcome: Outcome, why: Explanation | None = None) -> Check:
    marks = collected.marks
    return Check(
        collected.id, marks.part, collected.visible, outcome, why, marks.weight, collected.sentence
    )


class ExerciseJudge:
    """Judges one exercise of one submission."""

    def __init__(
        self,
        submission: Submission,
        work: Work,
        exercise: Exercise,
        context: JudgingContext,
        session: Conversation,
    ) -> None:
        self._work = work
        self._exercise = exercise
        self._context = context
        self._session = session
        cells = [(cell.label, cell.source) for cell in work.cells]
        self._source = Source(exercise.name, cells, submission.importable(exercise.name))
        attempt = submission.attempts[exercise.name]
        self._seeds = Seeds(context.secret, submission.student, exercise.name, attempt)
        self._ends: dict[str, str] = {}
        self._endless: set[str] = set()
        self._hurried: set[str] = set()
        self._own_failures: set[str] = set()
        self._reference = context.references.get(exercise.name)
        suite = context.suites.checks[exercise.name]
        self._shows_prints = all(each.visible for each in suite)  # else they may hold hidden values
        recorded = context.recorded.get(exercise.name, ())
        self._causes = Causes(context.course, exercise, self._seeds, self._reference, recorded)
        known = self._reference is not None or bool(recorded)
        self._diagnoses = context.diagnose and known
        self.verdict = Verdict.GRADED
        self.signal = ""
        self.reason: Explanation | None = None

    def judge(self) -> list[Check]:
        """Return the checks; ``verdict`` says the first end, ``reason`` why none could be run."""
        collected_checks = self._context.suites.checks[self._exercise.name]
        self.reason = self._load()
        if self.reason is not None:
            return [_check(each, Outcome.FAILED, self.reason) for each in collected_checks]
        checks: dict[str, Check] = {}
        for collected in collected_checks:
            checks[collected.id] = self._run(collected)
            self._context.heard(checks[collected.id])
            if self._context.until_failure and is_failed(checks, collected):
                unrun = Outcome.NOT_JUDGED, Explanation("another one had failed")
                return [checks.get(each.id) or _check(each, *unrun) for each in collected_checks]
        failed_again = self._carry_errors_forward(collected_checks, checks)
        for part in self._exercise.parts:
            mine = [each for each in collected_checks if each.marks.part == part.name]
            checks |= self._causes.named(mine, checks, failed_again)
        sources = [*dict(self._source.cells).values(), *self._source.siblings.values()]
        folded = fold(self._exercise, list(checks.values()), self._own_failures, sources)
        return counted(folded, {each.id for each in collected_checks if not each.marks.alone})

    def _ended(self, end: GuestEnded) -> None:
        """Let the first end of the student's process be the verdict."""
        if self.verdict == Verdict.GRADED:
            self.verdict, self.signal = end.verdict, end.signal

    def _load(self) -> Explanation | None:
        """Load the submission; explain why it could not be, if so."""
        limits = self._exercise.limits
        self._session.allow(limits.call_seconds, limits.exercise_seconds)
        try:
            self._session.open(self._source, self._seeds.of("load") % 2**32)
        except GuestEnded as end:
            self._ended(end)
            why = explain(end, None, visible=True)
            return replace(why, problem=f"while it was loaded, {why.problem}")
        except TooLarge:  # odd letters, and very many cells, take more than their own size
            self.verdict = Verdict.UNREADABLE
            return TOO_MUCH_CODE
        reason = explain_nothing(self._session)
        if reason is not None:
            self.verdict = Verdict.IMPORT_FAILED
            for left in self._session.left_out[:1]:
                self.verdict, self.signal = left.end.verdict, left.end.signal
        return reason

    def note(self) -> str:
        """Name the first statements that could not be run, where others were judged."""
        if self.reason is not None:
            return ""
        session, lines = self._session, [self._work.note] if self._work.note else []
        missing = explain_missing(session, [part.name for part in self._exercise.parts])
        lines += [as_text(each) for each in missing[:MOST_STATEMENTS_SHOWN]]
        if len(missing) > MOST_STATEMENTS_SHOWN:
            lines.append("more statements could not be run, and are not shown here")
        if missing:
            lines.append("(all the other statements were run, and what they define was judged)")
        return clean("\n".join(lines))

    def _run(self, collected: CollectedCheck) -> Check:
        marks = collected.marks
        if marks.gpu and self._context.device != "cuda":
            return _check(collected, Outcome.NOT_JUDGED, Explanation(NEEDS_GPU))
        if marks.part not in self._session.names:
            self._own_failures.add(collected.id)
            parts = {part.name for part in self._exercise.parts}
            session, path, cells = self._session, self._work.path, self._source.cells
            undefined = explain_undefined(session, marks.part, path, session.names - parts, cells)
            return _check(collected, Outcome.FAILED, undefined)
        if marks.part in self._ends:
            ended = f"not run again: an earlier call ended in: {self._ends[marks.part]}"
            return _check(collected, Outcome.FAILED, Explanation(ended))
        return self._run_now(collected)

    def _run_now(self, collected: CollectedCheck) -> Check:
        part = collected.marks.part
        in_a_hurry = bool(self._endless & all_needs(self._exercise, part))
        self._session.patience = HURRIED if in_a_hurry else 1.0
        error = self._context.suites.run(collected, self._fixtures(collected))
        if isinstance(error, (SandboxError, KeyboardInterrupt)):
            raise error
        check = self._concluded(collected, error, in_a_hurry=in_a_hurry)
        let_go(error)
        return check

    def _concluded(
        self, collected: CollectedCheck, error: BaseException | None, *, in_a_hurry: bool
    ) -> Check:
        """Conclude from what a check raised, or from None."""
        part = collected.marks.part
        calls = self._session.answered(part)
        if self._diagnoses and not collected.is_gate:
            self._causes.seen[collected.id] = performance(calls, error)
        if error is None:
            return _check(collected, Outcome.PASSED)
        if self._is_the_suites(collected, error):
            unjudged = _check(collected, Outcome.NOT_JUDGED, BROKEN)
            return replace(unjudged, detail=clean(collected.place_of(error)))
        if isinstance(error, GuestEnded):
            self._ended(error)
            self._ends[part] = str(error)
            if error.verdict == Verdict.TIME_LIMIT:
                (self._hurried if in_a_hurry else self._endless).add(part)
        if is_stub_of(error, part):
            self._own_failures.add(collected.id)
        why = explain(error, self._session.last_call, visible=collected.visible)
        compares = self._diagnoses and self._reference is not None
        if not compares and calls and calls[0] is not self._session.last_call:
            why = replace(why, pattern="")  # what was asked before was right
        if self._shows_prints and not isinstance(error, GuestEnded):
            why = replace(why, printed=shown_prints(self._session.printed()))
        detail = clean(f"{type(error).__name__}: {error}")
        return replace(_check(collected, Outcome.FAILED, why), detail=detail)

    def _is_the_suites(self, collected: CollectedCheck, error: BaseException) -> bool:
        """Return whether it is the check itself that is broken, and not what the student gave it.

        Where the error does not say so, the check breaks alike over the reference's answers.
        """
        if isinstance(error, _OF_THE_STUDENT):
            return False
        of_a_module = isinstance(error, AttributeError) and isinstance(error.obj, ModuleType)
        if of_a_module or isinstance(error, _OF_THE_SUITE):
            return True
        if self._reference is None:
            return False
        trusted = self._fixtures(collected, TrustedSession(self._reference))
        return type(self._context.suites.run(collected, trusted)) is type(error)

    def _fixtures(
        self, collected: CollectedCheck, session: Conversation | None = None
    ) -> CheckFixtures:
        device = self._context.device if collected.marks.gpu else "cpu"
        seconds = self._exercise.limits.check_seconds if self._context.sandbox else math.inf
        return CheckFixtures(
            session or self._session, self._exercise, self._seeds, collected.id, device,
            self._reference, seconds,
        )  # fmt: skip

    def _carry_errors_forward(
        self, collected_checks: Sequence[CollectedCheck], checks: dict[str, Check]
    ) -> dict[str, Check]:
        """Judge what failed again with the reference in the place of the parts that it needs.

        One mistake costs once: in its own part, not in those that build on it. Returns, by id, what
        was said of the checks that failed again.
        """
        failed_again: dict[str, Check] = {}
        self._endless.clear()
        for part in self._exercise.parts if self._reference else ():
            wrong = {check.part for check in checks.values() if check.outcome is Outcome.FAILED}
            stand_ins = sorted(all_needs(self._exercise, part.name) & wrong)
            again = [
                j for j in collected_checks if j.marks.part == part.name and is_failed(checks, j)
            ]
            if not stand_ins or not again or part.name not in self._session.names:
                continue
            trusted = {name: bounded(getattr(self._reference, name)) for name in stand_ins}
            with suppress(GuestEnded):  # the submission cannot bear it
                self._session.put_in_place(trusted)
                failed_again |= self._judge_again(again, checks, stand_ins)
            if part.name in self._hurried:
                with suppress(GuestEnded):
                    self._judge_in_full(again, checks)
        return failed_again

    def _judge_again(
        self, again: Sequence[CollectedCheck], checks: dict[str, Check], stand_ins: Sequence[str]
    ) -> dict[str, Check]:
        """Let those pass that do now; return what is said of the others."""
        failed_again: dict[str, Check] = {}
        self._ends.clear()
        for collected in again:
            check = replace(self._run(collected), stand_ins=tuple(stand_ins))
            if check.outcome is Outcome.PASSED:
                checks[collected.id] = check
            else:
                failed_again[collected.id] = check
                self._own_failures.add(collected.id)
        return failed_again

    def _judge_in_full(self, again: Sequence[CollectedCheck], checks: dict[str, Check]) -> None:
        """Give what fails all the same the time that it did not have at first."""
        left = [each for each in again if is_failed(checks, each)]
        if left:
            self._session.put_in_place({})
        self._ends.clear()
        for collected in left:
            checks[collected.id] = self._run(collected)
