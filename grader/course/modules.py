"""A Python file of the course's author → a module of this process; where in it an error came up."""

from __future__ import annotations

import importlib.util
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
    return f"{file}:{line}: {type(error).__name__}: {error}"
