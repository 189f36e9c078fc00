"""A Python file of the course's author → a module of this process; where in it an error came up."""

from __future__ import annotations

import builtins
import difflib
import importlib.util
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from grader.errors import CourseError


def load_module(path: Path, name: str) -> ModuleType:
    """Import a file of ours under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(
            f"{path}: there is no such file", "an exercise has a reference and suites"
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def place_of(error: BaseException, files: Sequence[str]) -> str:
    """Say in which line of some files an error came up, and what it was."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if frame.filename in files]
    file, line = places[-1] if places else (files[0], 1)
    return f"{file}:{line}: {in_a_line(error)}"


def in_a_line(error: BaseException) -> str:
    """Say what an error of ours was, and which name was perhaps meant."""
    said = f"{type(error).__name__}: {error}"
    name, known = _misspelt(error)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7) if name else []
    return f"{said} (did you mean {near[0]}?)" if near else said


def _misspelt(error: BaseException) -> tuple[str, list[str]]:
    """Return the name that an error says is not there, and those that are."""
    match error:
        case NameError():
            frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
            there = frames[-1].f_locals | frames[-1].f_globals if frames else {}
            return error.name or "", [*there, *dir(builtins)]
        case AttributeError():
            return error.name or "", dir(error.obj)
        case ModuleNotFoundError():
            return error.name or "", [each for each in sys.modules if "." not in each]
        case ImportError():
            found = re.match(r"cannot import name '(\w+)'", str(error))
            return found[1] if found else "", dir(sys.modules.get(error.name or ""))
    return "", []
