"""Everything that can stop the grader, as a tree. Each error knows its exit code and its remedy.

::

    GraderError                 3  could not grade
    ├── UsageError              2  the command was not used as it can be
    │   ├── UnknownName         2  no such exercise or part; "did you mean …"
    │   ├── MissingLibrary      2  a library is not installed; the line that installs it
    │   └── CourseError         2  course.yml is broken: file, line, remedy
    │       └── MarkerError     2  solution markers are nested, unclosed or missing
    ├── SandboxError            3  the border could not be set up, or broke
    └── StoreError              3  results cannot be stored

A student's own failure is never an error of ours: it is a failed Check (see results.py).
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Sequence

_CPU = "https://download.pytorch.org/whl/cpu"  # elsewhere torch comes with gigabytes of CUDA
_PACKAGES = {
    "matplotlib": "matplotlib",
    "pandas": "pandas",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "starlette": "starlette",
    "torch": "torch",
    "uvicorn": "uvicorn",
    "websockets": "websockets",
}  # by their names in an import


class GraderError(Exception):
    """What went wrong, in one sentence; ``remedy`` is what to do next, with the command."""

    exit_code = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(GraderError):
    """The command was not used as it can be."""

    exit_code = 2


_MOST_MEANT, _MOST_NAMED = 3, 20


class UnknownName(UsageError):
    """No exercise or part has this name; the remedy names what may be meant, or what there is."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        holding = [each for each in names if name and name.casefold() in each.casefold()]
        near = nearest(name, names)
        meant = holding if 0 < len(holding) <= _MOST_MEANT else [near] if near else []
        more = len(names) - _MOST_NAMED
        rest = f", and {more} more" if more > 0 else ""
        known_names = f"one of {', '.join(names[:_MOST_NAMED])}{rest}" if names else ""
        remedy = f"did you mean {' or '.join(meant)}?" if meant else known_names
        super().__init__(f"no {kind} is called {name!r}", remedy)


class MissingLibrary(UsageError):
    """A library that is not always needed is not installed; the remedy is what installs it."""

    def __init__(self, who: str, libraries: Iterable[str]) -> None:
        missing = list(libraries)
        named = " and ".join(missing)
        are = "is" if len(missing) == 1 else "are"
        super().__init__(f"{who} {named}, which {are} not installed", install(missing))


def package(library: str) -> str:
    """Return the name under which pip knows a library that is imported."""
    return _PACKAGES.get(library, library)


def install(libraries: Iterable[str], system: str = sys.platform) -> str:
    """Return what to type, a line or two, so that these libraries can be imported."""
    packages = dict.fromkeys(package(each) for each in libraries)
    torch = "torch" if system == "darwin" else f"torch --index-url {_CPU}"
    others = " ".join(each for each in packages if each != "torch")
    asked = ([torch] if "torch" in packages else []) + ([others] if others else [])
    return "\n".join(f"python -m pip install {each}" for each in asked)


def install_or(error: BaseException, fix: str) -> str:
    """Return what installs the well-known library that an import did not find; else ``fix``."""
    name = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
    library = name.partition(".")[0]
    return install([library]) if library in _PACKAGES else fix


def nearest(name: str, names: Sequence[str]) -> str | None:
    """Return the name that was perhaps meant: one that is alike, else one that begins alike."""
    if alike := difflib.get_close_matches(name, names, n=1, cutoff=0.5):
        return alike[0]
    beginnings = {each[: len(name)]: each for each in reversed(names)}
    begun = difflib.get_close_matches(name, beginnings, n=1, cutoff=0.7)
    return beginnings[begun[0]] if begun else None


class CourseError(UsageError):
    """A file that the course's author writes is broken; ``message`` begins with file and line."""


def for_students(error: CourseError) -> CourseError:
    """Return the same error with a student's remedy: it had one for the course's author."""
    return CourseError(error.message, "tell your instructor: this is not your mistake")


class MarkerError(CourseError):
    """Solution markers are nested, unclosed or missing."""


class SandboxError(GraderError):
    """The border could not be set up, or broke: never the student's failure."""


class StoreError(GraderError):
    """Results cannot be stored: the store is locked, broken, or the disk is full."""
