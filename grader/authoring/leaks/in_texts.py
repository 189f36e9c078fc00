"""Hidden values in what students read: the static half, before anybody hands anything in.

In goes a course; out come sentences about each text that holds a literal of the exercise's hidden
suite. A text is a lesson, the hints, the stub, a visible suite, a misconception's sentence, or
words of the hidden suite itself. What checks say while they judge is the other half: `overheard`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from grader.authoring.derive import derive
from grader.authoring.leaks.literals import Hidden, parsed, read_literals
from grader.authoring.leaks.values import Written, holds, holds_string, numbers, runs
from grader.checks.suites import HIDDEN
from grader.course.model import Course, Exercise


class Text(NamedTuple):
    """What a student may read: the file that it stands in, its first line there, and the text."""

    file: str
    line: int
    text: str


def leaks(course: Course) -> list[str]:
    """Say which texts of the course hold a hidden value; nothing if all is well."""
    files = texts(course)
    return [said for each in course.exercises for said in _leaks_of(course, each, files)]


def _leaks_of(course: Course, exercise: Exercise, files: Sequence[Text]) -> Iterator[str]:
    suite = f"solutions/{exercise.name}/{HIDDEN}"
    hidden = read_literals(course, exercise)
    mine = [each for each in files if each.file.startswith(f"exercises/{exercise.name}/")]
    mine += [Text(suite, line, words) for line, words in hidden.words]
    for text in [*mine, *_sentences(course, exercise)]:
        for what, line, asked in _found(text, hidden):
            yield (
                f"{text.file}:{line} holds {what}, which is hidden in {suite}:{asked}: "
                "change one of them, or write `# shown: WHY` behind the hidden one"
            )


def texts(course: Course) -> list[Text]:
    """Return the files that students get; a notebook says only what its README and stub say."""
    files = derive(course).items()
    texts = [(name, text.decode("utf-8")) for name, text in files if not name.endswith(".ipynb")]
    return [Text(f"exercises/{name}", 1, text) for name, text in texts]


def _sentences(course: Course, exercise: Exercise) -> Iterator[Text]:
    """Return the sentences of an exercise's misconceptions."""
    file = f"solutions/{exercise.name}/misconceptions.py"
    for node in ast.walk(parsed(course.root / file)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "misconception":
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield Text(file, each.lineno, each.value)


def _found(text: Text, hidden: Hidden) -> Iterator[tuple[str, int, int]]:
    """Return what a text holds, the line of it, and the line where it is hidden."""
    telling = [number for number in numbers(text.text) if number.is_telling]
    lists = runs(text.text)
    for value, asked in hidden.values:
        if isinstance(value, str):
            yield from [(repr(value), text.line, asked)] if holds_string(text.text, value) else []
        elif isinstance(value, Written):
            same = [number for number in telling if number.writes(np.array([value.value]))]
            yield from ((each.text, _line(text, each), asked) for each in same)
        else:
            same = [run[0] for run in lists if holds(run, np.array(value))]
            said = ", ".join(f"{each:g}" for each in value)
            yield from ((said, _line(text, each), asked) for each in same)


def _line(text: Text, number: Written) -> int:
    return text.line + text.text[: number.start].count("\n")
