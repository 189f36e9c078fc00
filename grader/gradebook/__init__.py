"""What was judged → grades: the rules of the course about time, and who is in the class.

::

    read_roster(path, course)                who is in the class             roster
    settle(course, results, person)          a student's grades of the term  policies
        terms, counting, charge, apply       step by step, of one exercise

Nothing here judges: each function is pure, and is applied anew whenever a report is made.
"""

from grader.gradebook.policies import Charge, Terms, apply, charge, counting, settle, terms
from grader.gradebook.roster import Extension, Identity, Person, Roster, read_roster

__all__ = [
    "Charge", "Extension", "Identity", "Person", "Roster", "Terms", "apply", "charge", "counting",
    "read_roster", "settle", "terms",
]  # fmt: skip
