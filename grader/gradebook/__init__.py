"""What was judged → grades: rules about time, corrections, and who is in the class.

::

    grades(course, attempts, journal, roster)   a class's grades                 standing
        with_marks(result, exercise, entries)   what a person gave for answers   marks
        members(student, exercise, …)           whose a work in the store is     members
        hand_ins(attempts, …)                   when each was handed in          hand_ins
        settle(course, results, person)         a student's, by the rules        policies
        corrected(result, entries)              what an instructor decided       corrections
    read_roster(path, course)                   who is in the class              roster
    changes(before, after)                      what differs between two states  changes

Nothing here judges, and nothing is lost: each function is pure, and is applied anew whenever a
report is made; what was judged and what was decided stays in the store as it was.
"""

from grader.gradebook.changes import (
    Change,
    Points,
    as_reported,
    changes,
    in_words,
    reportable,
    reported,
)
from grader.gradebook.corrections import corrected, require_possible
from grader.gradebook.marks import LONGEST_COMMENT, Paper, mark_of, papers, people
from grader.gradebook.marks import in_words as mark_in_words
from grader.gradebook.members import Origins, decided_of, members, of_members, reported_of
from grader.gradebook.policies import (
    Charge,
    Terms,
    apply,
    charge,
    counting,
    is_time_missing,
    settle,
    terms,
)
from grader.gradebook.roster import (
    Extension,
    Identity,
    Person,
    Roster,
    csv_rows,
    read_roster,
    roster_of,
)
from grader.gradebook.standing import as_judged_now, grade, grades, of_student, that_may_count

__all__ = [
    "LONGEST_COMMENT", "Change", "Charge", "Extension", "Identity", "Origins", "Paper", "Person",
    "Points", "Roster", "Terms", "apply", "as_judged_now", "as_reported", "changes", "charge",
    "corrected", "counting", "csv_rows", "decided_of", "grade", "grades", "in_words",
    "is_time_missing", "mark_in_words", "mark_of", "members", "of_members", "of_student", "papers",
    "people", "read_roster", "reportable", "reported", "reported_of", "require_possible",
    "roster_of", "settle", "terms", "that_may_count",
]  # fmt: skip
