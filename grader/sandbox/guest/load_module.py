"""Run cells of source as a module; describe a student's exception as the student should read it.

A .py file is one cell. In a notebook a failing cell does not void what the others define.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import linecache
import os
import sys
import traceback
import types
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_MAX_FRAMES = 12
_MAX_FAILURES = 100  # a report of more of them might not cross, and cost the submission
_MAX_TEXT = 2000


@dataclass
class Loaded:
    """A student's module, and the report of each cell that failed."""

    module: types.ModuleType
    failures: list[list[Any]] = field(default_factory=list)

    def names(self) -> list[str]:
        """Return the names that a check may ask for, with what they are."""
        found = [name for name, value in vars(self.module).items() if callable(value)]
        return sorted(name for name in found if not name.startswith("_"))[:1000]

    def find(self, name: str) -> Any:
        """Return what the student defined under this name."""
        return vars(self.module)[name]


def load(name: str, cells: list[Any], siblings: dict[str, str]) -> Loaded:
    """Run the cells, in order, as the module ``name``.

    ``cells`` holds pairs of a label (what a traceback calls it) and its source; ``siblings`` the
    sources of the student's other modules, which the code may import.
    """
    for old in (name, *siblings):
        sys.modules.pop(old, None)
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Siblings)]
    sys.meta_path.append(_Siblings(siblings))
    module = types.ModuleType(name)
    module.__file__ = cells[0][0] if cells else name
    sys.modules[name] = module
    loaded = Loaded(module)
    if len(cells) != 1:
        module.__dict__["display"] = lambda *_, **__: None  # a notebook has it
    for label, source in cells:
        try:
            _run(label, source, module)
        except BaseException as error:  # even SystemExit must not end the other cells
            if len(loaded.failures) < _MAX_FAILURES:
                loaded.failures.append([label, report(error)])
    return loaded


def _run(label: str, source: str, module: types.ModuleType) -> None:
    lines = source.splitlines(keepends=True)
    linecache.cache[label] = (len(source), None, lines, label)
    exec(compile(source, label, "exec", dont_inherit=True), vars(module))


class _Siblings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the student's own other modules, after every library."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a sibling, or None for any other name."""
        if path is not None or fullname not in self._sources:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=f"{fullname}.py")

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a sibling."""
        _run(f"{module.__name__}.py", self._sources[module.__name__], module)


def report(error: BaseException) -> dict[str, Any]:
    """Describe an exception: type, built-in bases, message, and the student's own lines of it."""
    if isinstance(error, MemoryError):  # release what filled the memory, and keep the lines
        traceback.clear_frames(error.__traceback__)
    kind = type(error)
    if isinstance(error, SyntaxError):
        frames = [[_text(error.filename), error.lineno or 0, "", _text(error.text).strip()]]
        message = _text(error.msg)
    else:
        frames, message = _frames(error)[-_MAX_FRAMES:], ""
        with suppress(BaseException):  # a student's __str__ may do anything
            message = _text(str(error))
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]
    return {"type": _text(kind.__name__), "bases": bases, "message": message, "frames": frames}


def _frames(error: BaseException) -> list[list[Any]]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not os.path.isabs(code.co_filename) and not code.co_filename.startswith("<"):
            line = trace.tb_lineno or 0  # some instructions are on no line
            source = linecache.getline(code.co_filename, line).strip()
            frames.append([_text(code.co_filename), line, _text(code.co_name), _text(source)])
        trace = trace.tb_next
    return frames


def _text(value: Any) -> str:
    return value[:_MAX_TEXT] if type(value) is str else ""
