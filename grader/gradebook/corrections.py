"""What an instructor decided about a grade: checks that do not count, points, an excuse.

Each function takes a result and returns another one; the sentences of what was done stand in its
``arithmetic``, in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.errors import UsageError
from grader.judging import Result, Standing, held, total, with_checks
from grader.store import JournalEntry, Kind


def without_checks(result: Result, entries: Iterable[JournalEntry]) -> Result:
    """Return a result without the checks that do not count any more.

    Where an entry says ``never_lower``, its check is left in if the points, or those held, would
    be fewer without it.
    """
    for entry in entries:
        check = entry.value["check"]
        kept = [each for each in result.checks if each.id != check]
        if entry.exercise != result.exercise or len(kept) == len(result.checks):
            continue
        part = next(each.part for each in result.checks if each.id == check)
        if not any(each.weight for each in kept if each.part == part):
            continue  # it alone judges its part: by now, or without the others that were dropped
        scored = with_checks(result, kept)
        before, after = (total([each.score, held(each)]) for each in (result, scored))
        if entry.value["never_lower"] and (scored.score < result.score or after < before):
            continue
        result = _said(scored, result, f"without the check {check}")
    return result


def corrected(result: Result, entries: Sequence[JournalEntry]) -> Result:
    """Return a result with an instructor's points and excuses for this student and exercise."""
    for entry in entries:
        if (entry.student, entry.exercise) != (result.student, result.exercise):
            continue
        if entry.kind is Kind.EXCUSE:
            return _excused(result, entry)
        if entry.kind is Kind.POINTS:
            result = _with_points(result, entry)
    return result


def _with_points(result: Result, entry: JournalEntry) -> Result:
    """Set points, or add them; of a part, what was held for it is decided too."""
    points, added = entry.value["points"], entry.value["added"]
    why = f" ({entry.reason})" if entry.reason else ""
    did = f"{points:+g}" if added else f"set to {points:g}"
    if not entry.part:
        now = _within(total([result.score, points]) if added else points, result.max_score)
        parts = result.parts if added else tuple(replace(p, held=0.0) for p in result.parts)
        adjustment = total([result.adjustment, now, -result.score])
        new = replace(result, parts=parts, adjustment=adjustment, score=now)
        return _said(new, result, f"{did} by your instructor{why}")
    part = next((each for each in result.parts if each.part == entry.part), None)
    if part is None:
        gone = f"the correction of {entry.part}, which is no part any more, is left out"
        return _said(result, result, gone)
    now = _within(total([part.score, points]) if added else points, part.max_score)
    waits = min(part.held, total([part.max_score, -now])) if added else 0.0
    mine = replace(part, score=now, held=waits)
    parts = tuple(mine if each is part else each for each in result.parts)
    score = _within(total([*(p.score for p in parts), result.adjustment]), result.max_score)
    adjustment = total([score, *(-each.score for each in parts)])
    new = replace(result, parts=parts, adjustment=adjustment, score=score)
    return _said(new, result, f"{entry.part} {did} by your instructor{why}")


def _within(points: float, most: float) -> float:
    """Keep points from 0 to the most that there are, whatever a work got since."""
    return max(0.0, min(points, most))


def _excused(result: Result, entry: JournalEntry) -> Result:
    """Take an exercise out of what is asked of a student."""
    parts = tuple(replace(each, score=0.0, max_score=0.0, held=0.0) for each in result.parts)
    why = f": {entry.reason}" if entry.reason else ""
    return replace(
        _said(result, result, f"excused{why}"), parts=parts, score=0.0, max_score=0.0,
        adjustment=0.0, standing=Standing.EXCUSED,
    )  # fmt: skip


def _said(new: Result, before: Result, what: str) -> Result:
    """Add a sentence to the arithmetic of a score, and what the score then is, if it differs."""
    start = before.arithmetic or f"{before.score:g} judged"
    first = before.score if before.judged_score is None else before.judged_score
    ending = f" = {new.score:g}" if new.score != before.score else ""
    return replace(new, arithmetic=f"{start}; {what}{ending}", judged_score=first)


def require_possible(result: Result, entry: JournalEntry) -> None:
    """Refuse a correction that cannot be: of an unknown part, or points below 0 or above the most.

    Raises `UsageError`.
    """
    if entry.kind is not Kind.POINTS:
        return
    most, score, what = result.max_score, result.score, result.exercise
    if entry.part:
        part = next((each for each in result.parts if each.part == entry.part), None)
        if part is None:
            names = ", ".join(each.part for each in result.parts)
            raise UsageError(f"{result.exercise} has no part {entry.part!r}", f"one of: {names}")
        most, score, what = part.max_score, part.score, entry.part
    points = entry.value["points"]
    now = total([score, points]) if entry.value["added"] else points
    if not 0 <= now <= most:
        problem = f"{what} would have {now:g} of {most:g} points"
        raise UsageError(problem, f"a number from 0 to {most:g}, or +0.5 to add points")
