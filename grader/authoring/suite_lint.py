"""solutions/ → what of its suites judges nobody, in sentences for the course's author.

No run would show it: a suite that is missing or misspelt is not missed, and of two functions of one
name in a file Python keeps the second. Nothing is run here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from grader.checks.suites import HIDDEN, VISIBLE
from grader.course import Course, absent

_CALLED_LIKE_A_SUITE = re.compile(r"(?i)(test_.*|.*_test)\.py")


def suite_problems(course: Course) -> list[str]:
    """Say what is wrong with the suites of a course, each with its file, line and fix."""
    return [said for each in course.judged for said in _problems(course, each.name)]


def _problems(course: Course, exercise: str) -> Iterator[str]:
    folder, place = course.solution_folder(exercise), f"solutions/{exercise}"
    fix = absent.remedy(course, exercise, HIDDEN)
    if not (folder / HIDDEN).is_file():
        yield (
            f"{place}/{HIDDEN}:1: there are no hidden checks, and visible ones alone, which "
            f"students can write their code around, decide every point: {fix}"
        )
    for path in sorted(folder.iterdir()):
        is_suite = path.name in (VISIBLE, HIDDEN)
        if is_suite:
            yield from _written(path, f"{place}/{path.name}")
        elif path.is_file() and _CALLED_LIKE_A_SUITE.fullmatch(path.name) and path.name not in fix:
            yield (
                f"{place}/{path.name}:1: its checks judge nobody: move them to {VISIBLE} or "
                f"{HIDDEN}, or call the file something else"
            )


def _written(path: Path, file: str) -> Iterator[str]:
    """Say what is wrong in the text of a suite."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        yield f"{file}:1: this is not UTF-8 text: save the file as UTF-8"
        return
    yield from _doubles(source, file)
    yield from _no_checks(source, file)


def _no_checks(source: str, file: str) -> Iterator[str]:
    """Name each function that is marked like a check, and that pytest takes for none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
            marks = [ast.unparse(each) for each in node.decorator_list]
            if any(each.startswith("pytest.mark.part(") for each in marks):
                what = f"{node.name} is marked with a part, and judges nobody"
                yield f"{file}:{node.lineno}: {what}: call it test_{node.name}"


def _doubles(source: str, file: str) -> Iterator[str]:
    """Name each check that another one of its name replaces, or whose results it would share."""
    first: dict[str, int] = {}
    for check in _checks_in(ast.parse(source)):
        if check.name in first:
            yield (
                f"{file}:{check.lineno}: a second check is called {check.name}, as the one in "
                f"line {first[check.name]}, which judges nobody: rename one of the two"
            )
        first.setdefault(check.name, check.lineno)


def _checks_in(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Return the checks that stand in a suite, or in a class of it."""
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield from _checks_in(each)
        elif isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
            yield each
