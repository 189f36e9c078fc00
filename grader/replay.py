"""`grader replay`: a grade once more, from the store alone, and compared bit for bit.

In go a course, the results of a class and whom to judge again; out comes a `Replayed`. The store
holds the work as it was judged, the class's secret and the attempt: from these all inputs follow.
Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader import digests
from grader.batch import judge_here
from grader.course import Course
from grader.errors import SandboxError, StoreError, UnknownName, UsageError
from grader.grading import order_for, require_device
from grader.held import merge
from grader.judged import Judged
from grader.results import Result
from grader.sandbox.protection import Protection
from grader.store import Kept, Key, Store
from grader.submission import Submission, unpack


@dataclass(frozen=True)
class Replayed:
    """A grade judged again, and in sentences what is not as it is stored.

    ``since`` says what has changed since the grade was made: versions, the course, the grader.
    """

    now: Result
    kept: Kept
    level: str
    differences: tuple[str, ...]
    since: tuple[str, ...]


def replay(course: Course, out: Path, student: str, exercise: str) -> Replayed:
    """Judge a student's exercise again, as it was judged when its result was stored.

    Raises `UsageError` where there is no such result, `SandboxError` where this machine has not the
    level of protection that the grade was made with.
    """
    wanted = course.exercise(exercise).name
    path = out / "results.sqlite"
    if not path.is_file():
        raise UsageError(f"there is no {path}", "say where the class was graded: --out DIR")
    with Store(path) as store:
        stored = _stored(store, student, wanted)
        kept, environment, keys = store.kept(student), store.environment(), store.keys(student)
    if kept is None or not kept.packed:
        what = f"{path} is older than replays, and does not hold what {student} handed in"
        raise UsageError(what, "grade the class again")
    now = _judged(course, _unpacked(kept, path), environment, wanted)
    differences = tuple(_differences(stored, merge(now, stored)))
    since = tuple(_since(course, environment, keys))
    return Replayed(now, kept, environment["protection"], differences, since)


def _stored(store: Store, student: str, exercise: str) -> Result:
    results = store.load_all()
    mine = [each for each in results if each.student == student]
    if not mine:
        raise UnknownName("student", student, sorted({each.student for each in results}))
    found = next((each for each in mine if each.exercise == exercise), None)
    if found is None:
        raise UnknownName("result", exercise, [each.exercise for each in mine])
    return found


def _unpacked(kept: Kept, path: Path) -> Submission:
    try:
        return unpack(kept.packed)
    except ValueError as error:
        raise StoreError(f"{path}: {error}", "grade the class again") from None


def _judged(
    course: Course, submission: Submission, environment: Mapping[str, str], exercise: str
) -> Result:
    """Judge the whole submission, as it was; give the one result."""
    require_device(environment["device"])
    sources = (cell.source for work in submission.works for cell in work.cells)
    secret, level = bytes.fromhex(environment["secret"]), environment["protection"]
    order = order_for(course, sources, secret, level, environment["device"])
    judged: list[Judged] = []

    def started(protection: Protection) -> None:
        if protection.level != level:
            what = f"the grade was made with protection {level}, this machine has"
            raise SandboxError(f"{what} {protection.level}", "grader doctor")

    judge_here(order, [submission], judged.append, started)
    if judged[0].problem:
        raise SandboxError(judged[0].problem, "grader doctor")
    return next(each for each in judged[0].results if each.exercise == exercise)


def _differences(stored: Result, now: Result) -> Iterator[str]:
    for name in ("verdict", "score", "max_score", "note", "parts"):
        before, after = getattr(stored, name), getattr(now, name)
        if before != after:
            yield f"{name}: {before} then, {after} now"
    checks = {check.id: check for check in now.checks}
    for check in stored.checks:
        again = checks.pop(check.id, None)
        if again is None:
            yield f"{check.id}: {check.outcome} then, no such check now"
        elif again.outcome != check.outcome:
            yield f"{check.id}: {check.outcome} then, {again.outcome} now"
        elif again != check:
            yield f"{check.id}: {check.outcome} both times, but in other words"
    for check in checks.values():
        yield f"{check.id}: no such check then, {check.outcome} now"


def _since(course: Course, environment: Mapping[str, str], keys: set[Key]) -> Iterator[str]:
    here = digests.environment(environment["protection"], environment["device"])
    for name, value in here.items():
        if environment.get(name) != value:
            yield f"{name} was {environment.get(name, 'not known')}, and is {value}"
    if digests.course_digest(course) not in {key.course for key in keys}:
        yield "the course is another one: course.yml, solutions/ or data/ have changed"
    if digests.grader_digest(here) not in {key.grader for key in keys}:
        yield "the grader, or a library, is another one"
