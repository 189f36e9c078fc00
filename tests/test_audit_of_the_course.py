"""The audit of this very course, in a sample: it is clean, and its wheats really differ."""

from __future__ import annotations

import ast
from copy import deepcopy
from pathlib import Path

import pytest

from grader.authoring.audit.variants import wheats
from grader.commands.audit import AuditOptions, audit
from grader.course.model import load_course

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
NAMES = [exercise.name for exercise in COURSE.exercises]
FEWEST_WHEATS = 6


@pytest.mark.slow
def test_a_sample_of_the_audit_is_clean(tmp_path: Path) -> None:
    """References, stubs, all wheats, and some mistakes and mutants of every exercise."""
    options = AuditOptions((), tmp_path, jobs=2, quick=True)

    verdicts = audit(COURSE, options).exercises

    assert {each.exercise: each.to_fix for each in verdicts} == dict.fromkeys(NAMES, ())
    counted = {(v.exercise, p.part): p.wheats.all for v in verdicts for p in v.parts}
    parts = [(each.name, part.name) for each in COURSE.exercises for part in each.parts]
    assert [each for each in parts if counted[each] < FEWEST_WHEATS] == []


class _Nameless(ast.NodeTransformer):
    """Takes away what makes no other way of working: names, numbers, texts, hints, docstrings."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("x", node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg("x")

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(0)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def _without_docstring(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        if ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        node.name = "x"
        return self.generic_visit(node)


def test_other_names_are_no_other_way_of_working() -> None:
    """The test below counts what is computed: not what things are called, nor what is said."""
    one = 'def f(a, b: int = 1) -> int:\n    """Add."""\n    return a.sum() + b * 0.5\n'
    renamed = "def g(x, y=2):\n    return x.sum() + y * 3\n"
    other = "def f(a, b=1):\n    return a.sum() - b * 0.5\n"

    assert _shape(ast.parse(one).body[0]) == _shape(ast.parse(renamed).body[0])
    assert _shape(ast.parse(one).body[0]) != _shape(ast.parse(other).body[0])
    said = 'class A(B):\n    """Is one."""\n    n = 1\n'
    assert _shape(ast.parse(said).body[0]) == _shape(ast.parse("class C(D):\n    m = 2").body[0])


def test_looking_at_a_shape_changes_no_name() -> None:
    """Of a statement that defines two parts the second is still found when the first was seen."""
    both = ast.parse("f, g = lambda a: a + 1, lambda a: a - 1").body[0]

    assert _shape(both) == _shape(both)
    assert _defined(both) == {"f", "g"}


def _shape(node: ast.stmt) -> str:
    """Write down how a statement works."""
    return ast.dump(_Nameless().visit(deepcopy(node)))


@pytest.mark.parametrize("name", NAMES)
def test_wheats_differ_in_more_than_names(name: str) -> None:
    """Of each part there are at least six that are written otherwise."""
    exercise = COURSE.exercise(name)
    shapes: dict[str, set[str]] = {part.name: set() for part in exercise.parts}
    for _, source in wheats(COURSE, exercise):
        tree = ast.parse(source)
        for part in shapes:
            own = [node for node in tree.body if part in _defined(node)]
            assert own, f"{part} is defined"
            shapes[part].add(_shape(own[-1]))

    assert {part: len(found) >= FEWEST_WHEATS for part, found in shapes.items()} == dict.fromkeys(
        shapes, True
    )


def _defined(node: ast.stmt) -> set[str]:
    """Name what a statement at the top of a module defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {
            each.id
            for target in node.targets
            for each in ast.walk(target)
            if isinstance(each, ast.Name)
        }
    return set()
