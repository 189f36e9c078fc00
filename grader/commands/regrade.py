"""`grader regrade`: the works that are kept, judged again by the suites as they are now.

Nothing need be handed in again. What would change is shown first; on a yes it is kept, beside what
was the grade before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.authoring import require_sound_suites, trials
from grader.commands.gradebook import Gradebook, results_at
from grader.commands.intake import Intake
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course
from grader.errors import SandboxError, StoreError, UsageError
from grader.gradebook import Change, Points, changes, reportable, reported
from grader.judging import (
    Judged,
    JudgingPlan,
    PackedWork,
    Result,
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
    already; ``kept`` are the attempts to take, with their works; ``failed`` were not judged. All is
    of the store in this ``state``, and was judged in this ``environment``.
    """

    judged: int
    current: int
    changes: tuple[Change, ...]
    kept: tuple[Attempt, ...] = ()
    works: tuple[PackedWork, ...] = ()
    failed: tuple[Judged, ...] = ()
    state: object = None
    environment: Mapping[str, str] = field(default_factory=dict)


def judge_again(
    course: Course,
    out: Path,
    exercises: Sequence[str] = (),
    *,
    never_lower: bool = False,
    jobs: int = 1,
    progress: Progress = QUIET,
) -> Regraded:
    """Judge the works that may count again where suites, grader or libraries have changed since.

    Nothing is kept: see `keep`. With ``never_lower`` a work that would lose points is left as it
    is. Raises `CourseError` for suites that the reference fails, `SandboxError` where this machine
    has not the level of protection that the grades were made with.
    """
    wanted = [
        course.exercise(each).name for each in exercises or [e.name for e in course.exercises]
    ]
    with results_at(out) as store:
        before, attempts, state = store.environment(), store.load_attempts(), store.state()
        book = Gradebook(store, course)
        intake = Intake(store, course, book)
        if "protection" not in before:
            raise UsageError(f"nothing in {out} was graded yet", "grader grade SUBMISSIONS")
        book.require_written()
        level, device = before["protection"], before["device"]
        require_device(device)
        here = fingerprints.environment(level, device)
        code = fingerprints.grader_digest(here)
        mine = _that_may_count(course, attempts, wanted)
        old = [each for each in mine if not intake.is_current(each, code)]
        submissions = [_unpacked(store, each, out) for each in old]
    if not old:
        return Regraded(0, len(mine), ())
    progress.note(f"{len(old)} works are judged again, {len(mine) - len(old)} are as they would be")
    secret = bytes.fromhex(before["secret"])
    judged = _judged(course, wanted, submissions, secret, level, device, jobs, progress)
    earlier = {_place(each.result): each for each in old}
    fresh, works = [], []
    for each in judged:
        for result in each.results:
            work = each.works[result.exercise]
            attempt = intake.attempt_of(result, work, code, each.cpu_seconds.get(result.exercise))
            fresh.append(_again(attempt, earlier[_place(result)], device))
            works.append(work)
    with results_at(out) as store:
        book = Gradebook(store, course)
        taken, changed = _compared(book, attempts, fresh, never_lower=never_lower)
    failed = tuple(each for each in judged if each.problem)
    counts = len(old), len(mine) - len(old)
    return Regraded(*counts, changed, taken, tuple(works), failed, state, {**before, **here})


def _that_may_count(
    course: Course, attempts: Sequence[Attempt], wanted: Sequence[str]
) -> list[Attempt]:
    """Return the grades, and where the course chooses among works, each of them as judged last."""
    found: dict[tuple[str, str, int], Attempt] = {}
    for each in attempts:
        result, place = each.result, _place(each.result)
        if result.exercise not in wanted or not result.digest:
            continue
        if not each.counts and course.exercise(result.exercise).attempts.counts == "last":
            continue
        if place not in found or each.counts or not found[place].counts:
            found[place] = each
    return list(found.values())


def _place(result: Result) -> tuple[str, str, int]:
    return result.student, result.exercise, result.attempt


def _again(attempt: Attempt, before: Attempt, device: str) -> Attempt:
    """Return a work as it is judged now, with what a GPU filled in; it counts if it did."""
    same = (attempt.key.submission, attempt.key.course)
    if device == "cpu" and (before.key.submission, before.key.course) == same:
        attempt = replace(attempt, result=merge(attempt.result, before.result))
    return replace(attempt, counts=before.counts)


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
        replaced = {(each.result.student, each.result.exercise) for each in taken if each.counts}
        others = [
            replace(each, counts=False)
            if (each.result.student, each.result.exercise) in replaced
            else each
            for each in attempts
        ]
        return reported(book.grades([*others, *taken]))

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


class Stage:
    """How far a regrading is, for its last words."""

    def __init__(self) -> None:
        self.kept = False

    def last_words(self) -> str:
        """Say what became of the grades."""
        if self.kept:
            return "stopped: the grades are changed, the reports not all; grader grade writes them"
        return "stopped: no grade was changed"


def keep(
    course: Course, out: Path, regraded: Regraded, reason: str = "", stage: Stage | None = None
) -> None:
    """Let what was judged again be the grades, at once, and write the reports anew.

    ``stage`` is told when the grades are kept.
    Raises `UsageError` where anything has become of the class's grades while works were judged.
    """
    why = f"judged again{f': {reason}' if reason else ''}"
    by_student: dict[str, list[Attempt]] = {}
    for each in regraded.kept:
        by_student.setdefault(each.result.student, []).append(each)
    works = dict(regraded.works)
    with results_at(out) as store:
        with store.at_once():
            if store.state() != regraded.state:
                what = f"the grades in {out} have changed while works were judged again"
                raise UsageError(what, "nothing was changed: grader regrade once more")
            for student, mine in by_student.items():
                own = [each.key.submission for each in mine]
                store.save(student, mine, [(each, works[each]) for each in own], why)
            store.record_environment(regraded.environment)
            results = Gradebook(store, course).results()
            store.record_reported(reportable(results))  # what was said yes to, if this ends here
        if stage is not None:
            stage.kept = True
        Gradebook(store, course).report(results, out)
