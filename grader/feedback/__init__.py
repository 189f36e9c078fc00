"""What a failed check raised → an `Explanation` for the student, with the likely misconception.

Every word of a student's is made harmless here, before it is shown.
"""

from grader.feedback.explanation import (
    CANNOT_READ,
    Explanation,
    as_text,
    beside_right_parts,
    concluded,
    explain,
    explain_missing,
    explain_needs,
    explain_nothing,
    explain_syntax,
    explain_undefined,
    is_of_needs,
    is_stub_of,
    shown_prints,
    unwritten,
)
from grader.feedback.misconception import Diagnosis, Rehearsal
from grader.feedback.performance import Performance, performance
from grader.feedback.quiet import silence
from grader.feedback.recorded_misconception import (
    MISCONCEPTIONS_FILE,
    RecordedMisconception,
    Trace,
    name_recorded,
    number_of,
    read_recorded,
    recorded_text,
)
from grader.feedback.sanitize import clean, encodable, one_line

__all__ = [
    "CANNOT_READ", "MISCONCEPTIONS_FILE", "Diagnosis", "Explanation", "Performance",
    "RecordedMisconception", "Rehearsal", "Trace", "as_text", "beside_right_parts", "clean",
    "concluded", "encodable", "explain", "explain_missing", "explain_needs", "explain_nothing",
    "explain_syntax", "explain_undefined", "is_of_needs", "is_stub_of", "name_recorded",
    "number_of", "one_line", "performance", "read_recorded", "recorded_text", "shown_prints",
    "silence", "unwritten",
]  # fmt: skip
