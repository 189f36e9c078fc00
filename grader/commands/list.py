"""`grader list`: the exercises, their points, and how far the student is."""

from __future__ import annotations

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from grader.commands.standing import bar, standing
from grader.commands.student_progress import recall
from grader.course.model import Course


def shown(course: Course) -> Group:
    """Draw a row for each exercise, and how much of the course passes."""
    progress = recall(course)
    drawn = Table(title=Text(course.name), box=box.SIMPLE)
    drawn.add_column("exercise", no_wrap=True)  # it is to be typed: the others make room
    drawn.add_column("what")
    for heading in ("points", "visible checks"):
        drawn.add_column(heading, justify="right")
    for exercise in course.exercises:
        due = f"{exercise.deadline: (due %Y-%m-%d %H:%M)}" if exercise.deadline else ""
        parts = progress.get(exercise.name, {}).get("parts", {}).values()
        passed, checks = (sum(counts[place] for counts in parts) for place in (0, 1))
        done = f"{passed} of {checks}" if checks else "not checked yet"
        drawn.add_row(exercise.name, exercise.title + due, f"{exercise.max_score:g}", done)
    return Group(drawn, bar(standing(course, progress)))
