"""A hidden suite's source → what stands written in it: hidden values, and words for students.

In go a course, an exercise and the strings that its checks send to the student's code; out come the
suite's numbers, its lists of numbers and its pieces of those strings, each with its line, and all
other strings: a student may read them. What stands beside ``# shown: WHY`` may be shown wherever it
stands, and so may a signature's defaults.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import numpy as np

from grader.authoring.leaks.values import LARGEST, Hidden, is_telling_string
from grader.checks.suites import HIDDEN
from grader.course.model import Course, Exercise

_SHOWN = re.compile(r"#\s*shown:\s*\S")
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_Found = tuple[tuple[float, ...] | str, int, int]  # a value, with its first and its last line


class Text(NamedTuple):
    """What a student may read: the file that it stands in, its first line there, and the text."""

    file: str
    line: int
    text: str


class Literals(NamedTuple):
    """What a suite's source holds: hidden values, those that are shown, and words for students."""

    hidden: Sequence[Hidden]
    shown: Sequence[np.ndarray]
    words: Sequence[Text]


def read_literals(course: Course, exercise: Exercise, sent: Collection[str]) -> Literals:
    """Read an exercise's hidden suite."""
    suite = course.solution_folder(exercise.name) / HIDDEN
    name, tree = suite.relative_to(course.root).as_posix(), parsed(suite)
    strings: dict[ast.expr, str] = {
        node: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    inputs = {
        node
        for node, text in strings.items()
        if is_telling_string(text) and any(text in each for each in sent)
    }
    found: list[_Found] = [*_numbers_of(tree), *_sequences_of(tree)]
    found += [(strings[node], node.lineno, node.end_lineno or 0) for node in inputs]
    marked_lines = marked(suite) if found else set()
    shown = {value for value, *lines in found if marked_lines & set(range(lines[0], lines[1] + 1))}
    shown |= {value for value, *_ in _defaults(parsed(course.reference(exercise.name)))}
    hidden = [
        Hidden(value if isinstance(value, str) else np.array(value), f"{name}:{line}")
        for value, line, _ in sorted(found, key=lambda each: each[1])
        if value not in shown
    ]
    read = strings.keys() - inputs - _docstrings_of_helpers(tree)
    return Literals(
        hidden,
        [np.array(value) for value in shown if not isinstance(value, str)],
        [Text(name, node.lineno, text) for node, text in strings.items() if node in read],
    )


def parsed(path: Path) -> ast.Module:
    """Read a file; one that is missing, or is no Python, is empty here: who runs it tells that."""
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, SyntaxError):
        return ast.Module([], [])


def marked(path: Path) -> set[int]:
    """Return the lines that say why what stands on them may be shown."""
    with tokenize.open(path) as file:
        tokens = list(tokenize.generate_tokens(file.readline))
    return {t.start[0] for t in tokens if t.type == tokenize.COMMENT and _SHOWN.match(t.string)}


def _numbers_of(tree: ast.AST) -> Iterator[_Found]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and _is_number(node.value):
            yield (float(node.value),), node.lineno, node.lineno


def _sequences_of(node: ast.AST) -> Iterator[_Found]:
    """Return the lists of numbers below a node, nested ones flattened; a shape is none."""
    literal = None
    if isinstance(node, (ast.List, ast.Tuple)):
        with suppress(ValueError, TypeError):
            literal = ast.literal_eval(node)
    values = list(leaves(literal))
    if not all(map(_is_number, values)):
        for each in ast.iter_child_nodes(node):
            yield from _sequences_of(each)
    elif isinstance(node, ast.expr) and not _is_shape(literal):
        yield tuple(map(float, values)), node.lineno, node.end_lineno or node.lineno


def leaves(value: Any) -> Iterator[Any]:
    """Return what lies in lists, tuples and dicts, however deep."""
    if isinstance(value, (list, tuple, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def _is_number(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float) and abs(value) < LARGEST


def _is_shape(literal: Any) -> bool:
    """Tell a tuple of lengths, and a list of such tuples."""
    if isinstance(literal, list):
        return bool(literal) and all(type(e) is tuple and _is_shape(e) for e in literal)
    if isinstance(literal, tuple):
        return all(map(_is_shape, literal))
    return type(literal) is int and literal >= 0


def _defaults(tree: ast.AST) -> Iterator[_Found]:
    """Return the numbers in signatures: they are part of what every student is told."""
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTION):
            for each in filter(None, [*node.args.defaults, *node.args.kw_defaults]):
                yield from _numbers_of(each)


def _docstrings_of_helpers(tree: ast.AST) -> set[ast.expr]:
    """Return the docstrings that no student reads: all but those of checks."""
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, *_FUNCTION))
        and not getattr(node, "name", "").startswith("test_")
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
