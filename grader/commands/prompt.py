"""The far end of `grader try`: what it was given → a Python prompt that holds the student's names.

It runs in a process of its own, in which the student's code may do what it likes.
"""

from __future__ import annotations

import ast
import code
import inspect
import linecache
import pickle
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

LEAVE = "exit()" if sys.platform == "win32" else "exit() or Ctrl-D"


class Generator:
    """Stands for a numpy Generator, which stays in the sandbox: here it is one of seed 0."""


@dataclass(frozen=True)
class Given:
    """What a prompt holds: the cells of a module with their files' names, and a call of a part.

    ``folders`` are where its imports are looked for. ``called`` and ``check`` are told first.
    """

    module: str
    part: str
    cells: tuple[tuple[str, str], ...]
    folders: tuple[str, ...]
    called: str
    check: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    expected: Any


def main(path: str) -> None:
    """Open the prompt, and return when it is left."""
    given: Given = pickle.loads(Path(path).read_bytes())
    sys.path[:0] = given.folders
    module = sys.modules[given.module] = ModuleType(given.module)
    names = vars(module)
    for file, source in given.cells:
        run(file, source, names)
    inputs = inputs_of(given, names)
    names |= inputs
    print(told(given, inputs, given.part in names), flush=True)
    with suppress(ImportError):  # Windows has no readline
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(names).complete)
        readline.parse_and_bind("tab: complete")
    code.interact("", local=names, exitmsg="")


def run(file: str, source: str, names: dict[str, Any]) -> None:
    """Run the statements of a cell; where one fails its traceback is shown, and the rest is run."""
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = (len(source), None, lines, file)  # debuggers show them
    try:
        body = ast.parse(source, file).body
    except SyntaxError as error:
        traceback.print_exception(None, error, None, file=sys.stdout)
        return
    for node in body:
        try:
            exec(compile(ast.Module([node], []), file, "exec"), names)
        except Exception as error:
            own = error.__traceback__.tb_next if error.__traceback__ else None
            traceback.print_exception(type(error), error, own, file=sys.stdout)


def inputs_of(given: Given, names: dict[str, Any]) -> dict[str, Any]:
    """Return the call's values under the names of the function's parameters, where they fit."""
    args, kwargs = tuple(map(_here, given.args)), {k: _here(v) for k, v in given.kwargs.items()}
    try:
        bound = inspect.signature(names[given.part]).bind(*args, **kwargs).arguments
        fits = all(name not in names for name in bound)
    except (KeyError, TypeError, ValueError):
        fits = False
    found = dict(bound) if fits else {f"arg{n}": each for n, each in enumerate(args, 1)} | kwargs
    return found if given.expected is None else found | {"expected": given.expected}


def _here(value: Any) -> Any:
    if isinstance(value, Generator):
        import numpy as np

        return np.random.default_rng(0)
    return value


def told(given: Given, inputs: dict[str, Any], defined: bool) -> str:
    """Say what is there, and how to leave."""
    what = [f"  {given.part}" if defined else f"  {given.part} is not there: see above"]
    what += [f"  {name} = {described(value)}" for name, value in inputs.items()]
    return "\n".join([
        given.called,
        given.check,
        *what,
        "  and all other names of your file; breakpoint() in it stops there",
        f"leave: {LEAVE}",
    ])  # fmt: skip


def described(value: Any) -> str:
    """Return a value in one line: a large one by its kind and shape."""
    text = repr(value)
    if len(text) <= 60 and "\n" not in text:
        return text
    shape = getattr(value, "shape", None)
    kind = type(value).__name__
    if shape is not None:
        return f"{kind} of shape {tuple(shape)}"
    size = f" of {len(value)}" if isinstance(value, (list, tuple, dict)) else ""
    return f"{kind}{size}"
