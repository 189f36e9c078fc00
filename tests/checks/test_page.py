"""docs/checks.md: its checks pass right work, and wrong work reads what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.course.model import Course, load_course
from grader.feedback import as_text
from grader.judging.judge import JudgingContext
from grader.judging.results import Outcome, Result
from grader.sandbox.interface import Sandbox
from tests.support.fractions import context_of, judged

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
SUITE = "\n\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
SHOWN = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
COURSE = """
name: Words
exercises:
  - name: answers
    title: Answers that are no numbers
    parts:
      - {name: initials, points: 1}
      - {name: is_palindrome, points: 1}
      - {name: count_words, points: 1}
      - {name: first_and_last, points: 1}
"""
RIGHT = """
def initials(name):
    return "".join(word[0].upper() + "." for word in name.split())

def is_palindrome(word):
    return word == word[::-1]

def count_words(text):
    return {word: text.split().count(word) for word in text.split()}

def first_and_last(text):
    return text.split()[0], text.split()[-1]
"""


@pytest.fixture
def room(tmp_path: Path, plain_sandbox: Sandbox) -> JudgingContext:
    """A course whose visible and hidden suites are the page's checks."""
    folder = tmp_path / "course" / "solutions" / "answers"
    folder.mkdir(parents=True)
    (folder.parents[1] / "course.yml").write_text(COURSE)
    (folder / "answers.py").write_text(RIGHT)
    for suite in ("test_visible.py", "test_hidden.py"):
        (folder / suite).write_text(SUITE, encoding="utf-8")
    course: Course = load_course(folder.parents[1], exactly=True)
    return context_of(course, plain_sandbox)


def read(result: Result) -> dict[str, str]:
    """Return what is read of each check that failed."""
    return {
        check.id: as_text(check.explanation)
        for check in result.checks
        if check.outcome is Outcome.FAILED
    }


def test_right_work_passes(room: JudgingContext) -> None:
    """Each check of the page."""
    result = judged(room, answers=RIGHT)

    assert read(result) == {}
    assert len(result.checks) == 2 * SUITE.count("def test_")


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("word[0].upper()", "word[0]", "initials"),
        ("return word == word[::-1]", "return True", "palindromes"),
        ("return word == word[::-1]", 'return "yes"', "palindromes"),
        ("return {word: text.split().count(word)", "return {word: 1", "counts"),
        ("text.split()[0], text.split()[-1]", "text.split()[0]", "first_and_last"),
    ],
)
def test_wrong_work_fails(room: JudgingContext, old: str, new: str, check: str) -> None:
    """At the check that is meant, seen and unseen."""
    found = read(judged(room, answers=RIGHT.replace(old, new)))

    assert {f"visible::test_{check}", f"hidden::test_{check}"} <= found.keys()


def test_what_the_page_says_is_read(room: JudgingContext) -> None:
    """In a visible check, in a hidden one, and of a plain assert."""
    wrong = RIGHT.replace("word[0].upper()", "word[0]").replace("word == word[::-1]", "False")

    found = read(judged(room, answers=wrong))

    assert [
        found["visible::test_initials"],
        found["hidden::test_initials"],
        found["hidden::test_plainly"],
    ] == [text.strip() for text in SHOWN]
