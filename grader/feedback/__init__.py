"""What a failed check raised → an `Explanation` for the student, with the likely misconception.

Every word of a student's is made harmless here, before it is shown.
"""

from grader.feedback.explanation import (
    Explanation,
    as_text,
    explain,
    explain_missing,
    explain_nothing,
    explain_undefined,
)
from grader.feedback.misconception_by_calls import name_misconception, silence
from grader.feedback.misconception_by_check import Rehearsal
from grader.feedback.sanitize import clean, encodable, one_line

__all__ = [
    "Explanation", "Rehearsal", "as_text", "clean", "encodable", "explain", "explain_missing",
    "explain_nothing", "explain_undefined", "name_misconception", "one_line", "silence",
]  # fmt: skip
