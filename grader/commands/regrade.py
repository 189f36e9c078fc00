"""`grader regrade`: the works that are kept, judged again by the suites as they are now.

Nothing need be handed in again. What would change is shown first; on a yes it is kept, beside what
was the grade before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring import require_sound_suites, trials
from grader.commands.gradebook import Gradebook, results_at
from grader.commands.intake import Intake
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course
from grader.errors import SandboxError, StoreError, UsageError
from grader.gradebook import Change, Points, changes, reported
from grader.judging import (
    Judged,
    JudgingPlan,
    PackedWork,
    judge_all,
    merge,
    require_device,
)
from grader.sandbox.levels import Protection
from grader.store import Attempt, Store, fingerprints
from grader.submission import Submission, unpack


@dataclass(frozen=True)
class Regraded:
    """What judging again gave, before it is kept.

    ``judged`` counts the works, ``current`` those that the suites and grader of now had judged
    already; ``kept`` are the attempts to take, with their works; ``failed`` were not judged.
    """

    judged: int
    current: int
    changes: tuple[Change, ...]
    kept: tuple[Attempt, ...] = ()
    works: tuple[PackedWork, ...] = ()
    failed: tuple[Judged, ...] = ()


def judge_again(
    course: Course,
    out: Path,
    exercises: Sequence[str] = (),
    *,
    never_lower: bool = False,
    jobs: int = 1,
    progress: Progress = QUIET,
) -> Regraded:
    """Judge the works that count again where suites, grader or libraries have changed since.

    Nothing is kept: see `keep`. With ``never_lower`` a work that would lose points is left as it
    is. Raises `CourseError` for suites that the reference fails, `SandboxError` where this machine
    has not the level of protection that the grades were made with.
    """
    wanted = [
        course.exercise(each).name for each in exercises or [e.name for e in course.exercises]
    ]
    with results_at(out) as store:
        environment, attempts = store.environment(), store.load_attempts()
        book = Gradebook(store, course)
        intake = Intake(store, course, book)
        if "protection" not in environment:
            raise UsageError(f"nothing in {out} was graded yet", "grader grade SUBMISSIONS")
        book.require_written()
        level, device = environment["protection"], environment["device"]
        require_device(device)
        code = fingerprints.grader_digest(fingerprints.environment(level, device))
        counted = [a for a in attempts if a.counts and a.result.digest]
        mine = [each for each in counted if each.result.exercise in wanted]
        old = [each for each in mine if not intake.is_current(each, code)]
        submissions = [_unpacked(store, each, out) for each in old]
    if not old:
        return Regraded(0, len(mine), ())
    progress.note(f"{len(old)} works are judged again, {len(mine) - len(old)} are as they would be")
    secret = bytes.fromhex(environment["secret"])
    judged = _judged(course, wanted, submissions, secret, level, device, jobs, progress)
    earlier = {(each.result.student, each.result.exercise): each for each in old}
    fresh: list[Attempt] = []
    works: list[PackedWork] = []
    for each in judged:
        for result in each.results:
            before = earlier[result.student, result.exercise]
            attempt = intake.attempt_of(result, each.works[result.exercise], code)
            same = (attempt.key.submission, attempt.key.course)
            if device == "cpu" and (before.key.submission, before.key.course) == same:
                result = merge(result, before.result)
            fresh.append(intake.attempt_of(result, each.works[result.exercise], code))
            works.append(each.works[result.exercise])
    with results_at(out) as store:
        book = Gradebook(store, course)
        taken, changed = _compared(book, attempts, fresh, never_lower=never_lower)
    failed = tuple(each for each in judged if each.problem)
    return Regraded(len(old), len(mine) - len(old), changed, taken, tuple(works), failed)


def _unpacked(store: Store, attempt: Attempt, out: Path) -> Submission:
    result = attempt.result
    try:
        packed = store.work(attempt.key.submission)
        return unpack(packed, result.student, {result.exercise: result.attempt})
    except ValueError as error:
        raise StoreError(f"{out / 'results.sqlite'}: {error}", "grade the class again") from None


def _judged(
    course: Course,
    wanted: Sequence[str],
    submissions: Sequence[Submission],
    secret: bytes,
    level: str,
    device: str,
    jobs: int,
    progress: Progress,
) -> list[Judged]:
    """Judge works under the conditions of their class, once the suites are known to be right."""
    exercises = [course.exercise(each) for each in wanted]
    pair = trials(course, exercises)
    imports = sorted({source for each in [*pair, *submissions] for source in each.sources})
    plan = JudgingPlan.of(
        course, exercises, imports, secret=secret, level=level, device=device
    )  # fmt: skip

    def started(protection: Protection) -> None:
        if protection.level != level:
            what = f"the grades were made with protection {level}, this machine has"
            raise SandboxError(f"{what} {protection.level}", "grader doctor")

    def all_of(several: Sequence[Submission]) -> list[Judged]:
        judged: list[Judged] = []
        judge_all(plan, several, judged.append, started)
        return judged

    progress.begin(len(submissions), 0)
    progress.say("trying the suites")
    require_sound_suites(course, exercises, all_of(pair), all_of)
    judged: list[Judged] = []

    def keep(each: Judged) -> None:
        judged.append(each)
        progress.advance(f"judged {each.submission.student}")

    judge_all(plan, submissions, keep, started, jobs)
    return judged


def _compared(
    book: Gradebook, attempts: Sequence[Attempt], fresh: Sequence[Attempt], *, never_lower: bool
) -> tuple[tuple[Attempt, ...], tuple[Change, ...]]:
    """Return the attempts to take, and which grades they change."""

    def with_these(taken: Sequence[Attempt]) -> dict[tuple[str, str], Points]:
        replaced = {(each.result.student, each.result.exercise) for each in taken}
        others = [
            replace(each, counts=False)
            if (each.result.student, each.result.exercise) in replaced
            else each
            for each in attempts
        ]
        return reported(book.grades([*others, *map(_counting, taken)]))

    before = with_these(())
    spared = {
        (each.student, each.exercise)
        for each in changes(before, with_these(fresh))
        if never_lower and each.lowers
    }

    def is_spared(attempt: Attempt) -> bool:
        student, exercise = attempt.result.student, attempt.result.exercise
        return any((each, exercise) in spared for each in book.members(student, exercise))

    taken = [each for each in fresh if not is_spared(each)]
    return tuple(taken), tuple(changes(before, with_these(taken)))


def _counting(attempt: Attempt) -> Attempt:
    return replace(attempt, counts=True)


def keep(course: Course, out: Path, regraded: Regraded, reason: str = "") -> None:
    """Let what was judged again be the grades, and write the reports anew."""
    why = f"judged again{f': {reason}' if reason else ''}"
    with results_at(out) as store:
        by_student: dict[str, list[Attempt]] = {}
        for each in regraded.kept:
            by_student.setdefault(each.result.student, []).append(_counting(each))
        works = dict(regraded.works)
        for student, mine in by_student.items():
            own = [each.key.submission for each in mine]
            store.save(student, mine, [(each, works[each]) for each in own], why)
        book = Gradebook(store, course)
        book.report(book.results(), out)
