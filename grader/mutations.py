"""What can go wrong at one node of a program: the operators of mutation, as tables.

In goes a node of a syntax tree; out come the nodes that may stand in its place, each a small
mistake that a person could make. They are the classic operators (King and Offutt, *A Fortran
language system for mutation-based software testing*, 1991) and those of array code: axes,
transposes, slices.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,), ast.FloorDiv: (ast.Div,), ast.Mod: (ast.FloorDiv,),
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_TERMS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_CONFUSED = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max",
    "argmax": "argmin", "argmin": "argmax",
    "maximum": "minimum", "minimum": "maximum", "amax": "amin", "zeros": "ones", "ones": "zeros",
    "zeros_like": "ones_like", "ones_like": "zeros_like", "std": "var", "var": "std",
    "floor": "ceil", "ceil": "floor", "ReLU": "Sigmoid", "Sigmoid": "ReLU", "relu": "sigmoid",
    "sigmoid": "relu", "expit": "tanh", "vstack": "hstack", "cumsum": "cumprod",
}  # fmt: skip
_DROPPED = {"exp", "sqrt", "abs", "reversed", "log", "square", "ravel", "tanh", "permutation"}
_DROPPED_METHODS = {"copy", "detach", "clone", "ravel", "flatten", "reshape", "squeeze"}
_EITHER_WAY = {
    "maximum", "minimum", "add", "multiply", "allclose", "array_equal", "isinstance", "hypot",
    "logaddexp", "fmax", "fmin",
}  # fmt: skip
_AXES = {"axis", "dim", "keepdims", "keepdim"}


def mutations(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in a node's place."""
    find = _BY_TYPE.get(type(node))
    if find is not None:
        yield from find(node)


def _binary(node: ast.BinOp) -> Iterator[ast.expr]:
    for operator in _ARITHMETIC.get(type(node.op), ()):
        yield ast.BinOp(node.left, operator(), node.right)
    if isinstance(node.op, ast.MatMult):
        yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node.op, _TERMS):
        yield node.left
        yield node.right


def _unary(node: ast.UnaryOp) -> Iterator[ast.expr]:
    if isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield node.operand


def _comparison(node: ast.Compare) -> Iterator[ast.expr]:
    if len(node.ops) == 1:
        for operator in _COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [operator()], node.comparators)


def _boolean(node: ast.BoolOp) -> Iterator[ast.expr]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield ast.BoolOp(other, node.values)


def _constant(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value == 1:
            yield ast.Constant(0)
    elif isinstance(value, float):
        yield ast.Constant(2 * value if value else 1.0)


def _call(node: ast.Call) -> Iterator[ast.expr]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
    if len(node.args) >= 2 and name not in _EITHER_WAY:
        first, second, *rest = node.args
        if ast.dump(first) != ast.dump(second):
            yield ast.Call(node.func, [second, first, *rest], node.keywords)
    if name in _DROPPED and len(node.args) == 1:
        yield node.args[0]
    if name in _DROPPED_METHODS and isinstance(node.func, ast.Attribute):
        yield node.func.value
    if name == "range" and len(node.args) == 1:
        yield ast.Call(node.func, [ast.BinOp(node.args[0], ast.Sub(), ast.Constant(1))], [])
    for keyword in node.keywords:
        if keyword.arg in _AXES:
            others = [each for each in node.keywords if each is not keyword]
            yield ast.Call(node.func, node.args, others)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _attribute(node: ast.Attribute) -> Iterator[ast.expr]:
    if node.attr in _CONFUSED and isinstance(node.ctx, ast.Load):
        yield ast.Attribute(node.value, _CONFUSED[node.attr], node.ctx)
    if node.attr in ("T", "mT"):
        yield node.value


def _named(node: ast.Name) -> Iterator[ast.expr]:
    if node.id in ("sum", "max", "min") and isinstance(node.ctx, ast.Load):
        yield ast.Name({"sum": "max", "max": "min", "min": "max"}[node.id], node.ctx)


def _slice(node: ast.Slice) -> Iterator[ast.expr]:
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)
    if node.step is not None:
        yield ast.Slice(node.lower, node.upper, None)


def _choice(node: ast.IfExp) -> Iterator[ast.expr]:
    yield node.body
    yield node.orelse


def _expression(node: ast.Expr) -> Iterator[ast.stmt]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def _assignment(node: ast.Assign) -> Iterator[ast.stmt]:
    if isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        yield ast.Pass()


def _augmented(node: ast.AugAssign) -> Iterator[ast.stmt]:
    yield ast.Pass()
    for operator in _ARITHMETIC.get(type(node.op), ()):
        yield ast.AugAssign(node.target, operator(), node.value)


def _condition(node: ast.If) -> Iterator[ast.stmt]:
    for value in (True, False):
        yield ast.If(ast.Constant(value), node.body, node.orelse)


def _nothing(node: ast.stmt) -> Iterator[ast.stmt]:
    yield ast.Pass()


def _returned(node: ast.Return) -> Iterator[ast.stmt]:
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) >= 2:
        for place in range(len(node.value.elts) - 1):
            entries = list(node.value.elts)
            entries[place : place + 2] = reversed(entries[place : place + 2])
            yield ast.Return(ast.Tuple(entries, ast.Load()))


_BY_TYPE: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.BinOp: _binary, ast.UnaryOp: _unary, ast.Compare: _comparison, ast.BoolOp: _boolean,
    ast.Constant: _constant, ast.Call: _call, ast.Attribute: _attribute, ast.Name: _named,
    ast.Slice: _slice, ast.IfExp: _choice, ast.Expr: _expression, ast.Assign: _assignment,
    ast.AugAssign: _augmented, ast.If: _condition, ast.Break: _nothing, ast.Continue: _nothing,
    ast.Return: _returned,
}  # fmt: skip
