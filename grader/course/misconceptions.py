"""What students get wrong, part by part: wrong variants of the reference, each with a sentence.

They stand in ``solutions/<exercise>/misconceptions.py``. A suite must catch
each of them, and a student who holds one should read its sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from grader.course.model import Course, Exercise
from grader.course.modules import load_module
from grader.errors import CourseError, install_or

Variant = TypeVar("Variant", bound=Callable[..., Any])

_marked: list[Misconception] = []  # in the order in which a file that is being loaded marks them


@dataclass(frozen=True)
class Misconception:
    """One wrong variant of a part, and what a student who holds it should read."""

    name: str
    part: str
    sentence: str
    variant: Callable[..., Any]


def misconception(part: str, sentence: str = "") -> Callable[[Variant], Variant]:
    """Mark a function or class as a wrong variant of ``part``.

    ``sentence`` says what is wrong and what belongs there, in lower case, without a full stop.
    """

    def mark(variant: Variant) -> Variant:
        _marked.append(Misconception(variant.__name__, part, sentence, variant))
        return variant

    return mark


def load_misconceptions(
    course: Course, exercise: Exercise, reference: ModuleType
) -> tuple[Misconception, ...]:
    """Return an exercise's misconceptions, in the order of their file; none where there is no file.

    The file may import the reference by the exercise's name. Raises `CourseError` for a file that
    cannot be imported, a part that the exercise has not, an empty sentence, and a name used twice.
    """
    path = course.solution_folder(exercise.name) / "misconceptions.py"
    return load_wrong_variants(path, exercise, reference)


def load_wrong_variants(
    path: Path, exercise: Exercise, reference: ModuleType
) -> tuple[Misconception, ...]:
    """Return the wrong variants in any file, under the rules of `load_misconceptions`."""
    if not path.is_file():
        return ()
    found = _marked_in(path, exercise, reference)
    parts = {part.name for part in exercise.parts}
    names: set[str] = set()
    for each in found:
        _require(each.part in parts, path, each, f"{exercise.name} has no part {each.part!r}")
        _require(bool(each.sentence.strip()), path, each, "its sentence is empty")
        _require(each.name not in names, path, each, "another one has this name")
        names.add(each.name)
    return found


def _marked_in(path: Path, exercise: Exercise, reference: ModuleType) -> tuple[Misconception, ...]:
    _marked.clear()
    try:
        with _known_as(exercise.name, reference):
            load_module(path, f"misconceptions_{exercise.name}")
    except Exception as error:
        what = f"{path}: {type(error).__name__}: {error}"
        raise CourseError(what, install_or(error, "fix the misconceptions")) from error
    return tuple(_marked)


def _require(holds: bool, path: Path, found: Misconception, problem: str) -> None:
    if not holds:
        raise CourseError(f"{path}: {found.name}: {problem}", "fix @misconception(part, sentence)")


@contextmanager
def _known_as(name: str, module: ModuleType) -> Iterator[None]:
    """Let ``import name`` give this module, for a while."""
    before = sys.modules.get(name)
    sys.modules[name] = module
    try:
        yield
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
