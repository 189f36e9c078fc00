"""hints.md → what is wrong with its ladders, in sentences for the course's author.

A good ladder leads from the idea to the line, and leaves the thinking to the student: the first two
rungs ask, no rung is a wall of words, and the last one shows the line with a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.commands.hint import ladders
from grader.course.messages import suggestion
from grader.course.model import Course, Exercise

FEWEST, MOST = 3, 6
MOST_WORDS = 120
ASKING = 2
BLANK = "____"


def hint_problems(course: Course) -> list[str]:
    """Say what is wrong with the hints of a course, each with its file and line."""
    return [said for exercise in course.judged for said in _problems(course, exercise)]


def _problems(course: Course, exercise: Exercise) -> Iterator[str]:
    file = f"solutions/{exercise.name}/hints.md"
    text = (course.root / file).read_text(encoding="utf-8-sig")
    parts = [part.name for part in exercise.parts]
    for part, rungs in ladders(text).items():
        heading = re.search(rf"^##\s+`?{part}\b", text, re.MULTILINE)
        line = text.count("\n", 0, heading.start()) + 1 if heading else 1
        fix = suggestion(part, [each for each in parts if each != part], "its parts are")
        no_part = [f"{exercise.name} has no such part: {fix}"]
        said = _of_ladder(rungs) if part in parts else no_part
        yield from (f"{file}:{line}: {part}: {each}" for each in said)


def _of_ladder(rungs: list[str]) -> Iterator[str]:
    if not FEWEST <= len(rungs) <= MOST:
        yield f"a ladder has {FEWEST} to {MOST} hints, and this one {len(rungs)}: add or join some"
    for number, rung in enumerate(rungs, 1):
        if (words := len(rung.split())) > MOST_WORDS:
            yield f"hint {number} has {words} words, and {MOST_WORDS} are enough: shorten it"
        if number <= ASKING and not rung.endswith("?"):
            yield f"hint {number} does not end with a question: ask one"
    if rungs and BLANK not in rungs[-1]:
        yield f"the last hint shows no line with a blank: write one, with {BLANK} in it"
