"""Hidden values in what students read: one lint over a course's texts and its feedback.

In goes a course; out come sentences. A text is a lesson, the hints, the stub, a visible suite, a
misconception's sentence, or words of the hidden suite itself: it holds no literal of its exercise's
hidden suite. Feedback is what wrong work would read of a hidden check: see `feedback`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np

from grader.authoring.derive import derive
from grader.authoring.leaks.feedback import Listener, wrong_work
from grader.authoring.leaks.literals import Text, parsed, read_literals
from grader.authoring.leaks.values import Free, numbers, runs, told
from grader.checks.suites import OpenSuites, open_suites, suite_paths
from grader.course.model import Course, Exercise
from grader.course.references import load_references


def leaks(course: Course) -> list[str]:
    """Say what of the course's hidden values a student may read; nothing if all is well."""
    files = _files(course)
    references = load_references(course, course.exercises)
    paths = {each.name: suite_paths(course, each, hidden=True) for each in course.exercises}
    with open_suites(paths, course.exercises) as suites:
        return [
            said
            for each in course.exercises
            for said in leaks_of(course, each, files, suites, references[each.name])
        ]


def leaks_of(
    course: Course,
    exercise: Exercise,
    files: Sequence[Text],
    suites: OpenSuites,
    reference: ModuleType,
) -> Iterator[str]:
    """Say what the texts and the feedback of one exercise give away."""
    listener = Listener(exercise, suites, reference)
    literals = read_literals(course, exercise, listener.strings_sent())
    mine = [each for each in files if each.file.startswith(f"exercises/{exercise.name}/")]
    for text in [*mine, *literals.words, *_sentences(course, exercise)]:
        for what, start, place in told(text.text, literals.hidden, Free(literals.shown)):
            yield (
                f"{text.file}:{text.line + text.text.count(chr(10), 0, start)} holds {what}, "
                f"which is hidden in {place}: "
                "change one of them, or write `# shown: WHY` behind the hidden one"
            )
    said = [[each.value for each in run] for text in mine for run in runs(text.text)]
    said += [[each.value] for text in mine for each in numbers(text.text)]
    said += [[gate.threshold] for gate in exercise.gates]
    known = [*literals.shown, *map(np.array, said)]
    found: dict[tuple[str, str], str] = {}
    for work in wrong_work(course, exercise, reference):
        for check, what, line in listener.told_to(work, known):
            sentence = f"{exercise.name}: {check} tells {what} to {work.name}: {line}"
            found.setdefault((check, what), sentence)
    yield from found.values()


def _files(course: Course) -> list[Text]:
    """Return the files that students get; a notebook says only what its README and stub say."""
    files = derive(course).items()
    texts = [(name, text.decode("utf-8")) for name, text in files if not name.endswith(".ipynb")]
    return [Text(f"exercises/{name}", 1, text) for name, text in texts]


def _sentences(course: Course, exercise: Exercise) -> Iterator[Text]:
    """Return the sentences of an exercise's misconceptions."""
    path = course.solution_folder(exercise.name) / "misconceptions.py"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "misconception":
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    file = path.relative_to(course.root).as_posix()
                    yield Text(file, each.lineno, each.value)
