"""The second course, and what students of it hand in: what the tests of the engine share."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from grader.authoring import derive
from grader.checks.suites import open_suites, suite_paths
from grader.course.model import Course, load_course
from grader.course.references import load_references
from grader.feedback.explanation import as_text
from grader.judging.judge import JudgingContext, judge_submission
from grader.judging.results import Check, Result
from grader.judging.warm_judge import JudgingPlan
from grader.sandbox.interface import Sandbox
from grader.submission import Cell, Submission, Work

HERE = Path(__file__).parents[1] / "courses" / "fractions"

RATIONALS = """
def greatest_common_divisor(p, q):
    return abs(p) if not q else greatest_common_divisor(q, p % q)

def reduced(p, q):
    common = greatest_common_divisor(p, q) * (1 if q > 0 else -1)
    return [p // common, q // common]

def add(a, b):
    return reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1])
"""
WORDS = """
import re

def split_words(sentence):
    return re.findall("[a-z]+", sentence.lower())

class Counter:
    def __init__(self):
        self.words = []
    def add(self, sentence):
        self.words += split_words(sentence)
    def of(self, word):
        return self.words.count(word.lower())
"""
WRONG_DIVISOR = RATIONALS.replace("return abs(p) if", "return 1 if")
LOOP = "    import time\n    while True: time.sleep(1)\n"


FOLDER = "exercises/rationals"
"""Where the first exercise lies in a student's folder."""

GPU = '''

@pytest.mark.gpu
@pytest.mark.part("add")
def test_sums_on_a_gpu(student, device):
    """Sums are right on a GPU."""
    assert_holds(device == "cuda" and student.add((1, 2), (1, 2)), "a sum")
'''
"""A check of a hidden suite that needs a GPU."""


def copy_course(to: Path) -> Course:
    """Give a released copy of the course, which a test may change."""
    shutil.copytree(HERE, to)
    course = load_course(to, exactly=True)
    derive.release(course)
    return course


def add_checks(
    course: Course, text: str, exercise: str = "rationals", suite: str = "test_hidden.py"
) -> None:
    """Add checks to a suite."""
    path = course.root / "solutions" / exercise / suite
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def context_of(
    course: Course,
    sandbox: Sandbox,
    *,
    device: str = "cpu",
    hidden: bool = True,
    exercise: str = "",
) -> JudgingContext:
    """Give a room in which this course, or one exercise, is judged, on a border that is there."""
    exercises = [course.exercise(exercise)] if exercise else course.exercises
    paths = {each.name: suite_paths(course, each, hidden=hidden) for each in exercises}
    references = load_references(course, exercises) if hidden else {}
    with open_suites(paths, exercises) as suites:
        return JudgingContext(course, exercises, suites, sandbox, references, b"a secret", device)


def plan_of(course: Course, **changes: object) -> JudgingPlan:
    """Order both exercises of a course."""
    names = tuple(each.name for each in course.exercises)
    return replace(JudgingPlan(course.root, names, ("numpy",), b"a secret"), **changes)


def hand_in(student: str = "ada", **sources: str | tuple[str, ...]) -> Submission:
    """Give a submission: a text is a .py file, several are a notebook's cells."""
    works = []
    for name, source in sources.items():
        notebook = isinstance(source, tuple)
        texts = source if isinstance(source, tuple) else (source,)
        labels = [f"cell {n}" if notebook else f"{name}.py" for n in range(1, len(texts) + 1)]
        cells = tuple(Cell(*each) for each in zip(labels, texts, strict=True))
        path = f"{name}.{'ipynb' if notebook else 'py'}"
        works.append(Work(name, path, cells, notebook))
    return Submission(student, tuple(works))


def judged(context: JudgingContext, **sources: str | tuple[str, ...]) -> Result:
    """Judge one exercise, and give its result."""
    (name,) = sources
    only = replace(context, exercises=[context.course.exercise(name)])
    (result,) = judge_submission(hand_in(**sources), only)
    return result


def scores(result: Result) -> dict[str, float]:
    """Give the score of each part."""
    return {part.part: part.score for part in result.parts}


def checks(result: Result) -> dict[str, Check]:
    """Give the checks by their names without the suite's."""
    return {check.id.split("::test_")[1]: check for check in result.checks}


def failed(result: Result) -> dict[str, str]:
    """Give what is said of the checks that did not pass."""
    explained = {name: each.explanation for name, each in checks(result).items()}
    return {name: as_text(each) for name, each in explained.items() if each is not None}


def class_of(folder: Path, students: Mapping[str, Mapping[str, str]]) -> Path:
    """Write a class: a folder a student, a file for each exercise."""
    for student, files in students.items():
        (folder / student).mkdir(parents=True)
        for name, text in files.items():
            (folder / student / name).write_text(text, encoding="utf-8")
    return folder


def zipped(files: Mapping[str, str]) -> bytes:
    """Give a zip archive's bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def notebook_of(*cells: str) -> str:
    """Give a notebook's text."""
    made = [{"cell_type": "code", "source": c, "metadata": {}, "outputs": []} for c in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


STUDENTS = {
    "ada": {"rationals.py": RATIONALS, "words.py": WORDS},
    "bob": {"rationals.py": WRONG_DIVISOR, "words.py": "def f(:"},
    "cyd": {"words.ipynb": notebook_of("1 / 0", WORDS)},
    "dan": {"rationals.py": "import nosuchmodule"},
    "eve": {},
}
"""A class: who is right, wrong, unreadable, in a notebook, without a library, and absent."""
