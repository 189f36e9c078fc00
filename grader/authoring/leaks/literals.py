"""A hidden suite's source → what stands written in it: telling values, and words for students.

In go a course and an exercise; out come `Hidden`'s numbers, lists of numbers and strings that the
student's code is called with, each with its line, and every string that a student may read. What
stands beside ``# shown: WHY`` may be shown wherever it stands, and so may a signature's defaults.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from grader.authoring.leaks.values import LARGEST, Written, is_telling, is_telling_string, written
from grader.checks.suites import HIDDEN
from grader.course.model import Course, Exercise

Value = Written | tuple[float, ...] | str
"""A number, numbers in their order, or a string."""

_Placed = tuple[Value, int, int]  # with its first and its last line
_SHOWN = re.compile(r"#\s*shown:\s*\S")
_THE_GUESTS = {"student", "guest"}
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Hidden:
    """What a suite holds: telling values, each with its first line; those shown; and its words."""

    values: tuple[tuple[Value, int], ...] = ()
    shown: frozenset[Value] = frozenset()
    words: tuple[tuple[int, str], ...] = ()


def read_literals(course: Course, exercise: Exercise) -> Hidden:
    """Read an exercise's hidden suite."""
    suite = course.solution_folder(exercise.name) / HIDDEN
    tree = parsed(suite)
    inputs = _inputs(tree)
    found = [*_numbers_of(tree), *_sequences_of(tree)]
    found += [(str(each.value), each.lineno, each.end_lineno or 0) for each in inputs]
    marked = _marked(suite) if found else set()
    shown = {value for value, *lines in found if marked & set(range(lines[0], lines[1] + 1))}
    shown |= _defaults(parsed(course.reference(exercise.name)))
    found.sort(key=lambda each: -each[1])  # of the same value, the first line is kept
    kept = {value: line for value, line, _ in found if value not in shown}
    values = tuple((value, line) for value, line in kept.items() if _tells(value))
    return Hidden(values, frozenset(shown), tuple(_words(tree, inputs)))


def parsed(path: Path) -> ast.Module:
    """Read a file; one that is missing, or is no Python, is empty here: who runs it tells that."""
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, SyntaxError):
        return ast.Module([], [])


def _tells(value: Value) -> bool:
    if isinstance(value, str):
        return is_telling_string(value)
    return value.is_telling if isinstance(value, Written) else is_telling(value)


def _marked(path: Path) -> set[int]:
    """Return the lines that say why what stands on them may be shown."""
    with tokenize.open(path) as file:
        tokens = list(tokenize.generate_tokens(file.readline))
    return {t.start[0] for t in tokens if t.type == tokenize.COMMENT and _SHOWN.match(t.string)}


def _numbers_of(tree: ast.AST) -> Iterator[_Placed]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and (number := _number(node)) is not None:
            yield written(repr(number)), node.lineno, node.lineno


def _number(node: ast.AST) -> float | None:
    """Return a number's literal, with its sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        number = _number(node.operand)
        return -number if number is not None and isinstance(node.op, ast.USub) else number
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST:
        return value
    return None


def _sequences_of(node: ast.AST) -> Iterator[_Placed]:
    """Return the lists of numbers below a node, nested ones flattened; a shape is none."""
    values = _flat(node)
    if values is None or not isinstance(node, (ast.List, ast.Tuple)):
        for each in ast.iter_child_nodes(node):
            yield from _sequences_of(each)
    elif not _is_shape(node):
        yield tuple(values), node.lineno, node.end_lineno or node.lineno


def _flat(node: ast.AST) -> list[float] | None:
    number = _number(node)
    if number is not None:
        return [float(number)]
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    inner = [_flat(each) for each in node.elts]
    return None if None in inner else [number for each in inner for number in each or []]


def _is_shape(node: ast.AST) -> bool:
    """Tell a tuple of lengths, and a list of such tuples."""
    if isinstance(node, ast.List):
        return bool(node.elts) and all(isinstance(e, ast.Tuple) and _is_shape(e) for e in node.elts)
    if isinstance(node, ast.Tuple):
        return all(map(_is_shape, node.elts))
    number = _number(node)
    return isinstance(number, int) and number >= 0


def _inputs(tree: ast.Module) -> set[ast.Constant]:
    """Return the strings that reach a call of the student's code, through names as well."""
    around = [node for node in tree.body if not isinstance(node, (ast.ClassDef, *_FUNCTION))]
    functions = [node for node in ast.walk(tree) if isinstance(node, _FUNCTION)]
    return {each for function in functions for each in _inputs_of(function, around)}


def _inputs_of(function: ast.AST, around: Sequence[ast.AST]) -> set[ast.Constant]:
    bound = [each for node in (function, *around) for each in _bound(node)]
    guests = set(_THE_GUESTS)
    for names, value in bound:
        guests |= names if isinstance(value, ast.Call) and _names(value.func) & guests else set()
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    waiting = [a for call in calls if _names(call.func) & guests for a in _arguments(call)]
    found: set[ast.Constant] = set()
    followed: set[str] = set()
    while waiting:
        node = waiting.pop()
        found |= {each for each in ast.walk(node) if _is_string(each)}
        new = _names(node) - followed
        followed |= new
        waiting += [value for names, value in bound if names & new]
    return found


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(each.value for each in call.keywords)]


def _bound(tree: ast.AST) -> Iterator[tuple[set[str], ast.expr]]:
    """Return what names are bound to: by an assignment, a loop or a parametrized check."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((_names(target), node.value) for target in node.targets)
        if isinstance(node, (ast.For, ast.comprehension)):
            yield _names(node.target), node.iter
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".parametrize"):
            names, values, *_ = _arguments(node)
            yield set(re.findall(r"\w+", ast.unparse(names))), values


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _is_string(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _defaults(tree: ast.AST) -> set[Value]:
    """Return the numbers in signatures: they are part of what every student is told."""
    signatures = [node.args for node in ast.walk(tree) if isinstance(node, _FUNCTION)]
    defaults = [each for args in signatures for each in [*args.defaults, *args.kw_defaults] if each]
    return {value for each in defaults for value, *_ in _numbers_of(each)}


def _words(tree: ast.AST, inputs: set[ast.Constant]) -> Iterator[tuple[int, str]]:
    """Return the strings that a student may read: all but inputs and docstrings of helpers."""
    own = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, *_FUNCTION))
        and not getattr(node, "name", "").startswith("test_")
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [] if node in inputs or node in own else [(node.lineno, node.value)]
