"""What lateness costs, by the rule of course.yml: a deduction, and the sentence that says it."""

from __future__ import annotations

import math
from datetime import timedelta
from fractions import Fraction

from grader.course.model import Course, Exercise, Lateness
from grader.gradebook.corrections import said
from grader.judging import Result, with_late_percent


def late(result: Result, exercise: Exercise, course: Course) -> Result:
    """Return the result with what its lateness costs taken off every part alike.

    Where no time is known, that is said, and nothing is taken off.
    """
    if exercise.deadline is None or course.lateness is None or not result.digest:
        return result
    if result.handed_in is None:
        what = "when it was handed in is not known, and nothing is taken off"
        return said(result, what, changed=False)
    days = (result.handed_in - exercise.deadline) / timedelta(days=1)
    percent = late_percent(days, course.lateness)
    if not percent:
        return result
    begun = math.ceil(days)
    charged = with_late_percent(result, percent)
    return said(charged, f"{begun} {'day' if begun == 1 else 'days'} late: {percent:g} % deducted")


def late_percent(days_late: float, lateness: Lateness) -> float:
    """Return the percentage that lateness costs; a day begun counts as a day."""
    if days_late <= 0:
        return 0.0
    percent = math.ceil(days_late) * Fraction(str(lateness.percent_per_day))
    return float(min(percent, Fraction(str(lateness.at_most_percent)), Fraction(100)))
