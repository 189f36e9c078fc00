"""A result's standing → whether its score is a grade, and words for what is not simply judged."""

from __future__ import annotations

from grader.judging import Result, Standing
from grader.sandbox.verdict import Verdict

FOR_MARKING = "for marking by hand"
_NO_GRADE = (Standing.NOT_DUE, Standing.EXCUSED)


def has_grade(result: Result) -> bool:
    """Return whether the score is a grade: a zero for what was not handed in is one.

    Nothing is one that is not yet due, excused, or could not be graded while there was no earlier.
    """
    failed = (result.standing, result.verdict) == (Standing.NOT_GRADED, Verdict.NOT_GRADED)
    return result.standing not in _NO_GRADE and not failed


def in_words(result: Result) -> str:
    """Say the standing of a work that is not simply judged; nothing of one that is.

    Of one that waits for a person, that it does; of one that has another part's answer missing,
    which.
    """
    kind = result.standing
    if kind is Standing.NOT_GRADED and has_grade(result):
        return "not graded, the earlier grade stands"
    said = "" if kind is Standing.JUDGED else str(kind)
    if kind not in (Standing.JUDGED, Standing.HELD):
        return said
    by_hand = [each for each in result.parts if each.marking and each.marking.waits]
    if kind is Standing.HELD and by_hand:
        others = any(each.held for each in result.parts if each not in by_hand)
        said = f"held, also {FOR_MARKING}" if others else f"held {FOR_MARKING}"
    return ", ".join(filter(None, [said, *(f"{each} not handed in" for each in missing(result))]))


def missing(result: Result) -> list[str]:
    """Return the parts that a person marks and for which nothing was handed in."""
    return [each.part for each in result.parts if each.marking and not each.marking.answer]
