"""What waits for another machine: checks that only a GPU can judge, and how they are filled in.

`merge` completes an old result with a new one of the same work.
"""

from __future__ import annotations

from dataclasses import replace

from grader.judging.results import Check, Outcome, Result
from grader.judging.score import with_checks
from grader.sandbox.verdict import Verdict


def has_unjudged(result: Result) -> bool:
    """Say whether some check waits for another machine."""
    return any(check.outcome is Outcome.NOT_JUDGED for check in result.checks)


def merge(old: Result, new: Result) -> Result:
    """Fill in the checks of ``old`` that were not judged from ``new``; nothing else changes.

    The verdict is ``new``'s only where something was filled in, and where ``old`` had no complaint.
    """
    if (old.student, old.exercise) != (new.student, new.exercise):
        raise ValueError(f"{old.student}/{old.exercise} is not {new.student}/{new.exercise}")
    judged = {_identity(c): c for c in new.checks if c.outcome is not Outcome.NOT_JUDGED}
    checks = tuple(
        judged.get(_identity(check), check) if check.outcome is Outcome.NOT_JUDGED else check
        for check in old.checks
    )
    if checks == old.checks:
        return old
    end = new if old.verdict == Verdict.GRADED else old
    return with_checks(replace(old, verdict=end.verdict, signal=end.signal), checks)


def _identity(check: Check) -> tuple[str, str, bool]:
    return check.id, check.part, check.visible
