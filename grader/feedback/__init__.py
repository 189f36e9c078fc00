"""What a failed check raised → an `Explanation` for the student, with the likely misconception.

Every word of a student's is made harmless here, before it is shown.
"""

from grader.feedback.explanation import (
    Explanation,
    as_text,
    concluded,
    explain,
    explain_missing,
    explain_nothing,
    explain_undefined,
    shown_prints,
)
from grader.feedback.misconception import Diagnosis, Rehearsal
from grader.feedback.performance import Performance, performance
from grader.feedback.quiet import silence
from grader.feedback.sanitize import clean, encodable, one_line

__all__ = [
    "Diagnosis", "Explanation", "Performance", "Rehearsal", "as_text", "clean", "concluded",
    "encodable", "explain", "explain_missing", "explain_nothing", "explain_undefined", "one_line",
    "performance", "shown_prints", "silence",
]  # fmt: skip
