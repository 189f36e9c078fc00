"""The results of a class → text and files; of one student → what that student reads.

A report is a module with one pure function, ``render(results, environment) -> str``: results are
in course order within each student, and ``environment`` describes the machine that graded, its
level of protection above all (``{"protection": "L3", …}``). The order of students does not matter:
every report sorts.
"""

from grader.reports import class_table, junit, similarity_page
from grader.reports.class_table import counted, points
from grader.reports.grades_csv import as_csv, harmless
from grader.reports.notebook_card import Card, Drawing, Ladder, card_of_part
from grader.reports.notes import Kind, Note
from grader.reports.own_feedback import (
    first_failure,
    leaves_out,
    not_begun,
    own_feedback,
    part_feedback,
    placed,
    places_in,
    remarks_of,
)
from grader.reports.signature import signature
from grader.reports.source_lines import Sources, highlighted
from grader.reports.student_feedback import (
    NO_REASON,
    OUTCOMES,
    feedback,
    feedback_on_part,
    once_a_cause,
    remarks,
    visible_line,
)
from grader.reports.write_all import NO_RECORD, feedback_stem, public_part, write_reports

__all__ = [
    "NO_REASON", "NO_RECORD", "OUTCOMES", "Card", "Drawing", "Kind", "Ladder", "Note",
    "Sources", "as_csv", "card_of_part", "class_table", "counted", "feedback",
    "feedback_on_part", "feedback_stem", "first_failure", "harmless", "highlighted", "junit",
    "leaves_out", "not_begun", "once_a_cause", "own_feedback", "part_feedback", "placed",
    "places_in", "points", "public_part", "remarks", "remarks_of", "signature",
    "similarity_page", "visible_line", "write_reports",
]  # fmt: skip
