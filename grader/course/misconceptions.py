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

from grader.course.messages import suggestion
from grader.course.model import Course, Exercise
from grader.course.modules import load_module, place_of
from grader.errors import CourseError, install_or

Variant = TypeVar("Variant", bound=Callable[..., Any])

_marked: list[Misconception] = []  # in the order in which a file that is being loaded marks them


@dataclass(frozen=True)
class Misconception:
    """One wrong variant of a part, what a student who holds it should read, and where it stands."""

    name: str
    part: str
    sentence: str
    variant: Callable[..., Any]
    line: int = 0


def misconception(part: str, sentence: str = "") -> Callable[[Variant], Variant]:
    """Mark a function or class as a wrong variant of ``part``.

    ``sentence`` says what is wrong and what belongs there, in lower case, without a full stop.
    Raises `TypeError` where it is used without its parentheses.
    """
    if callable(part):
        raise TypeError("@misconception names a part: @misconception(part, sentence)")

    def mark(variant: Variant) -> Variant:
        line = sys._getframe(1).f_lineno
        _marked.append(Misconception(variant.__name__, part, sentence, variant, line))
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
    parts = [part.name for part in exercise.parts]
    names: set[str] = set()
    for each in found:
        if each.part not in parts:
            problem = f"{exercise.name} has no part {each.part!r}"
            raise _wrong(path, each, problem, suggestion(str(each.part), parts, "its parts are"))
        if not each.sentence.strip():
            fix = "write what is wrong, and what belongs there: @misconception(part, sentence)"
            raise _wrong(path, each, "its sentence is empty", fix)
        if each.name in names:
            raise _wrong(path, each, "another one has this name", "rename or remove one of the two")
        names.add(each.name)
    return found


def _marked_in(path: Path, exercise: Exercise, reference: ModuleType) -> tuple[Misconception, ...]:
    _marked.clear()
    with _known_as(exercise.name, reference):
        try:
            load_module(path, f"misconceptions_{exercise.name}")
        except (Exception, SystemExit) as error:
            what = place_of(error, [str(path)])
            fix = "fix the line; a wrong variant is marked with @misconception(part, sentence)"
            raise CourseError(what, install_or(error, fix)) from error
    return tuple(_marked)


def _wrong(path: Path, found: Misconception, problem: str, fix: str) -> CourseError:
    return CourseError(f"{path}:{found.line}: {found.name}: {problem}", fix)


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
