"""A folder with a course.yml → its `Course`, and the instructor's references and misconceptions.

What an author writes wrong is a `CourseError` that says where, and how to fix it.
"""

from grader.course.handout import PASSPORT, STUBS
from grader.course.misconceptions import Misconception, load_misconceptions, misconception
from grader.course.model import (
    Calibration,
    Course,
    Exercise,
    Gate,
    Lateness,
    Limits,
    Part,
    Sure,
    find_course,
    load_course,
)
from grader.course.references import load_references

__all__ = [
    "PASSPORT",
    "STUBS",
    "Calibration",
    "Course",
    "Exercise",
    "Gate",
    "Lateness",
    "Limits",
    "Misconception",
    "Part",
    "Sure",
    "find_course",
    "load_course",
    "load_misconceptions",
    "load_references",
    "misconception",
]
