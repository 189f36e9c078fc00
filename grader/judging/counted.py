"""The judged checks of an exercise → the same, without points for what nobody worked for.

That the same seed gives the same answer, or that a batch has the right length, holds of work that
computes nothing. A check marked ``alone=False`` passes only beside another one of its part.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from grader.feedback import Explanation
from grader.judging.results import Check, Outcome


def counted(checks: Sequence[Check], not_alone: Collection[str]) -> list[Check]:
    """Fail those of these ids that hold where nothing else of their part does."""
    answers = [check for check in checks if check.id not in not_alone]
    right = {check.part for check in answers if check.outcome is Outcome.PASSED}
    wrong = {check.part for check in answers if check.outcome is Outcome.FAILED} - right
    return [
        replace(check, outcome=Outcome.FAILED, explanation=_explained(check.part))
        if check.id in not_alone and check.part in wrong and check.outcome is Outcome.PASSED
        else check
        for check in checks
    ]


def _explained(part: str) -> Explanation:
    return Explanation(
        f"this holds, and counts once `{part}` gives a right answer: no other check of it passes"
    )
