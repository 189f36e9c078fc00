"""What can go wrong at one node of a program: the operators of mutation, as tables.

Each is a small mistake that a person could make. They are the classic operators (King and Offutt,
*A Fortran language system for mutation-based software testing*, 1991) and those of array code:
axes, transposes, slices.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Pow: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_TERMS = (ast.Add, ast.Sub, ast.Mult, ast.Div)

# Names that are mistaken for each other, of functions and methods in modules and of arrays …
_CONFUSED = {
    "sum": "mean", "mean": "sum", "std": "var", "var": "std", "any": "all", "all": "any",
    "max": "min", "min": "max", "amax": "amin", "amin": "amax",
    "maximum": "minimum", "minimum": "maximum", "argmax": "argmin", "argmin": "argmax",
    "logical_and": "logical_or", "logical_or": "logical_and",
    "zeros": "ones", "ones": "zeros", "zeros_like": "ones_like", "ones_like": "zeros_like",
    "floor": "ceil", "ceil": "floor", "log": "log1p", "log1p": "log", "expm1": "exp",
    "vstack": "hstack", "hstack": "vstack", "cumsum": "cumprod",
    "ReLU": "Sigmoid", "Sigmoid": "ReLU", "relu": "sigmoid", "sigmoid": "relu",
    "Softmax": "LogSoftmax", "softmax": "log_softmax", "BCELoss": "BCEWithLogitsLoss",
}  # fmt: skip
# … and of functions that Python has without an import.
_CONFUSED_BUILTINS = {"sum": "max", "max": "min", "min": "max", "any": "all", "all": "any"}

# What is forgotten around its argument (or as a method, behind its array) …
_FORGOTTEN = {
    "abs", "exp", "expit", "log", "permutation", "ravel", "relu", "reversed", "sigmoid", "softmax",
    "sqrt", "square", "tanh",
}  # fmt: skip
# … and behind its array, for any arguments.
_FORGOTTEN_METHODS = {
    "clone", "copy", "detach", "flatten", "ravel", "reshape", "squeeze", "t", "transpose",
}  # fmt: skip
_MODULES = {"copy", "F", "math", "nn", "np", "numpy", "pd", "scipy", "special", "torch"}

_EITHER_WAY = {
    "add", "allclose", "array_equal", "equal", "fmax", "fmin", "hypot", "isclose", "isinstance",
    "logaddexp", "logical_and", "logical_or", "max", "maximum", "min", "minimum", "mul",
    "multiply",
}  # fmt: skip
_AXES = {"axis", "dim", "keepdims", "keepdim"}


def mutations(node: ast.AST) -> Iterator[ast.AST]:
    """Return what may stand in a node's place; some may be the same as the node."""
    for find in _BY_TYPE.get(type(node), ()):
        yield from find(node)


def _operator(node: ast.BinOp) -> Iterator[ast.expr]:
    if other := _ARITHMETIC.get(type(node.op)):
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ast.MatMult):
        yield ast.BinOp(node.right, node.op, node.left)


def _term(node: ast.BinOp) -> Iterator[ast.expr]:
    if isinstance(node.op, _TERMS):
        yield node.left
        yield node.right


def _sign(node: ast.UnaryOp) -> Iterator[ast.expr]:
    if isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield node.operand


def _comparison(node: ast.Compare) -> Iterator[ast.expr]:
    for place, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _boolean(node: ast.BoolOp) -> Iterator[ast.expr]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield ast.BoolOp(other, node.values)


def _constant(node: ast.Constant) -> Iterator[ast.expr]:
    match node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(value):
            yield ast.Constant(value + 1)
            if value == 1:
                yield ast.Constant(0)
        case float(value):
            yield ast.Constant(2 * value if value else 1.0)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


def _arguments(node: ast.Call) -> Iterator[ast.expr]:
    if _name(node.func) not in _EITHER_WAY:
        for args in _exchanged(node.args):
            yield ast.Call(node.func, args, node.keywords)


def _exchanged(items: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """Exchange each two neighbours."""
    for place, (first, second) in enumerate(pairwise(items)):
        yield [*items[:place], second, first, *items[place + 2 :]]


def _forgotten(node: ast.Call) -> Iterator[ast.expr]:
    """Return a call's argument, or a method's array, in its place."""
    name = _name(node.func)
    if not _are_plain(node.args):
        return
    if name in _FORGOTTEN and len(node.args) == 1:
        yield node.args[0]
    match node.func:
        case ast.Attribute(ast.Name(module)) if module in _MODULES:
            if name in _FORGOTTEN_METHODS:
                yield from node.args[:1]
        case ast.Attribute(array) if name in _FORGOTTEN_METHODS:
            yield array
        case ast.Attribute(array) if name in _FORGOTTEN and not node.args:
            yield array


def _are_plain(args: list[ast.expr]) -> bool:
    return not any(isinstance(each, ast.Starred) for each in args)


def _last_round(node: ast.Call) -> Iterator[ast.expr]:
    """Let ``range`` end one too early."""
    if _name(node.func) == "range" and node.args and _are_plain(node.args):
        place = min(1, len(node.args) - 1)
        args = list(node.args)
        args[place] = ast.BinOp(args[place], ast.Sub(), ast.Constant(1))
        yield ast.Call(node.func, args, [])


def _axis(node: ast.Call) -> Iterator[ast.expr]:
    """Leave out an axis, or a ``keepdims`` that is no plain True or False: those are turned."""
    for keyword in node.keywords:
        if keyword.arg in _AXES and not _is_turned_or_none(keyword.value):
            others = [each for each in node.keywords if each is not keyword]
            yield ast.Call(node.func, node.args, others)


def _is_turned_or_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (bool, type(None)))


def _attribute(node: ast.Attribute) -> Iterator[ast.expr]:
    if isinstance(node.ctx, ast.Load):
        if node.attr in _CONFUSED:
            yield ast.Attribute(node.value, _CONFUSED[node.attr], node.ctx)
        if node.attr in ("T", "mT"):
            yield node.value


def _builtin(node: ast.Name) -> Iterator[ast.expr]:
    if node.id in _CONFUSED_BUILTINS and isinstance(node.ctx, ast.Load):
        yield ast.Name(_CONFUSED_BUILTINS[node.id], node.ctx)


def _slice(node: ast.Slice) -> Iterator[ast.expr]:
    yield ast.Slice(None, node.upper, node.step)
    yield ast.Slice(node.lower, None, node.step)
    yield ast.Slice(node.lower, node.upper, None)


def _choice(node: ast.IfExp) -> Iterator[ast.expr]:
    yield node.body
    yield node.orelse


def _filter(node: ast.comprehension) -> Iterator[ast.comprehension]:
    yield ast.comprehension(node.target, node.iter, [], node.is_async)


def _condition(node: ast.If) -> Iterator[ast.stmt]:
    for value in (True, False):
        yield ast.If(ast.Constant(value), node.body, node.orelse)


def _call_left_out(node: ast.Expr) -> Iterator[ast.stmt]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def _assignment(node: ast.Assign | ast.AnnAssign) -> Iterator[ast.stmt]:
    """Leave out what is written into an object; a name that nobody binds would be no mistake."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    written = target.elts[0] if isinstance(target, ast.Tuple) else target
    if isinstance(written, (ast.Attribute, ast.Subscript)):
        yield ast.Pass()


def _left_out(node: ast.stmt) -> Iterator[ast.stmt]:
    yield ast.Pass()


def _augmented(node: ast.AugAssign) -> Iterator[ast.stmt]:
    if other := _ARITHMETIC.get(type(node.op)):
        yield ast.AugAssign(node.target, other(), node.value)


def _plan(node: ast.Return | ast.Expr) -> Iterator[ast.stmt]:
    """Exchange two of the values that are given back."""
    match node:
        case ast.Return(ast.Tuple(values)):
            for entries in _exchanged(values):
                yield ast.Return(ast.Tuple(entries, ast.Load()))
        case ast.Expr(ast.Yield(ast.Tuple(values))):
            for entries in _exchanged(values):
                yield ast.Expr(ast.Yield(ast.Tuple(entries, ast.Load())))


_BY_TYPE: dict[type[ast.AST], tuple[Callable[..., Iterator[ast.AST]], ...]] = {
    ast.BinOp: (_operator, _term), ast.UnaryOp: (_sign,), ast.Compare: (_comparison,),
    ast.BoolOp: (_boolean,), ast.Constant: (_constant,), ast.Name: (_builtin,),
    ast.Call: (_arguments, _forgotten, _last_round, _axis), ast.Attribute: (_attribute,),
    ast.Slice: (_slice,), ast.IfExp: (_choice,), ast.comprehension: (_filter,),
    ast.If: (_condition,), ast.Expr: (_call_left_out, _plan), ast.Return: (_plan,),
    ast.Assign: (_assignment,), ast.AnnAssign: (_assignment,),
    ast.AugAssign: (_left_out, _augmented), ast.Break: (_left_out,), ast.Continue: (_left_out,),
}  # fmt: skip
