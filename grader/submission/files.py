"""A student's folder → its files, by path and size, each readable once asked for and not before.

Only ordinary files are opened. Links are never followed, wherever they lead: on the way to a file
each folder is opened in the one before, so that none can be exchanged for a link meanwhile.
"""

from __future__ import annotations

import errno
import functools
import heapq
import operator
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.submission.model import MIB, Unusable, listed, shown

LOOKED_AT = 2_000
DEEPEST = 5
FOLDER = "folder"
SOURCES = (".py", ".ipynb")
# Systems that hide endings add one that nobody sees; Firefox saves notebooks as JSON.
SOURCE_NAMES = (*SOURCES, ".py.txt", ".ipynb.txt", ".ipynb.json")
ARCHIVES = (".tar.gz", ".tar.xz", ".tgz", ".zip", ".tar")
UNOPENED = (".tar.bz2", ".7z", ".rar")
TIMESTAMP = "timestamp.txt"
ALONE = "hand in your code alone"
TOO_MANY = f"the submission holds more than {LOOKED_AT:,} files, the rest was not seen: {ALONE}"
LINK = "is a link, and links are not followed: hand in the file itself"
SPECIAL = "is not an ordinary file: hand in a file with your code in it"

_MACHINES_OWN = ("__MACOSX", "__pycache__", "site-packages", "node_modules")


def _flags(*names: str) -> int:
    """Return the flags of `os.open` by these names that this system has."""
    return functools.reduce(operator.or_, (getattr(os, name, 0) for name in names), os.O_RDONLY)


_OPENING = _flags("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_ANCHOR = _flags("O_PATH", "O_DIRECTORY", "O_CLOEXEC")
_ONWARDS = _flags("O_PATH", "O_DIRECTORY", "O_CLOEXEC", "O_NOFOLLOW")
_LISTING = _flags("O_DIRECTORY", "O_CLOEXEC")
_BY_LEVELS = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd


@dataclass(frozen=True)
class Item:
    """One file, by its path with ``/``. ``refused`` says why it is not to be read.

    ``place`` is for the tree that it comes from. ``archive`` is that tree, where the item lies in
    an archive inside another tree.
    """

    path: str
    size: int = 0
    refused: str = ""
    place: Any = None
    archive: Tree | None = None

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders on the way to it."""
        return tuple(self.path.split("/")[:-1])

    @property
    def folder(self) -> str:
        """The path of the folder that it lies in; empty at the top."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Tree:
    """The files of a folder or an archive.

    ``read(item, limit)`` returns at most so many bytes, or raises Unusable; use `read_item`.
    ``held`` counts the bytes that archives inside it take up in memory.
    """

    items: tuple[Item, ...]
    read: Callable[[Item, int], bytes]
    problems: tuple[str, ...] = ()
    archive: bool = False
    held: int = 0


def is_hidden(name: str) -> bool:
    """Return whether a file is the machine's business and not the student's."""
    return name.startswith(".") or name in _MACHINES_OWN


def is_archive(name: str) -> bool:
    """Return whether a file is called as archives are, be it one that cannot be opened here."""
    return name.lower().endswith((*ARCHIVES, *UNOPENED))


def has_source_name(path: str) -> bool:
    """Return whether a file is called as Python files and notebooks are."""
    return path.lower().endswith(SOURCE_NAMES)


def size_problem(size: int, limit: int) -> str:
    """Say that a file is too large, or nothing."""
    if size <= limit:
        return ""
    return f"holds {_sized(size)}, and no more than {_sized(limit)} are read: {ALONE}"


def _sized(size: int) -> str:
    return f"{size / MIB:,.1f} MiB" if size >= MIB else f"{size / 1024:,.1f} KiB"


def read_ordinary(path: Path, limit: int) -> bytes:
    """Read a file that is one and no larger than ``limit`` bytes; open nothing else."""
    return read_below(path.parent, path.name, limit)


def read_below(folder: Path, inside: str, limit: int) -> bytes:
    """Read the same by its path in a folder, on which no link is followed. Raises `Unusable`."""
    above, _, name = inside.rpartition("/")
    try:
        with _way_to(folder, above) as (place, at):
            _require_ordinary(os.stat(place / name, dir_fd=at, follow_symlinks=False), limit)
            with open(os.open(place / name, _OPENING, dir_fd=at), "rb") as file:
                _require_ordinary(os.fstat(file.fileno()), limit)
                content = file.read(limit + 1)
    except OSError as error:
        raise Unusable(f"cannot be read: {error.strerror}") from None
    if problem := size_problem(len(content), limit):
        raise Unusable(problem)
    return content


@contextmanager
def _way_to(folder: Path, inside: str) -> Iterator[tuple[Path, int | None]]:
    """Go from a folder to one in it, level by level, and through no link.

    What lies there is then named by a path, and the open folder that this path begins in. Windows
    opens no folders: there each level is looked at, and one exchanged meanwhile is not noticed.
    """
    names = [name for name in inside.split("/") if name]
    if not _BY_LEVELS:
        place = folder
        for name in names:
            place = place / name
            if place.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        yield place, None
        return
    here = os.open(folder, _ANCHOR)
    try:
        for name in names:
            inner = os.open(name, _ONWARDS, dir_fd=here)
            os.close(here)
            here = inner
        yield Path(), here
    finally:
        os.close(here)


def _require_ordinary(status: os.stat_result, limit: int) -> None:
    if problem := _kind_problem(status.st_mode) or size_problem(status.st_size, limit):
        raise Unusable(problem)


def _kind_problem(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return LINK
    return "" if stat.S_ISREG(mode) else SPECIAL


def read_item(tree: Tree, item: Item, limit: int) -> bytes:
    """Return an item's bytes if it may be read and is not too large, or raise Unusable."""
    if problem := item.refused or size_problem(item.size, limit):
        raise Unusable(problem)
    return (item.archive or tree).read(item, limit)


def open_folder(folder: Path) -> Tree:
    """List a folder's files, those nearest to the top first; say what could not be looked at.

    The folder itself is no link, either: who means one resolves it before.
    """
    problems: list[str] = []
    items: list[Item] = []
    for count, item in enumerate(_walk(folder, problems)):
        if count == LOOKED_AT:
            problems.append(TOO_MANY)
            break
        if item.place != FOLDER:
            items.append(item)
    items.sort(key=lambda item: code_first(item.path))

    def read(item: Item, limit: int) -> bytes:
        return read_below(folder.parent, f"{folder.name}/{item.place}", limit)

    return Tree(tuple(items), read, tuple(problems))


def _walk(folder: Path, problems: list[str]) -> Iterator[Item]:
    waiting, too_deep = deque([""]), list[str]()
    while waiting:
        here = waiting.popleft()
        try:
            found = _files_in(folder, here)
        except OSError as error:
            problems.append(f"{shown(here) or 'the folder'} cannot be read: {error.strerror}")
            continue
        yield from found
        inner = [item.path for item in found if item.place == FOLDER]
        waiting.extend(path for path in inner if path.count("/") < DEEPEST - 1)
        too_deep += [path for path in inner if path.count("/") == DEEPEST - 1]
    if too_deep:
        problems.append(
            f"{listed(too_deep)} lies more than {DEEPEST - 1} folders deep, and was not looked "
            "into: put your files nearer to the top"
        )


def _files_in(folder: Path, here: str) -> list[Item]:
    """Return what lies in one folder: code first, then by name, never more than is looked at."""
    with _listing(folder, here) as found:
        wanted = (each for each in found if not is_hidden(each.name))
        first = heapq.nsmallest(LOOKED_AT + 1, wanted, key=lambda each: code_first(each.name))
        return [_item(each, f"{here}/{each.name}" if here else each.name) for each in first]


@contextmanager
def _listing(folder: Path, here: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    with _way_to(folder.parent, f"{folder.name}/{here}") as (place, at):
        if at is None:
            with os.scandir(place) as found:
                yield found
            return
        opened = os.open(".", _LISTING, dir_fd=at)
        try:
            with os.scandir(opened) as found:
                yield found
        finally:
            os.close(opened)


def item_below(folder: Path, inside: str, path: str) -> Item:
    """Return a file of a folder as an item of this path; one that may not be read says why."""
    above, _, name = inside.rpartition("/")
    try:
        with _way_to(folder, above) as (place, at):
            status = os.stat(place / name, dir_fd=at, follow_symlinks=False)
    except OSError as error:
        return Item(path, refused=f"cannot be read: {error.strerror}")
    return Item(path, status.st_size, _kind_problem(status.st_mode), inside)


def code_first(path: str) -> tuple[int, int, str]:
    """A key to sort paths by: code before all else, then what is nearest to the top.

    Before that comes a platform's word of the time, which no flood of files may push out of sight.
    """
    stated = path == TIMESTAMP or path.endswith(f"/{TIMESTAMP}")
    return (0 if stated else 1 if has_source_name(path) else 2, path.count("/"), path)


def _item(entry: os.DirEntry[str], path: str) -> Item:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Item(path, refused=f"cannot be read: {error.strerror}")
    if stat.S_ISDIR(status.st_mode) and not has_source_name(entry.name):
        return Item(path, place=FOLDER)
    return Item(path, status.st_size, _kind_problem(status.st_mode), path)


def unwrap(tree: Tree, kept: Iterable[str]) -> Tree:
    """Take off the single folder that holds all the rest, unless its name is one to be kept."""
    tops = {item.path.partition("/")[0] for item in tree.items}
    if len(tops) != 1 or not all(item.folders for item in tree.items):
        return tree
    top = tops.pop()
    if top.casefold() in kept:
        return tree
    items = tuple(replace(item, path=item.path.partition("/")[2]) for item in tree.items)
    return replace(tree, items=items)
