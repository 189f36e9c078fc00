"""Run cells of source as a module; describe a student's exception as the student should read it.

A .py file is one cell. Each statement is run by itself: one that fails, or does not parse, voids no
other.
"""

from __future__ import annotations
import __future__

import ast
import copy
import importlib.abc
import importlib.machinery
import linecache
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from grader.sandbox.guest.pieces import pieces
from grader.sandbox.guest.shut_door import nothing

MAX_FAILURES = 100  # a report of more of them might not cross, and cost the submission
BELOW_CODE = "this line stands below other code"  # in the place of no message
_MAX_FRAMES = 12
_MAX_TEXT = 2000
_ANNOTATED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.AnnAssign)
_ANNOTATIONS = __future__.annotations.compiler_flag
_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)

Label = Callable[[str], str]
"""What a file is called in the tracebacks that its student reads; "" if it is not theirs."""

MayRun = Callable[[str, int], bool]
"""Is told that the statement at a label's line begins; returns whether to run it."""


@dataclass
class Loaded:
    """A student's module, and what failed in it: label, first and last line (0: all), report."""

    module: types.ModuleType
    failures: list[list[Any]] = field(default_factory=list)

    def names(self) -> list[str]:
        """Return the names that a check may ask for, with what they are."""
        found = [name for name, value in vars(self.module).items() if callable(value)]
        return sorted(
            name for name in found if not name.startswith("_") and self.find(name) is not nothing
        )[:1000]

    def find(self, name: str) -> Any:
        """Return what the student defined under this name."""
        return vars(self.module)[name]


def load(
    name: str, cells: list[Any], siblings: dict[str, str], may_run: MayRun = lambda *_: True
) -> Loaded:
    """Run the cells, in order, as the module ``name``.

    ``cells`` holds pairs of a label (what a traceback calls it) and its source; ``siblings`` the
    sources of the student's other modules, which the code may import. ``may_run`` is asked before
    each statement that might end the process.
    """
    for old in (name, *siblings):
        sys.modules.pop(old, None)
    module = types.ModuleType(name)
    module.__file__ = cells[0][0] if cells else name
    sys.modules[name] = module
    loaded = Loaded(module)
    run = _Runner(loaded.failures, may_run)
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Siblings)]
    sys.meta_path.append(_Siblings(siblings, run))
    if len(cells) != 1:
        module.__dict__["display"] = nothing  # a notebook has it
    for label, source in cells:
        try:
            run.cell(label, source, module)
        except BaseException as error:  # it is more than the parser can bear
            run.failed(label, 0, 0, error)
    return loaded


@dataclass
class _Runner:
    """Runs cells, and keeps the reports of what failed."""

    failures: list[list[Any]]
    may_run: MayRun

    def cell(self, label: str, source: str, module: types.ModuleType) -> None:
        """Run a cell statement by statement. Raises what the parser cannot bear."""
        lines = [f"{line}\n" for line in source.split("\n")]  # as Python counts: no form feed
        linecache.cache[label] = (len(source), None, lines, label)
        flags = 0
        parsed = [*pieces(source, label)]
        for piece in parsed:
            if piece.error is not None:
                self.failed(label, piece.first, piece.last, piece.error)
        single = (each for piece in parsed for each in _single(piece.statements))
        statements = [(each, _is_harmless(each)) for each in single]
        for statement, harmless in statements:
            if not harmless and not self.may_run(label, statement.lineno):
                continue
            try:
                flags |= _run(statement, label, flags, module)
            except BaseException as error:  # even SystemExit must not end the others
                self.failed(label, statement.lineno, statement.end_lineno or 0, error)

    def failed(self, label: str, first: int, last: int, error: BaseException) -> None:
        """Keep a report, if they are not too many."""
        if len(self.failures) < MAX_FAILURES:
            self.failures.append([label, first, last, report(error)])


def _run(statement: ast.stmt, label: str, flags: int, module: types.ModuleType) -> int:
    """Run a statement; return what it imports from the future.

    As from Python 3.14 on, annotations may name what is not there.
    """
    one = ast.Module([statement], [])
    code = compile(one, label, "exec", flags, dont_inherit=True)
    try:
        exec(code, vars(module))
    except NameError:
        if not isinstance(statement, _ANNOTATED):
            raise
        with suppress(BaseException):
            exec(compile(one, label, "exec", flags | _ANNOTATIONS, dont_inherit=True), vars(module))
            return 0
        raise
    return int(code.co_flags & _FUTURE)


def _single(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Return the statements one by one; each name of an import is one: others may be there."""
    for statement in statements:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for name in statement.names:
                each = copy.copy(statement)
                each.names = [name]
                yield each
        else:
            yield statement


def _is_harmless(statement: ast.stmt) -> bool:
    """Return whether a statement can hardly end the process, nor take long, nor print."""
    if isinstance(statement, ast.ClassDef):
        return not statement.decorator_list and all(map(_is_harmless, statement.body))
    if isinstance(statement, ast.FunctionDef):
        return not statement.decorator_list
    if isinstance(statement, (ast.Expr, ast.Assign)):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass))


class _Siblings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the student's own other modules, after every library."""

    def __init__(self, sources: dict[str, str], run: _Runner) -> None:
        self._sources = sources
        self._run = run

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a sibling, or None for any other name."""
        if path is not None or fullname not in self._sources:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=f"{fullname}.py")

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a sibling."""
        self._run.cell(f"{module.__name__}.py", self._sources[module.__name__], module)


def own_label(file: str) -> str:
    """Return a cell's label: that is all of a student's, and no file's whole path."""
    return "" if os.path.isabs(file) or file.startswith("<") else file


def report(error: BaseException, label: Label = own_label) -> dict[str, Any]:
    """Describe an exception: type, built-in bases, message, and the student's own lines of it."""
    if isinstance(error, MemoryError):  # release what filled the memory, and keep the lines
        traceback.clear_frames(error.__traceback__)
    kind = type(error)
    if isinstance(error, SyntaxError):
        file, line = _text(error.filename), error.lineno or 0
        source = linecache.getline(file, line) if file in linecache.cache else _text(error.text)
        frames = [[file, line, "", _text(source).strip()]]
        message = _text(error.msg)
    else:
        frames, message = _frames(error, label)[-_MAX_FRAMES:], ""
        with suppress(BaseException):  # a student's __str__ may do anything
            message = _text(str(error))
        if isinstance(error, ImportError) and type(error.path) is str:
            message = message.replace(f" ({error.path})", "")  # where our library lies
    if isinstance(error, NotImplementedError) and not message and _is_below_code(error):
        message = BELOW_CODE
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]
    return {"type": _text(kind.__name__), "bases": bases, "message": message, "frames": frames}


def _is_below_code(error: BaseException) -> bool:
    """Return whether the function that raised has code above the line: a docstring is none."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_lineno is None:
        return False
    code = trace.tb_frame.f_code
    above = {line for *_, line in code.co_lines() if line is not None and line < trace.tb_lineno}
    return len(above) > 1  # one is where the function begins


def _frames(error: BaseException, label: Label) -> list[list[Any]]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if file := label(code.co_filename):
            line = trace.tb_lineno or 0  # some instructions are on no line
            source = linecache.getline(code.co_filename, line).strip()
            frames.append([_text(file), line, _text(code.co_name), _text(source)])
        trace = trace.tb_next
    return frames


def _text(value: Any) -> str:
    return value[:_MAX_TEXT] if type(value) is str else ""
