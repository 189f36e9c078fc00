"""Tests of the hints' lint, and that every ladder of this course is one, its numbers true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.commands.hint import ladders
from grader.commands.hint_lint import hint_problems
from grader.commands.release import problems
from grader.course import load_course, load_references
from grader.course.model import Course
from grader.sandbox.interface import Sandbox

ROOT = Path(__file__).parents[2]
GIVES = re.compile(r"`([^`]+)` gives `([^`]+)`")
COUNTER = "## Counter\n1. A?\n2. B?\n3. `____`\n"


@pytest.mark.parametrize(
    ("ladder", "said"),
    [
        ("1. A?\n2. B?\n3. C ____\n", []),
        ("1. A?\n2. `____`?\n", ["a ladder has 3 to 6 hints, and this one 2: add or join some"]),
        (
            "1. A?\n" + "2. B?\n" * 5 + "3. ____",
            ["a ladder has 3 to 6 hints, and this one 7: add or join some"],
        ),
        ("1. A.\n2. B?\n3. ____", ["hint 1 does not end with a question: ask one"]),
        ("1. A?\n2. B? No.\n3. ____", ["hint 2 does not end with a question: ask one"]),
        (
            "1. A?\n2. B?\n3. C\n",
            ["the last hint shows no line with a blank: write one, with ____ in it"],
        ),
        (
            f"1. A?\n2. B?\n3. {'x ' * 120}____",
            ["hint 3 has 121 words, and 120 are enough: shorten it"],
        ),
    ],
)
def test_a_ladder(course: Course, ladder: str, said: list[str]) -> None:
    """Its length, its words, two questions first, and a blank last: each is said with its place."""
    path = course.root / "solutions/words/hints.md"
    path.write_text(f"# Hints\n\n## split_words\n\n{ladder}\n\n{COUNTER}")

    expected = [f"solutions/words/hints.md:3: split_words: {each}" for each in said]
    assert hint_problems(course) == expected


def test_a_section_of_no_part(course: Course) -> None:
    """A part that was renamed keeps its old hints."""
    path = course.root / "solutions/words/hints.md"
    path.write_text(path.read_text() + "\n## old\n1. A?\n2. B?\n3. ____\n")

    (said,) = hint_problems(course)

    assert said.endswith("old: words has no such part: its parts are: split_words, Counter")


def test_release_says_it(course: Course, lent_sandbox: Sandbox) -> None:
    """Beside what is stale."""
    path = course.root / "solutions/words/hints.md"
    path.write_text(path.read_text().replace("With which method?", "Then split."))

    assert problems(course) == [
        "exercises/words/hints.md is stale",
        "solutions/words/hints.md:1: split_words: hint 1 does not end with a question: ask one",
    ]


def test_this_courses_ladders() -> None:
    """Each part of the ten exercises has a ladder as it should be."""
    assert hint_problems(load_course(ROOT, exactly=True)) == []


def test_worked_numbers_are_true() -> None:
    """What a hint says that an expression gives, the reference gives, as far as it is written."""
    import numpy as np
    import torch

    course = load_course(ROOT, exactly=True)
    references = load_references(course, course.exercises)
    seen = 0
    for name, reference in references.items():
        names = {"np": np, "torch": torch, "nn": torch.nn, **vars(reference)}
        text = (course.solution_folder(name) / "hints.md").read_text(encoding="utf-8")
        rungs = [rung for ladder in ladders(text).values() for rung in ladder]
        for expression, value in (found for rung in rungs for found in GIVES.findall(rung)):
            assert _same(eval(expression, names), eval(value, names)), (name, expression)
            seen += 1

    assert seen > 70


def _same(given: object, told: object) -> bool:
    if isinstance(told, (list, tuple)):
        return len(given) == len(told) and all(map(_same, given, told))  # type: ignore[arg-type]
    return abs(float(given) - told) < 6e-5  # type: ignore[arg-type, operator]
