"""What was judged → grades: policies and corrections, applied anew whenever a report is made.

Nothing here judges, and nothing is lost: what was judged stays in the store as it was, and so does
what a person decided.
"""

from grader.gradebook.changes import Change, Points, changes, in_words, reported
from grader.gradebook.corrections import corrected, require_possible
from grader.gradebook.standing import as_judged_now, grade, grades, of_student

__all__ = [
    "Change", "Points", "as_judged_now", "changes", "corrected", "grade", "grades", "in_words",
    "of_student", "reported", "require_possible",
]  # fmt: skip
