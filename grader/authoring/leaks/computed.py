"""A hidden suite's source → texts for students, computed from what answers are held against.

In goes the source of a hidden suite; out come the texts in it (a ``look``, a sentence, what an
answer is called) into which an expected value flows, each with its line. Whoever fails reads them:
`look=f"it is {expected}"` gives the answer away, however short it is. A shape, a length or a kind
tells nothing, and neither does a student's own answer. Followed are the assignments, loops and
comprehensions of a function, by the names alone: nothing is run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_TEXTS = ("look", "what", "problem", "sentence")
_TEXT_PLACES = {"assert_holds": 1, "Mismatch": 0}
_EXPECTED_PLACES = {"assert_close": 1}
_STUDENTS = "student"
_COURSES = "reference"
_TELLS_NOTHING = ("shape", "size", "ndim", "dtype", "device")
_COUNTS = ("bool", "len", "type", "describe", "isinstance")
_LOOPS = (ast.For, ast.comprehension)


def computed_texts(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Return the texts that hold expected values, each with the expression that it is made of."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from _Flow(node).texts()


@dataclass
class _Flow:
    """What flows where in one function, by names: ``own`` hold what came from the student."""

    function: ast.FunctionDef | ast.ClassDef
    expected: set[str] = field(default_factory=lambda: {_COURSES})
    own: set[str] = field(default_factory=lambda: {_STUDENTS})

    def __post_init__(self) -> None:
        self._bound = [*self._bindings()]
        self._spread(self.own, self._is_own)
        for each in self._held_against():
            self.expected |= self._names_in(each)
        self._spread(self.expected, self._tells)

    def texts(self) -> Iterator[tuple[ast.expr, str]]:
        """Return the texts for students that hold what is expected, and what they are made of."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Call):
                for text in _texts_of(node):
                    if self._tells(text):
                        yield text, ast.unparse(self._made_of(text))

    def _bindings(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Return each name that is bound, and what it is bound to, as far as that can be seen."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _paired(target, node.value)
            elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)) and node.value:
                yield from _paired(node.target, node.value)
            elif isinstance(node, _LOOPS):
                yield from _one_by_one(node.target, node.iter)

    def _spread(self, names: set[str], holds: Callable[[ast.expr], bool]) -> None:
        """Add the names that are bound to what holds one of them, and those bound to these."""
        before = -1
        while before != len(names):
            before = len(names)
            for target, value in self._bound:
                if holds(value):
                    names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}

    def _is_own(self, value: ast.expr) -> bool:
        return any(isinstance(n, ast.Name) and n.id in self.own for n in ast.walk(value))

    def _held_against(self) -> Iterator[ast.expr]:
        """Return what answers are compared with."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Call):
                place = _EXPECTED_PLACES.get(_name_of(node.func), len(node.args))
                yield from node.args[place : place + 1]
                yield from (each.value for each in node.keywords if each.arg == "expected")
            elif isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                if any(map(self._is_own, sides)):
                    yield from (side for side in sides if not self._is_own(side))

    def _names_in(self, value: ast.expr) -> set[str]:
        """Return the names whose values are in a value."""
        return {
            node.id
            for node in self._parts(value)
            if isinstance(node, ast.Name) and node.id not in self.own
        }

    def _tells(self, value: ast.expr) -> bool:
        """Return whether an expected value is in a value."""
        return any(isinstance(n, ast.Name) and n.id in self.expected for n in self._parts(value))

    def _parts(self, value: ast.expr) -> Iterator[ast.expr]:
        """Go through what a value is made of, past what tells nothing of it."""
        if self._tells_nothing(value):
            return
        yield value
        for each in _inner(value):
            yield from self._parts(each)

    def _tells_nothing(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            return _name_of(value.func) in _COUNTS or self._is_own(value.func)
        is_size = isinstance(value, ast.Attribute) and value.attr in _TELLS_NOTHING
        return is_size or isinstance(value, (ast.Compare, ast.Lambda))

    def _made_of(self, text: ast.expr) -> ast.expr:
        """Return the value that a text is made of, for the author to find it."""
        if isinstance(text, ast.Name):
            values = [v for t, v in self._bound if isinstance(t, ast.Name) and t.id == text.id]
            text = next(filter(self._tells, values), text)
        if isinstance(text, ast.JoinedStr):
            held = [each.value for each in text.values if isinstance(each, ast.FormattedValue)]
            return next(filter(self._tells, held), text)
        return text


def _inner(value: ast.expr) -> Iterator[ast.expr]:
    """Return what a value is made of: not the index, the condition or the loop that chose it."""
    match value:
        case ast.Subscript():
            yield value.value
        case ast.IfExp():
            yield from (value.body, value.orelse)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            yield value.elt
        case ast.Call():
            if isinstance(value.func, ast.Attribute):
                yield value.func
            yield from (*value.args, *(each.value for each in value.keywords))
        case _:
            yield from (n for n in ast.iter_child_nodes(value) if isinstance(n, ast.expr))


def _texts_of(call: ast.Call) -> Iterator[ast.expr]:
    """Return the texts that a call hands on to whoever fails."""
    place = _TEXT_PLACES.get(_name_of(call.func), len(call.args))
    yield from call.args[place : place + 1]
    yield from (each.value for each in call.keywords if each.arg in _TEXTS)


def _name_of(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Return what each of several names is bound to, where both sides are written out."""
    match target, value:
        case (ast.Tuple(elts=names), ast.Tuple(elts=values)) if len(names) == len(values):
            for each, its in zip(names, values, strict=True):
                yield from _paired(each, its)
        case _:
            yield target, value


def _one_by_one(target: ast.expr, many: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Return what the names of a loop are bound to: a zip's one by one, a count to nothing."""
    names = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    if isinstance(many, ast.Call) and names:
        if _name_of(many.func) == "zip" and len(names) == len(many.args):
            for each, its in zip(names, many.args, strict=True):
                yield from _one_by_one(each, its)
            return
        if _name_of(many.func) == "enumerate" and many.args:
            yield from _one_by_one(names[1], many.args[0])
            return
        if _name_of(many.func) == "items" and isinstance(many.func, ast.Attribute):
            yield names[1], many.func.value
            return
    if isinstance(many, (ast.List, ast.Tuple)):
        for each in many.elts:
            yield from _paired(target, each)
        return
    if isinstance(many, ast.Call) and _name_of(many.func) == "range":
        return
    yield target, many
