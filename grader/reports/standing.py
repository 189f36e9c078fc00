"""A result's standing → whether its score is a grade, and words for what is not simply judged."""

from __future__ import annotations

from grader.judging import Result, Standing
from grader.sandbox.verdict import Verdict

_NO_GRADE = (Standing.NOT_DUE, Standing.EXCUSED)


def has_grade(result: Result) -> bool:
    """Return whether the score is a grade: a zero for what was not handed in is one.

    Nothing is one that is not yet due, excused, or could not be graded while there was no earlier.
    """
    failed = (result.standing, result.verdict) == (Standing.NOT_GRADED, Verdict.NOT_GRADED)
    return result.standing not in _NO_GRADE and not failed


def in_words(result: Result) -> str:
    """Say the standing of a work that is not simply judged; nothing of one that is."""
    kind = result.standing
    if kind is Standing.NOT_GRADED and has_grade(result):
        return "not graded, the earlier grade stands"
    return "" if kind is Standing.JUDGED else str(kind)
