"""A course → the submissions that it is judged by: right ones, wrong ones, and what each is.

They are the reference, the stub, ``tests/validity/wheats/<exercise>/*.py`` (right solutions in
other styles), the misconceptions, ``tests/validity/chaffs/<exercise>.py`` (wrong variants by
somebody who had not seen the suites) and the mutants of all right ones.

Wheats and chaffs: Wrenn, Krishnamurthi, Fisler, *Who Tests the Testers?*, ICER 2018.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from grader.authoring.audit.mutants import mutants
from grader.authoring.solution_markers import STUB
from grader.course.misconceptions import load_wrong_variants
from grader.course.model import Course, Exercise
from grader.errors import CourseError
from grader.submission import Cell, Submission, Work

_WRONG, _RIGHT = "wrong_variants", "reference_solution"


class Kind(StrEnum):
    """What a variant is, and with that, what must become of it."""

    REFERENCE = "reference"
    STUB = "stub"
    SEED = "seed"
    WHEAT = "wheat"
    RESEEDED = "reseeded wheat"
    MISCONCEPTION = "misconception"
    CHAFF = "chaff"
    MUTANT = "mutant"


@dataclass(frozen=True)
class Variant:
    """One submission to one exercise, and what is known of it.

    ``part`` is the one that is wrong, where that is known; ``of`` the right solution that a mutant
    was made from, or the wheat that is judged again. ``name`` is a mutant's change; ``sentence`` a
    misconception's.
    """

    kind: Kind
    exercise: str
    name: str
    submission: Submission
    part: str = ""
    of: str = ""
    sentence: str = ""

    @property
    def id(self) -> str:
        """A name that no other variant of the course has; inputs are drawn afresh for it."""
        return self.submission.student


def standing(
    course: Course, exercise: Exercise, seeds: int, wheat_seeds: int = 0
) -> Iterator[Variant]:
    """Return what is judged as written: the stub, the reference and the wheats, on many seeds.

    And the stub of a student who deletes the lines that raise, and writes nothing.
    """
    stub = _source(course.stub(exercise.name))
    yield _whole(Kind.STUB, exercise, "stub", stub)
    if STUB in stub:
        emptied = stub.replace(STUB, "pass")
        yield _whole(Kind.STUB, exercise, "stub without its raise", emptied)
    source = _source(course.reference(exercise.name))
    yield _whole(Kind.REFERENCE, exercise, "reference", source)
    for number in range(seeds):
        yield _whole(Kind.SEED, exercise, f"seed {number}", source)
    for style, text in wheats(course, exercise):
        yield _whole(Kind.WHEAT, exercise, style, text)
        for number in range(wheat_seeds):
            yield _whole(Kind.RESEEDED, exercise, f"{style}, seed {number}", text, of=style)


def wheats(course: Course, exercise: Exercise) -> list[tuple[str, str]]:
    """Return the right solutions in other styles: (style, source)."""
    folder = course.root / "tests" / "validity" / "wheats" / exercise.name
    return [(path.stem, _source(path)) for path in sorted(folder.glob("*.py"))]


def _source(path: Path) -> str:
    """Read a module. Raises `CourseError` where there is none, or no Python in it."""
    try:
        source = path.read_text(encoding="utf-8")
        ast.parse(source)
    except FileNotFoundError:
        raise CourseError(f"{path}: there is no such file", "grader release") from None
    except (SyntaxError, ValueError) as error:
        line = (error.lineno if isinstance(error, SyntaxError) else 0) or 1
        said = error.msg if isinstance(error, SyntaxError) else error
        what = f"{path}:{line}: {type(error).__name__}: {said}"
        raise CourseError(what, "fix the line") from None
    return source


def mistaken(course: Course, exercise: Exercise, reference: ModuleType) -> Iterator[Variant]:
    """Return the wrong variants that somebody wrote: the misconceptions, and the chaffs."""
    right = _source(course.reference(exercise.name))
    known = course.solution_folder(exercise.name) / "misconceptions.py"
    unseen = course.root / "tests" / "validity" / "chaffs" / f"{exercise.name}.py"
    for kind, path in ((Kind.MISCONCEPTION, known), (Kind.CHAFF, unseen)):
        found = load_wrong_variants(path, exercise, reference)
        wrong = _without_marks(_source(path), exercise.name) if found else ""
        for each in found:
            # the reference with one part exchanged, by a module beside it as a student's may be; it
            # calls the right parts, even if those handed in are wrong
            source = f"{right}\n\nfrom {_WRONG} import {each.name} as {each.part}\n"
            plain = _submission(f"{kind}/{exercise.name}/{each.name}", exercise, source)
            handed_in = Submission(plain.student, plain.works, {_WRONG: wrong, _RIGHT: right})
            yield Variant(kind, exercise.name, each.name, handed_in, each.part, "", each.sentence)


def mutated(course: Course, exercise: Exercise) -> Iterator[Variant]:
    """Return the mutants of the reference and of all wheats."""
    right = [("reference", _source(course.reference(exercise.name))), *wheats(course, exercise)]
    parts = {part.name for part in exercise.parts}
    for of, source in right:
        for each in mutants(source):
            part = each.place.split(".")[0]
            whole = f"{each.place}: {each.change}"
            yield Variant(
                Kind.MUTANT, exercise.name, whole,
                _submission(f"mutant/{exercise.name}/{of}/{whole}", exercise, each.source),
                part if part in parts else "", of,
            )  # fmt: skip


def _whole(kind: Kind, exercise: Exercise, name: str, source: str, of: str = "") -> Variant:
    submission = _submission(f"{kind}/{exercise.name}/{name}", exercise, source)
    return Variant(kind, exercise.name, name, submission, of=of)


def _submission(student: str, exercise: Exercise, *sources: str) -> Submission:
    file = f"{exercise.name}.py"
    return Submission(student, (Work(exercise.name, file, tuple(Cell(file, s) for s in sources)),))


def _without_marks(text: str, exercise: str) -> str:
    """Return a file of wrong variants as a guest can run it: it has the reference, and not ours."""
    module = ast.parse(text)
    module.body = [node for node in module.body if not _is_ours(node)]
    for node in module.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            node.decorator_list = [each for each in node.decorator_list if not _is_mark(each)]
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == exercise:
                    alias.name, alias.asname = _RIGHT, alias.asname or exercise
    return ast.unparse(module)


def _is_ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "grader"


def _is_mark(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Name) and called.id == "misconception"
