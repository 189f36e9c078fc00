"""A class's folder → one entry per student: each sub-folder and each archive is a student's.

Names are kept as they are, apart from what could move a cursor or break a table (see ``escaped``).
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from grader.errors import UsageError
from grader.submission.files import (
    ARCHIVES,
    SOURCES,
    UNOPENED,
    has_source_name,
    is_archive,
    is_hidden,
    open_folder,
)
from grader.submission.model import Entry, escaped, listed, shown

_MACHINES_OWN = (".git", ".github", ".ipynb_checkpoints", ".venv", ".vscode", ".idea", ".grader")
REMEDY = "name the folder with a folder or an archive for each student: grader grade SUBMISSIONS"


@dataclass(frozen=True)
class Survey:
    """The students of a folder, sorted by name, and what the instructor should know of it."""

    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()


def survey(folder: Path, exercise_names: Collection[str] = (), prefix: str | None = None) -> Survey:
    """Find the students of a folder, and say what was left aside.

    A folder that holds exercises and no student's folder is itself one student's. Without
    ``exercise_names`` any .py or .ipynb file counts as an exercise. A ``prefix`` is taken off the
    names, and what does not begin with it is left aside; without one, clones of a classroom lose
    what all their names begin with. Raises `UsageError` where there is no student.
    """
    folder = Path(folder)
    folders, archives, stray = _sorted_out(folder)
    if not archives and _is_one_student(folders, stray, exercise_names):
        own = Entry(_student(folder.resolve().name or "student"), folder)
        alone = _without_prefix([own], prefix) if prefix else [own]
        return Survey(tuple(alone or [own]))
    entries = [Entry(_student(path.name), path) for path in folders]
    for path in archives:
        endings = (*ARCHIVES, *UNOPENED)
        suffix = next(each for each in endings if path.name.lower().endswith(each))
        entries.append(Entry(_student(path.name[: -len(suffix)] or path.name), path))
    if not entries:
        only = f", only {listed([path.name for path in stray])}" if stray else ""
        raise UsageError(f"there are no submissions in {shown(str(folder))}{only}", REMEDY)
    whole, taken_off = entries, _shared_by_clones(entries) if prefix is None else prefix
    entries = _without_prefix(whole, taken_off)
    if not entries:
        names = listed(sorted(entry.student for entry in whole))
        raise UsageError(f"no name begins with {shown(taken_off)}: {names}", "another --prefix")
    for student, paths in _grouped((entry.student, entry.path.name) for entry in entries).items():
        if len(paths) > 1:
            message = f"{shown(student)} is there {len(paths)} times: {listed(paths)}"
            raise UsageError(message, "keep the one that counts, and move or rename the others")
    entries.sort(key=lambda entry: entry.student)
    warnings = [
        *_warnings(entries, stray),
        *_dotted(folder),
        *_of_prefix(whole, entries, taken_off, prefix),
    ]
    return Survey(tuple(entries), tuple(warnings))


def _without_prefix(entries: Iterable[Entry], prefix: str) -> list[Entry]:
    """Return the entries that begin with a prefix, without it; as GitHub does, case aside."""
    start, length = prefix.casefold(), len(prefix)
    return [
        replace(entry, student=entry.student[length:])
        for entry in entries
        if entry.student[:length].casefold() == start and len(entry.student) > length
    ]


def _shared_by_clones(entries: Sequence[Entry]) -> str:
    """Return what all names begin with, up to a hyphen, if each is a clone's and there are two."""
    if len(entries) < 2 or not all((entry.path / ".git").exists() for entry in entries):
        return ""
    starts = [entry.student.split("-")[:-1] for entry in entries]
    shared = takewhile(lambda words: len(set(words)) == 1, zip(*starts, strict=False))
    return "".join(f"{words[0]}-" for words in shared)


def _of_prefix(
    whole: Sequence[Entry], entries: Sequence[Entry], taken_off: str, prefix: str | None
) -> Iterable[str]:
    if taken_off and prefix is None:
        yield f"clones: {shown(taken_off)} is taken off each name (another beginning: --prefix)"
    kept = {entry.path for entry in entries}
    if others := sorted(entry.student for entry in whole if entry.path not in kept):
        yield f"left aside, since they do not begin with {shown(taken_off)}: {listed(others)}"


def _sorted_out(folder: Path) -> tuple[list[Path], list[Path], list[Path]]:
    """Return a folder's sub-folders, its archives, and all else; links are all else."""
    name = shown(str(folder))
    try:
        paths = [folder / each for each in sorted(os.listdir(folder)) if not is_hidden(each)]
        modes = {path: path.lstat().st_mode for path in paths}
    except FileNotFoundError:
        raise UsageError(f"there is no folder {name}", REMEDY) from None
    except NotADirectoryError:
        raise UsageError(f"{name} is a file, not a folder", REMEDY) from None
    except OSError as error:
        remedy = f"see who may read it: ls -ld {name}"
        raise UsageError(f"{name} cannot be read: {error.strerror}", remedy) from None
    folders = [path for path in paths if stat.S_ISDIR(modes[path])]
    archives = [path for path in paths if stat.S_ISREG(modes[path]) and is_archive(path.name)]
    known = {*folders, *archives}
    return folders, archives, [path for path in paths if path not in known]


def _is_one_student(folders: list[Path], stray: list[Path], names: Collection[str]) -> bool:
    known = {name.casefold() for name in names}
    sources = [path for path in stray if path.suffix.lower() in SOURCES]
    handed_in = [path for path in sources if not known or path.stem.casefold() in known]
    own = [path for path in folders if path.name.casefold() in known | {"exercises"}]
    if not (handed_in or own):
        return False
    others = (open_folder(path) for path in folders if path not in own)
    return not any(has_source_name(item.path) for tree in others for item in tree.items)


def _student(name: str) -> str:
    return escaped(name).replace("/", "\\x2f")


def _warnings(entries: list[Entry], stray: list[Path]) -> Iterable[str]:
    alike = _grouped(
        (unicodedata.normalize("NFKC", entry.student).casefold(), entry.student)
        for entry in entries
    )
    for students in alike.values():
        if len(students) > 1:
            names = listed(students)
            yield f"graded as different students, though their names hardly differ: {names}"
    if stray:
        kinds = ", ".join(sorted(ARCHIVES))
        names = listed([path.name for path in stray])
        yield f"left aside, being neither folders nor archives ({kinds}): {names}"


def _dotted(folder: Path) -> Iterable[str]:
    """Name the students whom a dot in front hides: what the machine puts there holds no work."""
    names = [each for each in sorted(os.listdir(folder)) if each.startswith(".")]
    folders = [folder / each for each in names if each not in _MACHINES_OWN]
    students = [path.name for path in folders if _holds_work(path)]
    if students:
        yield (
            "left aside, since a name that begins with a dot is hidden: "
            f"{listed(students)} (rename what a student handed in)"
        )


def _holds_work(path: Path) -> bool:
    if path.is_symlink() or path.name.startswith("._"):  # macOS's, beside each file
        return False
    if not path.is_dir():
        return path.is_file() and is_archive(path.name)
    return any(has_source_name(item.path) for item in open_folder(path).items)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
