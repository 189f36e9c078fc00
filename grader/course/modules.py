"""A Python file of the course's author → a module of this process."""

from __future__ import annotations

import importlib.util
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
