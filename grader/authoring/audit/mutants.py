"""A right solution → many that are wrong by one small change each, as text.

Existing libraries (mutmut, cosmic-ray, mutatest) write each mutant to a file, drive a test runner,
and know no axes or transposes; here a mutant is handed in like a student's work: a text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.authoring.audit.mutation_operators import mutations

LONGEST_LINE = 160


@dataclass(frozen=True)
class Mutant:
    """A changed module: where (``adam_update``, ``CircleClassifier.forward``), and what changed.

    ``place`` and ``change`` together name it, even when lines move.
    """

    place: str
    change: str
    source: str


def mutants(source: str) -> tuple[Mutant, ...]:
    """Return the mutants of a module's functions, classes and numbers, in line order."""
    found: list[Mutant] = []
    counted: Counter[tuple[str, str]] = Counter()
    for place, change, text in _changed_modules(ast.parse(source).body):
        counted[place, change] += 1
        number = counted[place, change]
        found.append(Mutant(place, change if number == 1 else f"{change} (no. {number})", text))
    return tuple(found)


def _changed_modules(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    """Return (place, change, text), each text once; what stays as it is is written only once."""
    texts = [ast.unparse(statement) for statement in body]
    for number, statement in enumerate(body):
        seen = {texts[number]}
        for place, change, text in _changed_statements(statement):
            if text not in seen:
                seen.add(text)
                whole = [*texts[:number], text, *texts[number + 1 :]]
                yield place, change, "\n\n".join(whole) + "\n"


def _changed_statements(statement: ast.stmt) -> Iterator[tuple[str, str, str]]:
    for place, root in _places(statement):
        for spot in _spots(root):
            for other in mutations(spot.node):
                spot.put(other)
                text = ast.unparse(statement)
                spot.put(spot.node)
                yield place, spot.change(other), text


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _places(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Return what a module's statement defines, by name: a function, a class's parts, a number."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield statement.name, statement
        case ast.ClassDef(name):
            for item in statement.body:
                yield f"{name}.{item.name}" if isinstance(item, _FUNCTIONS) else name, item
        case ast.Assign([target]) | ast.AnnAssign(target):
            yield ast.unparse(target), statement


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

    def put(self, node: ast.AST) -> None:
        """Hang a node here."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node

    def change(self, other: ast.AST) -> str:
        """Say in one line what changes with another node here."""
        change = f"{_line(self.node)} → {_line(other)}"
        return change if isinstance(self.node, ast.stmt) else f"{change} in {self.statement}"


_LEFT_ALONE = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)
_UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "bases"}


def _spots(parent: ast.AST, statement: str = "") -> Iterator[_Spot]:
    """Return all that can be changed below a node, outermost first."""
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
    match node:
        case ast.Expr(ast.Call(ast.Name("print"))):
            return True
        case ast.Constant(value):
            return not isinstance(value, (bool, int, float))
    return isinstance(node, _LEFT_ALONE)


def _line(node: ast.AST) -> str:
    """Write a node in one line; of a statement with a body its head alone."""
    lines = ast.unparse(node).strip().splitlines() or [":"]
    first, *rest = [line for line in lines if not line.startswith("@")]
    line = f"{first} …" if rest else first
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
