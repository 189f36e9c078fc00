"""A student's sources → the code that a name reaches, and what of libraries it uses.

Parsed, and never run. What a name is bound to is followed as far as it is plain to see: imports and
their aliases, functions and classes, what is assigned, modules of the student's own. What is found
by ``getattr``, ``exec`` or ``import_module`` is not seen.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.sandbox.guest.pieces import pieces
from grader.submission import Cell

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
LOOPS = ast.For | ast.AsyncFor | ast.While | _Comprehension
_Assigning = ast.Assign | ast.AnnAssign | ast.AugAssign
_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.If, ast.Try)
_NAMED = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs,
    ast.MatchStar,
)  # fmt: skip
MOST_STARS = 20
_HINTS = {"annotation", "returns"}  # what a type is called is not used
_BUILTINS = {*dir(builtins)}


class Code(NamedTuple):
    """A definition, or what a name is bound to: the name, its module, where, and the tree."""

    name: str
    module: str
    label: str
    node: ast.AST


class Use(NamedTuple):
    """A name in code: of a library, ``torch.optim.Adam``, or of anything's attribute, ``.step``."""

    name: str
    code: Code
    line: int


@dataclass
class _Names:
    """What the names of a module, or of a function, are bound to."""

    code: dict[str, list[Code]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    def bind(self, code: Code, full: str, *, keep: bool) -> None:
        """Bind a name, to what is called ``full`` in a library if it is; ``keep`` what it was."""
        before = self.code.get(code.name, []) if keep else []
        self.code[code.name] = [*before, code]
        if full or not keep:
            self.imported.pop(code.name, None)
        if full:
            self.imported[code.name] = full

    def add_import(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
        """Return the names that an import binds, with their full names; keep its stars."""
        for name, full in _imports(node):
            if name == "*":
                self.stars.append(full)
                if len(self.stars) > MOST_STARS:
                    raise ValueError(f"more than {MOST_STARS} imports of all names")
            else:
                yield name, full

    def library(self, chain: Sequence[str]) -> str:
        """Return the full name of what stands as ``o.Adam``; nothing, if it is of no import."""
        root = self.imported.get(chain[0]) if chain else ""
        return ".".join([root, *chain[1:]]) if root else ""


class Sources:
    """A work's code, and that of the student's modules which it may import.

    Raises what the parser raises of code that it cannot bear, and `ValueError` for too many
    ``import *``. A SyntaxError costs no more than the statement.
    """

    def __init__(self, module: str, cells: Iterable[Cell], siblings: Mapping[str, str]) -> None:
        self.module = module
        self.methods: set[str] = set()
        self._names: dict[str, _Names] = {}
        self._used: dict[Code, list[Use]] = {}
        self._known_wanted: dict[Code, list[tuple[str, str]]] = {}
        self._add(module, [(cell.label, cell.source) for cell in cells])
        for name, source in siblings.items():
            self._add(name, [(f"{name}.py", source)])

    def reached(self, name: str, stop: Iterable[str] = ()) -> list[Code]:
        """Return all code that a name of the work reaches by names, the nearest first.

        What lies behind the names to ``stop`` at is not followed.
        """
        found, seen = [*self._bound(self.module, name)], {(self.module, each) for each in stop}
        seen.add((self.module, name))
        for code in found:  # it grows
            for wanted in self.wanted(code):
                if wanted not in seen:
                    seen.add(wanted)
                    found += self._bound(*wanted)
        return found

    def uses(self, code: Code) -> list[Use]:
        """Return the names of libraries that code uses, and the attributes of all else."""
        if code not in self._used:
            self._used[code] = [*self._uses(code)]
        return self._used[code]

    def _uses(self, code: Code) -> Iterator[Use]:
        if isinstance(code.node, ast.Import | ast.ImportFrom):
            yield Use(dict(_imports(code.node))[code.name], code, code.node.lineno)
            return
        for scope in _scopes(code.node):
            local = self._local(scope, self._names[code.module])
            for chain, line in _chains(scope):
                full = local.library(chain)
                if full:
                    yield Use(full, code, line)
                    continue
                yield from (Use(f".{attribute}", code, line) for attribute in chain[1:])
                if self._is_unknown(chain[0], local):
                    for star in self._names[code.module].stars:
                        yield Use(".".join([star, *chain]), code, line)

    def wanted(self, code: Code) -> list[tuple[str, str]]:
        """Return the names of the student's that code uses, once each: the module, and its name."""
        if code not in self._known_wanted:
            self._known_wanted[code] = self._wanted(code)
        return self._known_wanted[code]

    def _add(self, module: str, cells: Iterable[tuple[str, str]]) -> None:
        names = self._names.setdefault(module, _Names())
        for label, source in cells:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a backslash that means nothing
                parsed = [statement for piece in pieces(source, label) for statement in piece[2]]
            for statement in parsed:
                self._bind(module, label, statement, names)
                for node in ast.walk(statement):
                    if isinstance(node, _Function | ast.ClassDef):
                        self.methods.add(node.name)

    def _bind(
        self, module: str, label: str, statement: ast.stmt, names: _Names, sure: bool = True
    ) -> None:
        """Bind what a statement of a module's top level binds; what is below a main is not run.

        Where it is not ``sure`` to be run, what was bound before may count as well.
        """
        if isinstance(statement, _Function | ast.ClassDef):
            names.bind(Code(statement.name, module, label, statement), "", keep=not sure)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for name, full in names.add_import(statement):
                names.bind(Code(name, module, label, statement), full, keep=not sure)
        elif isinstance(statement, _ASSIGNING):
            self._assign(module, label, statement, names, sure)
        elif isinstance(statement, _BLOCKS) and not _is_main(statement):
            for each in _blocks(statement):
                self._bind(module, label, each, names, sure=False)

    def _assign(
        self, module: str, label: str, statement: _Assigning, names: _Names, sure: bool
    ) -> None:
        """Bind names to a value; what they were before counts where the value is made of it."""
        if statement.value is None:
            return
        adds = isinstance(statement, ast.AugAssign)
        full = "" if adds else names.library(_chain(statement.value))
        for name in _stored([statement]):
            keep = not sure or adds or name in _loaded(statement.value)
            names.bind(Code(name, module, label, statement), full, keep=keep)

    def _bound(self, module: str, name: str) -> list[Code]:
        """Return what a module's name is bound to, in another module of the student's too."""
        names = self._names[module]
        if found := names.code.get(name):
            return found
        own = [star for star in names.stars if star in self._names and star != module]
        return next((found for star in own if (found := self._names[star].code.get(name))), [])

    def _wanted(self, code: Code) -> list[tuple[str, str]]:
        names, wanted = self._names[code.module], dict[tuple[str, str], None]()
        if isinstance(code.node, ast.Import | ast.ImportFrom):
            top, _, rest = dict(_imports(code.node))[code.name].partition(".")
            return [(top, rest)] if top in self._names else []
        for scope in _scopes(code.node):
            local = self._local(scope, names)
            for chain, _ in _chains(scope):
                full = local.library(chain)
                top, _, rest = full.partition(".")
                if full and top in self._names:
                    wanted[top, rest.partition(".")[0]] = None
                if chain[0] and chain[0] not in local.code:
                    wanted[code.module, chain[0]] = None
        return [*wanted]

    def _local(self, scope: Sequence[ast.AST], names: _Names) -> _Names:
        """Return what names mean in a scope; its ``code`` has those that are bound there."""
        local = _Names({name: [] for name in _stored(scope)}, {**names.imported})
        for name in local.code:
            local.imported.pop(name, None)
        assigned = []
        for node in _walk(scope):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name, full in local.add_import(node):
                    local.code[name], local.imported[name] = [], full
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.append((node.targets[0].id, node.value))
        for name, value in assigned:
            if full := local.library(_chain(value)):
                local.imported.setdefault(name, full)
        return local

    def _is_unknown(self, name: str, local: _Names) -> bool:
        known = local.code.keys() | _BUILTINS
        return bool(name) and name not in known and not any(
            name in names.code for names in self._names.values()
        )  # fmt: skip


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Return the names that an import binds, with their full names; ``*`` with its module."""
    for each in node.names:
        if isinstance(node, ast.Import):
            top = each.name.partition(".")[0]
            yield each.asname or top, each.name if each.asname else top
        elif each.name == "*":
            yield "*", node.module or ""
        else:
            yield each.asname or each.name, f"{node.module or ''}.{each.name}"


def _blocks(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Return the statements right below a statement's header."""
    for _, block in ast.iter_fields(statement):
        for each in block if isinstance(block, list) else []:
            inner = each.body if isinstance(each, ast.ExceptHandler) else [each]
            yield from (below for below in inner if isinstance(below, ast.stmt))


def _is_main(statement: ast.stmt) -> bool:
    """Return whether it is ``if __name__ == "__main__"``."""
    return isinstance(statement, ast.If) and "__name__" in _loaded(statement.test)


def _loaded(node: ast.AST | None) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if node else set()


def _scopes(node: ast.AST) -> Iterator[list[ast.AST]]:
    """Return the scopes of a definition: a class's methods do not see each other's names."""
    if isinstance(node, ast.ClassDef):
        yield [*node.decorator_list, *node.bases, *(each.value for each in node.keywords)]
        for statement in node.body:
            yield from _scopes(statement)
    elif isinstance(node, _ASSIGNING):
        yield [node.value] if node.value else []
    else:
        yield [node]


def _stored(scope: Iterable[ast.AST]) -> set[str]:
    """Return the names that are bound in a scope, or in what it defines."""
    scope, stored, shared = list(scope), set[str](), set[str]()
    for node in _walk(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.add(node.id)
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, _NAMED) and node not in scope and node.name:
            stored.add(node.name)
        elif isinstance(node, ast.Global):
            shared |= {*node.names}
    return stored - shared


def _walk(scope: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in scope:
        yield from ast.walk(node)


def _chain(node: ast.AST | None) -> list[str]:
    """Return the names of ``torch.optim.Adam``; none, if it begins with no name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def _chains(scope: Iterable[ast.AST]) -> Iterator[tuple[list[str], int]]:
    """Return what is read in a scope, as names with their attributes; "" begins other values."""
    left = [*reversed(list(scope))]
    while left:
        node = left.pop()
        if isinstance(node, ast.Attribute):
            attributes = [node.attr]
            inner = node.value
            while isinstance(inner, ast.Attribute):
                attributes.append(inner.attr)
                inner = inner.value
            root = inner.id if isinstance(inner, ast.Name) else ""
            yield [root, *reversed(attributes)], node.lineno
            left += [] if root else [inner]
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                yield [node.id], node.lineno
        else:
            fields = [value for name, value in ast.iter_fields(node) if name not in _HINTS]
            below = [each for f in fields for each in (f if isinstance(f, list) else [f])]
            left += [each for each in reversed(below) if isinstance(each, ast.AST)]
