"""Is a course that was found from the current folder a hand-in? Its suites would run unprotected.

What students hand in is often the whole folder that they got, course.yml and suites in it. Whoever
stands in one and types a command would run that student's suites on the near side.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from grader.course.model import find_course
from grader.errors import UsageError

FILE = "course.yml"
_SAFE_PATH = "PYTHONSAFEPATH"
_OTHERS, _LOOKED_AT, _DEEPEST = 30, 200, 3
_IN_EVERY_PROJECT = {
    "__init__.py", "__main__.py", "conftest.py", "main.py", "picture.py", "playground.py",
    "setup.py", "test_visible.py", "utils.py",
}  # fmt: skip


def start_python_elsewhere() -> None:
    """Let no Python that this process starts look for libraries in the current folder first."""
    os.environ[_SAFE_PATH] = "1"


def users_environment() -> dict[str, str]:
    """Return the environment for what is the user's own: an editor, a prompt."""
    return {name: value for name, value in os.environ.items() if name != _SAFE_PATH}


def require_no_hand_in(root: Path) -> None:
    """Refuse a course that was found, not named, where it looks like what a student handed in.

    It lies in another course's folder; or nbgrader collected it; or most of what lies beside it are
    works: in exercises of this course, or at least two that have a file of the same name. Raises
    `UsageError`.
    """
    why = _why_a_hand_in(root.resolve())
    if why:
        raise UsageError(
            f"the course in {root} may be a student's, whose checks would run unprotected: {why}",
            "go to your own course, and there: grader check --submission DIR, or grader grade "
            "SUBMISSIONS; if this one is yours, name it: --course DIR",
        )


def _why_a_hand_in(root: Path) -> str:
    try:
        outer = find_course(root.parent)
    except UsageError:
        outer = None
    if outer:
        return f"it lies in that of {outer}"
    if (root / "timestamp.txt").is_file():
        return "nbgrader collected it"
    return "it lies among others that are like it" if _is_among_works(root) else ""


def _is_among_works(root: Path) -> bool:
    others = list(islice(_folders(root.parent, root.name), _OTHERS))
    names = Counter(name for each in others for name in _sources(each))
    most = max(names.values(), default=0)
    exercises = [each.name for each in islice(_folders(root / "exercises"), _OTHERS)]
    handed_in = sum(_is_work(each, exercises) for each in others)
    return (most >= 2 and 2 * most > len(others)) or 2 * handed_in > len(others)


def _is_work(folder: Path, exercises: list[str]) -> bool:
    """Return whether a folder holds an exercise and no course: no copy of what students get."""
    return not (folder / FILE).exists() and any(
        (folder / place / f"{name}{suffix}").is_file()
        for name in exercises
        for place in ("", name, f"exercises/{name}")
        for suffix in (".py", ".ipynb")
    )


def _folders(around: Path, but: str = "") -> Iterator[Path]:
    """Return the folders in one; a course with its solutions is no student's work."""
    try:
        names = sorted(os.listdir(around))
    except OSError:
        return
    for name in names:
        path = around / name
        visible = name != but and not name.startswith(".") and not path.is_symlink()
        if visible and path.is_dir() and not (path / "solutions").is_dir():
            yield path


def _sources(folder: Path) -> set[str]:
    """Return what the sources of one work are called, but for names of any project.

    They lie at its top, or in a folder of their own name there or in exercises/: what lies deeper
    may be a whole class's.
    """
    found = islice(_files(folder, _DEEPEST), _LOOKED_AT)
    own = {path.name for path in found if _place_of(path) in (folder, folder / "exercises")}
    return own - _IN_EVERY_PROJECT


def _place_of(source: Path) -> Path:
    """Return the folder that holds a source, or the source's folder of its own name."""
    return source.parent.parent if source.parent.name == source.stem else source.parent


def _files(folder: Path, deeper: int) -> Iterator[Path]:
    """Return the Python files and notebooks near a folder's top."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(islice(found, _LOOKED_AT), key=lambda each: each.name)
    except OSError:
        return
    for each in entries:
        if each.is_file(follow_symlinks=False) and each.name.endswith((".py", ".ipynb")):
            yield Path(each.path)
    for each in entries:
        inner = each.is_dir(follow_symlinks=False) and not each.name.startswith(".")
        if inner and deeper:
            yield from _files(Path(each.path), deeper - 1)
