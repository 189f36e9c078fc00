"""What a grade depends on, as digests: the submission, the course, the grader and its libraries."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import grader
from grader.course import Course
from grader.course_lines import FILE
from grader.store import Key
from grader.submission import Submission

LIBRARIES = ("numpy", "scipy", "torch", "scikit-learn", "pandas", "matplotlib", "pytest")


def versions() -> dict[str, str]:
    """Give the versions of the libraries that matter for a grade; "missing" for those not here."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def environment(level: str, device: str) -> dict[str, str]:
    """Describe what graded: the level of protection, the device, Python and the libraries."""
    here = {"protection": level, "device": device, "python": platform.python_version()}
    return here | {"platform": f"{platform.system()} {platform.machine()}"} | versions()


def course_digest(course: Course) -> str:
    """Digest course.yml and everything in solutions/: any of it may change a grade."""
    folder = course.root / "solutions"
    files = [path for path in folder.rglob("*.py") if "__pycache__" not in path.parts]
    return _digest([course.root / FILE, *sorted(files)])


@cache
def _own_code() -> str:
    return _digest(sorted(Path(grader.__file__).parent.rglob("*.py")))


def grader_digest(described: Mapping[str, str]) -> str:
    """Digest the grader's own code, and the environment in which it grades."""
    words = [f"{name}={value}" for name, value in sorted(described.items())]
    return _digest([], " ".join([_own_code(), *words]))


def _digest(files: Iterable[Path], words: str = "") -> str:
    digest = hashlib.sha256(words.encode())
    for path in files:
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def key_of(submission: Submission, course: str, grader_code: str) -> Key:
    """Give the key under which a submission's results are stored."""
    return Key(submission.digest, course, grader_code)
