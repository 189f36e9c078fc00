"""A folder with a course.yml → its `Course`, and the instructor's references and misconceptions.

What an author writes wrong is a `CourseError` that says where, and how to fix it.
"""

from grader.course.gates import Calibration, Gate, Sure
from grader.course.handout import PASSPORT, STUBS
from grader.course.limits import Limits
from grader.course.marking import RubricItem
from grader.course.misconceptions import Misconception, load_misconceptions, misconception
from grader.course.model import (
    Course,
    Exercise,
    Part,
    find_course,
    load_course,
)
from grader.course.policy import Attempts, Lateness, Section
from grader.course.references import load_references

__all__ = [
    "PASSPORT",
    "STUBS",
    "Attempts",
    "Calibration",
    "Course",
    "Exercise",
    "Gate",
    "Lateness",
    "Limits",
    "Misconception",
    "Part",
    "RubricItem",
    "Section",
    "Sure",
    "find_course",
    "load_course",
    "load_misconceptions",
    "load_references",
    "misconception",
]
