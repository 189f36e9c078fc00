"""What a person gave for answers, by their rubrics → results with these points; and the answers.

A mark is of one answer, by its digest: an answer that was changed since has none, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.course import Course, Exercise, Part
from grader.errors import UsageError
from grader.judging import ItemMark, Marking, PartScore, Result, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Kind

LONGEST_COMMENT = 5000
CHANGED_ANSWER = "the answer was changed after it was marked, and is to be marked again"
CHANGED_RUBRIC = "the rubric was changed after it was marked, and what is new is to be marked"


@dataclass(frozen=True)
class Paper:
    """An answer with its rubric and what was given: whose it is, and in which work it was read.

    ``students`` share it; ``kept_as`` is the student in the store, and ``work`` the digest of all
    that was handed in with it.
    """

    students: tuple[str, ...]
    kept_as: str
    exercise: str
    part: str
    attempt: int
    marking: Marking
    work: str

    @property
    def who(self) -> str:
        """The students' names in one text."""
        return ", ".join(self.students)

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells it from all others."""
        return self.who, self.exercise, self.part, self.attempt


def people(entry: JournalEntry) -> tuple[str, ...]:
    """Return whose answer a mark is of: all under whose names it may be looked for."""
    return tuple(dict.fromkeys([entry.student, *entry.value["students"]]))


def mark_of(
    paper: Paper, points: Mapping[str, float | None], comment: str, who: str
) -> JournalEntry:
    """Return the decision that an answer has these points, by the rubric's items, and a comment.

    Raises `UsageError` for points below 0, above an item's, with more than two decimals, or of an
    item that there is not, and for a comment that is too long.
    """
    items = {each.name: each for each in paper.marking.items}
    for name, given in points.items():
        item = items.get(name)
        if item is None:
            known = ", ".join(items)
            raise UsageError(f"{paper.part} has no item {name!r} in its rubric", f"one of: {known}")
        if given is not None and not 0 <= given <= item.max_points:
            what = f"{name} would have {given:g} of {item.max_points:g} points"
            raise UsageError(what, f"a number from 0 to {item.max_points:g}")
        if given is not None and round(given, 2) != given:
            raise UsageError(f"{name} would have {given!r} points", "two decimals at most")
    if len(comment) > LONGEST_COMMENT:
        what = f"the comment has {len(comment)} letters"
        raise UsageError(what, f"at most {LONGEST_COMMENT}")
    value = {
        "answer": paper.marking.answer,
        "items": {name: points.get(name) for name in items},
        "comment": comment.strip(),
        "students": [paper.kept_as, *paper.students],
    }
    return JournalEntry(Kind.MARK, paper.kept_as, paper.exercise, paper.part, value, "", who)


def with_marks(result: Result, exercise: Exercise, entries: Iterable[JournalEntry]) -> Result:
    """Return a judged result with what a person gave for its answers; lateness comes after it."""
    if result.verdict is Verdict.NOT_GRADED or not any(each.marking for each in result.parts):
        return result
    mine = [
        each
        for each in entries
        if each.kind is Kind.MARK
        and each.exercise == result.exercise
        and result.student in people(each)
    ]
    rubrics = {each.name: each for each in exercise.marked}
    parts = tuple(
        _with_mark(part, rubrics[part.part], [each for each in mine if each.part == part.part])
        if part.part in rubrics
        else part
        for part in result.parts
    )
    return with_checks(replace(result, parts=parts), result.checks)


def _with_mark(part: PartScore, rubric: Part, mine: Sequence[JournalEntry]) -> PartScore:
    marking = part.marking or Marking()
    items = tuple(ItemMark(each.name, each.points, each.text) for each in rubric.rubric)
    blank = replace(marking, items=items, comment="", note="", number=0)
    if not marking.answer or not mine:
        return replace(part, marking=blank)
    holds = [each for each in mine if each.value["answer"] == marking.answer]
    if not holds:
        return replace(part, marking=replace(blank, note=CHANGED_ANSWER))
    entry = holds[-1]
    given: Mapping[str, float | None] = entry.value["items"]
    kept = tuple(
        replace(each, points=_possible(given.get(each.name), each.max_points)) for each in items
    )
    lost = [
        name
        for name, number in given.items()
        if number is not None and number not in [k.points for k in kept if k.name == name]
    ]
    note = CHANGED_RUBRIC if lost else ""
    comment, number = entry.value["comment"], entry.number
    return replace(
        part, marking=replace(blank, items=kept, comment=comment, note=note, number=number)
    )


def _possible(points: float | None, most: float) -> float | None:
    return points if points is not None and 0 <= points <= most else None


def papers(
    course: Course,
    results: Iterable[tuple[Result, Attempt]],
    members: Callable[[str, str], tuple[str, ...]],
) -> list[Paper]:
    """Return the answers of works that may count, in the course's order and then by student.

    ``results`` are the works with their marks; ``members`` says whose one in the store is. An
    answer that several works of a student have is there once.
    """
    place = {
        (each.name, part.name): number
        for number, (each, part) in enumerate((e, p) for e in course.exercises for p in e.marked)
    }
    found: dict[tuple[str, ...], Paper] = {}
    for result, attempt in results:
        kept_as = attempt.result.student
        for part in result.parts:
            if part.marking is None or not part.marking.answer:
                continue
            if (result.exercise, part.part) not in place:  # no part any more
                continue
            key = kept_as, result.exercise, part.part, part.marking.answer
            found[key] = Paper(
                members(kept_as, result.exercise), kept_as, result.exercise, part.part,
                result.attempt, part.marking, attempt.key.submission,
            )  # fmt: skip
    return sorted(found.values(), key=lambda p: (place[p.exercise, p.part], p.who, p.attempt))


def in_words(value: Mapping[str, Any]) -> str:
    """Say what a mark gave: ``marked: idea 2, example not yet``."""
    given = [
        f"{name} {'not yet' if number is None else f'{number:g}'}"
        for name, number in value["items"].items()
    ]
    return f"marked: {', '.join(given)}"
