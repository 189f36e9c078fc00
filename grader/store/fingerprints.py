"""What a grade depends on, as digests: the submission, the course, the grader and its libraries."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grader
from grader.course.model import Course
from grader.course.yaml_lines import FILE
from grader.errors import CourseError

LIBRARIES = ("numpy", "scipy", "torch", "scikit-learn", "pandas", "matplotlib", "pytest")


@dataclass(frozen=True)
class Key:
    """What results depend on, as digests. ``grader`` covers its code and the protection level."""

    submission: str
    course: str
    grader: str


def versions() -> dict[str, str]:
    """Return the versions of the libraries that a grade depends on, or "missing"."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def own_version() -> str:
    """Return the version of this grader, as ``grader --version`` says it."""
    return _version("nngrader")


def environment(level: str, device: str) -> dict[str, str]:
    """Describe what graded: the level of protection, the device, the grader, and its libraries."""
    here = {"protection": level, "device": device, "python": platform.python_version()}
    here["grader"] = own_version()
    return here | {"platform": f"{platform.system()} {platform.machine()}"} | versions()


def course_digest(course: Course, exercise: str = "") -> str:
    """Digest course.yml and all in solutions/ and data/ that a suite may read: not the lessons.

    With an ``exercise``, of solutions/ its own folder alone.

    Raises `CourseError` where one of these files cannot be read.
    """
    return _digest_of(course, judging_files(course, [exercise]), b"")


def judging_digest(course: Course, name: str) -> str:
    """Digest what an exercise's judging depends on: parts, gates, limits, solutions/ and data/.

    Not its points, its deadline or a word of course.yml: those are applied to what was judged.
    Raises `CourseError` as `course_digest`.
    """
    exercise = course.exercise(name)
    kept = {"name", "needs", "avoid", "trains"}
    parts = [exercise.avoid, *(part.model_dump(include=kept) for part in exercise.parts)]
    limits = [each.model_dump() for each in (course.limits, exercise.limits)]
    rules = [parts, limits, [gate.model_dump() for gate in exercise.gates]]
    if exercise.marked:
        rules.append([[part.name, part.answer_file] for part in exercise.marked])
    return _digest_of(course, judging_files(course, [name])[1:], json.dumps(rules).encode())


def _digest_of(course: Course, files: Iterable[Path], rules: bytes) -> str:
    try:
        return digest(course.root, files, rules)
    except OSError as error:
        raise CourseError(f"{error.filename}: {error.strerror}", "see who may read it") from None


def judging_files(course: Course, exercises: Iterable[str]) -> list[Path]:
    """Return course.yml and all in data/ and in these exercises' solutions that a suite may read.

    An exercise without a name is all of them.
    """
    root = course.root
    folders = (*(f"solutions/{each}".rstrip("/") for each in exercises), "data")
    files = [path for folder in folders for path in sorted(root.glob(f"{folder}/**/*"))]
    judging = [path for path in files if path.is_file() and _may_judge(path.relative_to(root))]
    return [root / FILE, *judging]


def _may_judge(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return not hidden and path.suffix != ".md"


@cache
def _own_code() -> str:
    root = Path(grader.__file__).parent
    return digest(root, sorted(root.rglob("*.py")))


def grader_digest(described: Mapping[str, str]) -> str:
    """Digest the grader's own code, and the environment in which it grades."""
    words = [f"{name}={value}" for name, value in sorted(described.items())]
    return hashlib.sha256(" ".join([_own_code(), *words]).encode()).hexdigest()


def digest(root: Path, files: Iterable[Path], rules: bytes = b"") -> str:
    """Digest files by their place below ``root`` and by what they hold, after some ``rules``."""
    found = hashlib.sha256(rules)
    for path in files:
        found.update(os.fsencode(path.relative_to(root)) + b"\0")
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
