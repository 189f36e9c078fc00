"""A right solution → many that are wrong by one small change each, as text.

In goes the source of a module; out come its `Mutant`s. Existing libraries (mutmut, cosmic-ray)
change files and drive a test runner; here a mutant is handed in like a student's work: a text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.mutations import mutations

LONGEST_CHANGE = 160


@dataclass(frozen=True)
class Mutant:
    """A changed module: where (``adam_update``, ``CircleClassifier.forward``), and what changed.

    ``place`` and ``change`` together name it, whatever lines move.
    """

    place: str
    change: str
    source: str


@dataclass(frozen=True)
class _Spot:
    """Where a node hangs: a field of its parent, and the place in it if it is a list.

    ``statement`` is the one that it stands in, in one line.
    """

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    statement: str

    @contextmanager
    def holding(self, other: ast.AST) -> Iterator[None]:
        """Hang another node here for a while."""
        self._put(other)
        try:
            yield
        finally:
            self._put(self.node)

    def _put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(source: str) -> tuple[Mutant, ...]:
    """Give the mutants of a module's functions, classes and numbers, in the order of its lines."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    found: list[Mutant] = []
    counted: Counter[tuple[str, str]] = Counter()
    for place, root in _places(tree):
        for spot in _spots(root):
            for other in mutations(spot.node):
                with spot.holding(other):
                    text = ast.unparse(ast.fix_missing_locations(tree))
                if text in seen:
                    continue
                seen.add(text)
                change = _change(spot, other)
                counted[place, change] += 1
                found.append(Mutant(place, change + _ordinal(counted[place, change]), text))
    return tuple(found)


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                own = isinstance(item, ast.FunctionDef)
                yield f"{node.name}.{item.name}" if own else node.name, item  # type: ignore[attr-defined]
        elif isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node


_LEFT_ALONE = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)
_UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "bases"}


def _spots(parent: ast.AST, statement: str = "") -> Iterator[_Spot]:
    """Give all that can be changed below a node, outermost first."""
    if isinstance(parent, ast.stmt):
        statement = _line(parent)
    for field, value in ast.iter_fields(parent):
        if field in _UNTOUCHED_FIELDS:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(node, ast.AST) and not _is_left_alone(node):
                yield _Spot(parent, field, index, node, statement)
                yield from _spots(node, statement)


def _is_left_alone(node: ast.AST) -> bool:
    """Leave out what is no computing: texts, prints, errors."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ast.unparse(node.value.func) == "print"
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, (bool, int, float))
    return isinstance(node, _LEFT_ALONE)


def _change(spot: _Spot, other: ast.AST) -> str:
    change = f"{_line(spot.node)} → {_line(other)}"
    return change if isinstance(spot.node, ast.stmt) else f"{change} in {spot.statement}"


def _line(node: ast.AST) -> str:
    """Write a node in one line; of a statement with a body its head alone."""
    text = ast.unparse(ast.fix_missing_locations(node)).strip() or ":"
    first, *rest = text.splitlines()
    line = f"{first} …" if rest else first
    return line if len(line) <= LONGEST_CHANGE else f"{line[:LONGEST_CHANGE]}…"


def _ordinal(number: int) -> str:
    return "" if number == 1 else f" (no. {number})"
