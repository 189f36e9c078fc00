"""What `grader mark` does, by a table or on a page: answers out of the store, marks into it."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.errors import UnknownName, UsageError
from grader.feedback import encodable
from grader.gradebook import Paper, as_judged_now, papers, reportable, that_may_count
from grader.store import JournalEntry, Kind, Store, in_force
from grader.submission import Answer, Submission, unpack

CHANGED = "somebody marked it since, or another answer was handed in: load it again"


@dataclass(frozen=True)
class Asked:
    """Which answers are to be marked: of an exercise, or of one of its parts, or of all."""

    exercise: str = ""
    part: str = ""


def asked_for(course: Course, exercise: str | None, part: str | None) -> Asked:
    """Read what was typed. Raises `UsageError` where nothing of it is marked by hand."""
    by_hand = [each for each in course.exercises if each.marked]
    if not by_hand:
        raise UsageError(
            "no part of this course is marked by hand", "add `by: hand` and a rubric to a part"
        )
    if not exercise:
        return Asked()
    one = course.exercise(exercise)
    names = [each.name for each in one.marked]
    if not names:
        others = ", ".join(each.name for each in by_hand)
        raise UsageError(f"no part of {one.name} is marked by hand", f"grader mark: {others}")
    if part and part not in names:
        raise UnknownName(f"part of {one.name} that is marked by hand", part, names)
    return Asked(one.name, part or "")


def papers_in(store: Store, course: Course, asked: Asked = Asked()) -> list[Paper]:
    """Return the answers that are asked for, as they are marked now."""
    book, entries = Gradebook(store, course), in_force(store.journal())
    exercises = {each.name: each for each in course.exercises if each.marked}
    wanted = {asked.exercise} if asked.exercise else set(exercises)
    works = [
        (as_judged_now(each.result, exercises[each.result.exercise], entries), each)
        for each in that_may_count(store.load_attempts(), exercises)
        if each.result.exercise in wanted
    ]
    found = papers(course, works, book.members)
    return [each for each in found if asked.part in ("", each.part)]


def answer_to(store: Store, paper: Paper) -> tuple[Answer | None, Submission | None]:
    """Return what was handed in, and all that came with it; None of what is damaged."""
    try:
        submission = unpack(store.work(paper.work), paper.kept_as, {})
    except ValueError:
        return None, None
    found = submission.answers_to(paper.exercise)
    mine = (e for e in found if e.part == paper.part and e.digest == paper.marking.answer)
    return next(mine, None), submission


def record_mark(course: Course, out: Path, paper: Paper, entry: JournalEntry) -> int:
    """Keep a mark, and return its number; the reports are written by `write_marked`.

    Raises `UsageError` where the answer is not the one that was read, or was marked since.
    """
    with results_at(out) as store:
        attempts = store.attempts(paper.kept_as, paper.exercise)
        answers = {p.marking.answer for a in attempts for p in a.result.parts if p.marking}
        if paper.marking.answer not in answers or _number(store, paper) != paper.marking.number:
            raise UsageError(CHANGED, "grader mark")
        (number,) = store.write_journal(entry)
        _remember(store, course, paper)
    return number


def _number(store: Store, paper: Paper) -> int:
    """Return the number of the mark that an answer has, or 0."""
    return max(
        (
            each.number
            for each in in_force(store.journal())
            if each.kind is Kind.MARK
            and (each.student, each.exercise, each.part)
            == (paper.kept_as, paper.exercise, paper.part)
            and each.value["answer"] == paper.marking.answer
        ),
        default=0,
    )


def _remember(store: Store, course: Course, paper: Paper) -> None:
    """Let the points be known as said: whoever marked them need not be asked again."""
    book = Gradebook(store, course)
    kept = [
        attempt
        for exercise in course.exercises
        for student in paper.students
        for attempt in book.attempts(student, exercise.name)
    ]
    unique = list(
        {(a.result.student, a.result.exercise, a.result.digest): a for a in kept[::-1]}.values()
    )
    now = [each for each in book.grades(unique) if each.student in paper.students]
    store.update_reported(reportable(now))


def write_marked(course: Course, out: Path) -> None:
    """Write all reports anew, with what was marked."""
    with results_at(out) as store:
        book = Gradebook(store, course)
        book.report(book.agreed(), out)


def blind_ids(names: Iterable[str], secret: str) -> dict[str, str]:
    """Return a name for each that says nothing of who it is, and stays the same for this class."""
    return {
        each: hmac.digest(secret.encode(), encodable(each).encode(), "sha256").hex()[:10]
        for each in names
    }


def progress(found: Sequence[Paper]) -> tuple[int, int]:
    """Return how many answers are marked, and how many there are."""
    return sum(not each.marking.waits for each in found), len(found)
