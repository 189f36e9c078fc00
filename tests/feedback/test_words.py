"""What students can read holds no note of an author's, no path of ours and no word for authors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.misconceptions import load_misconceptions
from grader.course.model import load_course
from grader.course.references import load_references

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT, exactly=True)
SUITES = sorted(ROOT.glob("solutions/*/test_*.py"))
SAYING = [
    *sorted(ROOT.glob("grader/feedback/*.py")),
    *(
        ROOT / "grader" / name
        for name in ("judging/judge.py", "checks/expect.py", "checks/gates.py")
    ),
]
FORBIDDEN = re.compile(
    r"\b(suites?|mutants?|chaffs?|wheats?|misconceptions?|stand-ins?|rehears\w+|authors?|TODO|FIXME"
    r"|AMSGrad|mend the|fix the suite|the reference)\b"
    r"|grader/|solutions/|tests/|(?<!\w)/\w+/\w+|site-packages|test_\w+\.py"
)


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a module, but for docstrings, names, and patterns that are matched."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        node_body = getattr(node, "body", None)
        if isinstance(node_body, list):
            node.body = [each for each in node_body if not _is_doc(each)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def sentences_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give what a student reads of each check: the first paragraph of its docstring."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, (ast.get_docstring(node) or "").split("\n\n")[0]


def refused(texts: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give the texts that hold a word which is not for students."""
    return [(line, text) for line, text in texts if FORBIDDEN.search(text)]


@pytest.mark.parametrize("path", SUITES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_suite_says_to_students_what_is_for_authors(path: Path) -> None:
    """Neither in a check's sentence nor in what its failures say."""
    assert refused(texts_of(path)) == []
    assert refused(sentences_of(path)) == []


@pytest.mark.parametrize("path", SAYING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_that_feedback_says_is_for_authors(path: Path) -> None:
    """Every text in the rooms that explain and judge."""
    assert refused(texts_of(path)) == []


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_misconception_says_what_is_for_authors(exercise: object) -> None:
    """Each sentence is one line of plain words, with no full stop."""
    name = exercise.name  # type: ignore[attr-defined]
    reference = load_references(COURSE, [exercise])[name]  # type: ignore[list-item]
    for each in load_misconceptions(COURSE, exercise, reference):  # type: ignore[arg-type]
        assert not FORBIDDEN.search(each.sentence), each.name
        assert len(each.sentence) <= 200 and not re.search(r"[^.]\.$", each.sentence), each.name


def test_the_words_are_found() -> None:
    """The lint has eyes."""
    for text in ("mend the suite", "as solutions/x says", "at /opt/x.py", "AMSGrad does not"):
        assert FORBIDDEN.search(text)
    assert not FORBIDDEN.search("look at the sum: is the bias in it?")
