"""What students get wrong, part by part: wrong variants of the reference, each with a sentence.

In goes ``solutions/<exercise>/misconceptions.py``; out come `Misconception`s. A suite must catch
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

from grader import inprocess
from grader.course import Course, Exercise
from grader.errors import CourseError

Variant = TypeVar("Variant", bound=Callable[..., Any])

_MARK = "__misconception__"


@dataclass(frozen=True)
class Misconception:
    """One wrong variant of a part, and what a student who holds it should read."""

    name: str
    part: str
    sentence: str
    variant: Callable[..., Any]


def misconception(part: str, sentence: str) -> Callable[[Variant], Variant]:
    """Mark a function or class as a wrong variant of ``part``."""

    def mark(variant: Variant) -> Variant:
        setattr(variant, _MARK, (part, sentence))
        return variant

    return mark


def load_misconceptions(
    course: Course, exercise: Exercise, reference: ModuleType
) -> tuple[Misconception, ...]:
    """Give an exercise's misconceptions, in the order of their file; none where there is no file.

    Raises `CourseError` for a part that the exercise has not, and for a sentence that is empty.
    """
    path = course.root / "solutions" / exercise.name / "misconceptions.py"
    if not path.is_file():
        return ()
    with _known_as(exercise.name, reference):
        module = inprocess.load(path, f"misconceptions_{exercise.name}")
    marked = [thing for thing in vars(module).values() if _MARK in getattr(thing, "__dict__", {})]
    found = tuple(Misconception(each.__name__, *getattr(each, _MARK), each) for each in marked)
    parts = {part.name for part in exercise.parts}
    for each in found:
        _require(each.part in parts, path, each, f"{exercise.name} has no part {each.part!r}")
        _require(bool(each.sentence.strip()), path, each, "its sentence is empty")
    return found


def _require(holds: bool, path: Path, found: Misconception, problem: str) -> None:
    if not holds:
        raise CourseError(f"{path}: {found.name}: {problem}", "mend @misconception(part, sentence)")


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
