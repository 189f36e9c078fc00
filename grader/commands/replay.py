"""`grader replay`: a grade once more, from the store alone, and compared bit for bit.

The store holds each work as it was judged, the class's secret and the attempt: all inputs follow
from these. Any attempt can be judged again, also one that does not count. No grade is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, zip_longest
from pathlib import Path

from rich.console import Group
from rich.text import Text

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.errors import SandboxError, StoreError, UnknownName, UsageError
from grader.feedback import as_text, one_line
from grader.gradebook import as_judged_now
from grader.judging import Check, Judged, JudgingPlan, Result, judge_here, merge, require_device
from grader.reports import points
from grader.sandbox.levels import Protection
from grader.store import Attempt, Store, fingerprints
from grader.submission import Submission, unpack


@dataclass(frozen=True)
class Replayed:
    """An attempt judged again, and in sentences what is not as it is stored.

    ``since`` says what has changed since it was judged: versions, the course, the grader.
    ``attempts`` are all that the student made at the exercise.
    """

    now: Result
    kept: Attempt
    attempts: tuple[Attempt, ...]
    level: str
    differences: tuple[str, ...]
    since: tuple[str, ...]


def replay(course: Course, out: Path, student: str, exercise: str, attempt: str = "") -> Replayed:
    """Judge a student's exercise again, as it was judged when its result was stored.

    ``attempt`` is a number, or how a digest begins; without it the one that counts is judged.
    Raises `UsageError` where there is no such result, `SandboxError` where this machine has not the
    level of protection that the grade was made with.
    """
    wanted = course.exercise(exercise).name
    with results_at(out) as store:
        book = Gradebook(store, course)
        attempts = _attempts(store, book, student, wanted)
        kept = _chosen(attempts, attempt) if attempt else _counting(book, attempts, student)
        packed, environment = store.work(kept.key.submission), store.environment()
    stored = kept.result
    try:
        submission = unpack(packed, stored.student, {wanted: stored.attempt})
    except ValueError as error:
        raise StoreError(f"{out / 'results.sqlite'}: {error}", "grade the class again") from None
    now = _judged(course, submission, environment)
    before = as_judged_now(stored, course.exercise(wanted))
    differences = tuple(_differences(before, merge(now, before)))
    since = tuple(_since(course, environment, kept))
    return Replayed(now, kept, attempts, environment["protection"], differences, since)


def _attempts(store: Store, book: Gradebook, student: str, exercise: str) -> tuple[Attempt, ...]:
    """Return all attempts, by number; of one that was judged anew and counts as before, both."""
    found = book.attempts(student, exercise)
    if not found:
        results = store.load_all()
        mine = [each.exercise for each in results if each.student == student]
        if not mine:
            raise UnknownName("student", student, sorted({each.student for each in results}))
        raise UnknownName("result", exercise, mine)
    return tuple(sorted(found, key=lambda each: each.result.attempt))


def _counting(book: Gradebook, attempts: Sequence[Attempt], student: str) -> Attempt:
    """Return the attempt that is the grade by the rules of the course."""
    stored = next((each for each in attempts if each.counts), attempts[-1])
    own = (each for each in book.grades() if each.student == student)
    grade = next((each for each in own if each.exercise == stored.result.exercise), None)
    return (book.judged(grade) if grade else None) or stored


def _chosen(attempts: Sequence[Attempt], wanted: str) -> Attempt:
    numbered = [each for each in attempts if str(each.result.attempt) == wanted]
    alike = [each for each in attempts if each.result.digest.startswith(wanted)]
    found = numbered or alike
    if len({each.result.digest for each in found}) != 1:
        known = [f"{each.result.attempt} ({each.result.digest[:12]})" for each in attempts]
        what = f"{'several attempts are' if found else 'no attempt is'} called {wanted!r}"
        raise UsageError(what, f"--attempt with one of {', '.join(dict.fromkeys(known))}")
    return max(found, key=lambda each: each.counts)


def _judged(course: Course, submission: Submission, environment: Mapping[str, str]) -> Result:
    """Judge the one exercise of a submission, under the conditions of a class."""
    require_device(environment["device"])
    secret, level = bytes.fromhex(environment["secret"]), environment["protection"]
    plan = JudgingPlan.of(
        course, course.exercises, submission.sources,
        secret=secret, level=level, device=environment["device"],
    )  # fmt: skip
    judged: list[Judged] = []

    def started(protection: Protection) -> None:
        if protection.level != level:
            what = f"the grade was made with protection {level}, this machine has"
            raise SandboxError(f"{what} {protection.level}", "grader doctor")

    judge_here(plan, [submission], judged.append, started)
    if judged[0].problem:
        raise SandboxError(judged[0].problem, "grader doctor")
    return judged[0].results[0]


def _differences(stored: Result, now: Result) -> Iterator[str]:
    """Name every figure that differs, and of every check the first field that does."""
    yield from _unlike(_figures(stored), _figures(now))
    before, after = ({each.id: each for each in result.checks} for result in (stored, now))
    for name in before | after:
        yield from islice(_unlike(_fields(before.get(name)), _fields(after.get(name))), 1)


def _figures(result: Result) -> dict[str, str]:
    """Return all of a result but its checks, numbers with all their digits."""
    names = ("verdict", "signal", "note", "score", "max_score", "late_percent")
    parts = {f"part {p.part}": f"{p.score} of {p.max_score}, {p.held} held" for p in result.parts}
    reason = {"reason": as_text(result.reason)}
    return {name: str(getattr(result, name)) for name in names} | reason | parts


def _fields(check: Check | None) -> dict[str, str]:
    """Return what became of a check, how it is explained, and what else is known of it."""
    if check is None:
        return {}
    fields = asdict(check)
    outcome, explained = fields.pop("outcome"), fields.pop("explanation") or {}
    more = {f"{check.id}, {name}": str(value) for name, value in (explained | fields).items()}
    return {check.id: outcome, **more}


def _unlike(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Name the texts that differ, each with its first line that does."""
    for name in {**then, **now}:
        lines = zip_longest(then.get(name, "").split("\n"), now.get(name, "").split("\n"))
        differing = next((pair for pair in lines if pair[0] != pair[1]), None)
        if differing:
            before, after = (line or "nothing" for line in differing)
            yield f"{name}: {before} then, {after} now"


def _since(course: Course, environment: Mapping[str, str], kept: Attempt) -> Iterator[str]:
    here = fingerprints.environment(environment["protection"], environment["device"])
    for name, value in here.items():
        if environment.get(name) != value:
            yield f"{name} was {environment.get(name, 'unknown')} then, is {value} now"
    if fingerprints.judging_digest(course, kept.result.exercise) != kept.key.course:
        yield "the exercise has changed: course.yml, solutions/ or data/"
    if fingerprints.grader_digest(here) != kept.key.grader:
        yield "the grader or a library has changed"


def shown(replayed: Replayed) -> Group:
    """Draw the grade by part, and where it differs from what is stored."""
    now = replayed.now
    head = (
        f"{one_line(now.student)}, {now.exercise}: attempt {now.attempt}, "
        f"submission {now.digest[:12]}, protection {replayed.level}"
    )
    parts = [
        f"  {each.part}: {points(each.score)} of {points(each.max_score)}" for each in now.parts
    ]
    said = [Text(f"differs: {one_line(each, 500)}", "red") for each in replayed.differences]
    since = [Text(f"since then: {one_line(each)}", "yellow") for each in replayed.since]
    same = [] if said else [Text("the same, bit for bit", "bold green")]
    several = replayed.attempts if len(replayed.attempts) > 1 else ()
    others = [Text(_line(each)) for each in several]
    return Group(Text(head, "bold"), *map(Text, parts), *said, *since, *same, *others)


def _line(attempt: Attempt) -> str:
    """Tell what is known of one attempt of several."""
    result, moments = attempt.result, []
    if result.handed_in:
        moments.append(f"handed in {result.handed_in:%Y-%m-%d %H:%M %Z}")
    if attempt.judged:
        moments.append(f"judged {attempt.judged:%Y-%m-%d %H:%M %Z}")
    score = f"{points(result.score)} of {points(result.max_score)}"
    said = ", ".join([f"attempt {result.attempt}: {score}", *moments])
    return f"{said}, counts" if attempt.counts else said
