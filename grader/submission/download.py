"""What was downloaded, a folder or the zip itself → what lies at its top, and one student's files.

A zip is not unpacked: its directory is read, and of its files only those that are asked for. Who
does so is passed in: this process, or one that can do nothing else.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from grader.errors import UsageError
from grader.submission.archives import open_zip
from grader.submission.files import (
    LOOKED_AT,
    TOO_MANY,
    Item,
    Tree,
    code_first,
    is_hidden,
    item_below,
    read_below,
    read_item,
)
from grader.submission.model import Unusable, shown

REMEDY = (
    "name the folder with a folder or an archive for each student, or the zip that you "
    "downloaded: grader grade SUBMISSIONS"
)
Pieces = Mapping[str, str]


@dataclass(frozen=True)
class ClassZip:
    """The zip of a class: its files, and its folders."""

    tree: Tree
    folders: frozenset[str]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The files by their paths."""
        return {item.path: item for item in self.tree.items}


OpenZip = Callable[[Path], ClassZip]
"""Lists a zip, once while it stays what it is: it is asked anew for each student.

Raises `OSError`. One that lists it elsewhere raises `Unusable` where that fails.
"""


def open_zip_here(path: Path) -> ClassZip:
    """List a zip in this process."""
    return _opened_zip(path, stamp_of(path))


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what changes when a zip is another one. Raises `OSError`."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)
def _opened_zip(path: Path, stamp: tuple[int, int]) -> ClassZip:
    return ClassZip(*open_zip(path))


@dataclass(frozen=True)
class Download:
    """A folder or a zip, and the names at its top, hidden ones left out.

    ``odd`` are links, pipes and the like. ``within`` is the path, with a slash, of the folder in it
    that is meant; ``paths`` are those of all files of a zip, None for a folder. A ``zip`` is open.
    """

    path: Path
    folders: tuple[str, ...]
    files: tuple[str, ...]
    odd: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    within: str = ""
    paths: tuple[str, ...] | None = None
    zip: ClassZip | None = None

    @property
    def name(self) -> str:
        """What it is called, without the ending of a zip."""
        if self.paths is None:
            return (self.path / self.within).resolve().name
        return self.path.stem

    @cached_property
    def _below(self) -> Mapping[str, list[str]]:
        """The paths of a zip's files below each folder at the top."""
        below: dict[str, list[str]] = defaultdict(list)
        for path in self.paths or ():
            top, _, rest = path.removeprefix(self.within).partition("/")
            if rest and path.startswith(self.within):
                below[top].append(rest)
        return below

    def place(self, top: str) -> tuple[Path, Pieces | None]:
        """Return where a folder or a file at the top lies, as an Entry says it."""
        if self.paths is None:
            return self.path / self.within / top, None
        if top in self.files:
            return self.path, {top: self.within + top}
        seen = [each for each in self._below[top] if not any(map(is_hidden, each.split("/")))]
        return self.path, {each: f"{self.within}{top}/{each}" for each in seen}

    def pieces(self, names: Mapping[str, str]) -> tuple[Path, Pieces]:
        """Return the same of several files at the top, by the names under which they are read."""
        return self.path, {name: self.within + top for name, top in names.items()}

    def inner(self, top: str) -> set[str]:
        """Return the names in a folder at the top, hidden ones too; none of what cannot be read."""
        if self.paths is not None:
            return {each.partition("/")[0] for each in self._below[top]}
        try:
            return set(os.listdir(self.path / self.within / top))
        except OSError:
            return set()

    def has(self, *parts: str) -> bool:
        """Return whether a file lies at this path."""
        if self.paths is not None:
            return "/".join(parts[1:]) in self._below[parts[0]]
        return self.path.joinpath(self.within, *parts).is_file()

    def content(self, top: str, limit: int) -> bytes:
        """Return the bytes of a file at the top. Raises `Unusable`."""
        if self.zip is None:
            return read_below(self.path, self.within + top, limit)
        tree = _pieces_of(self.zip, {top: self.within + top})
        return read_item(tree, tree.items[0], limit)

    def into(self, folder: str) -> Download:
        """Return what lies in a folder at the top."""
        within = f"{self.within}{folder}/"
        if self.paths is None or self.zip is None:
            names = _listed(self.path / within)
        else:
            names = _names_of(self.paths, self.zip.folders, within)
        return replace(self, folders=names[0], files=names[1], odd=names[2], within=within)


def open_download(path: Path, open_zip: OpenZip = open_zip_here) -> Download:
    """List what lies at the top of a folder or of a zip. Raises `UsageError`."""
    name = shown(str(path))
    try:
        if path.suffix.lower() == ".zip" and path.is_file():
            return _open_zip(path, open_zip)
        return Download(path, *_listed(path))
    except FileNotFoundError:
        raise UsageError(f"there is no folder {name}", REMEDY) from None
    except NotADirectoryError:
        raise UsageError(f"{name} is a file, not a folder or a .zip", REMEDY) from None
    except OSError as error:
        remedy = f"see who may read it: ls -ld {name}"
        raise UsageError(f"{name} cannot be read: {error.strerror}", remedy) from None


def open_pieces(path: Path, files: Pieces, open_zip: OpenZip = open_zip_here) -> Tree:
    """List some files of a folder or a zip, by the paths under which they are read.

    Raises `Unusable` where it cannot be opened any more.
    """
    if path.is_dir():
        wanted, problems = _looked_at(files)
        items = [item_below(path, files[name], name) for name in wanted]
        return Tree(tuple(items), lambda item, limit: read_below(path, item.place, limit), problems)
    try:
        return _pieces_of(open_zip(path), files)
    except OSError as error:
        raise Unusable(f"cannot be read: {error.strerror}") from None


def _pieces_of(found: ClassZip, files: Pieces) -> Tree:
    wanted, problems = _looked_at(files)
    gone = Item("", refused="is no longer in the download")
    items = [replace(found.items.get(files[name], gone), path=name) for name in wanted]
    return Tree(tuple(items), found.tree.read, problems)


def _looked_at(files: Pieces) -> tuple[list[str], tuple[str, ...]]:
    ordered = sorted(files, key=code_first)
    return ordered[:LOOKED_AT], (TOO_MANY,) if len(ordered) > LOOKED_AT else ()


def _open_zip(path: Path, open_zip: OpenZip) -> Download:
    try:
        found = open_zip(path)
    except Unusable:
        found = None
    if found is None or (not found.tree.items and found.tree.problems):
        remedy = "download it again; or unpack it, and name the folder"
        raise UsageError(f"{shown(str(path))} is damaged, or no zip", remedy)
    tree = found.tree
    paths = tuple(sorted(item.path for item in tree.items))
    names = _names_of(paths, found.folders, "")
    refused = {item.path for item in tree.items if item.refused}
    ordinary = tuple(each for each in names[1] if each not in refused)
    odd = tuple(each for each in names[1] if each in refused)
    return Download(path, names[0], ordinary, odd, tree.problems, paths=paths, zip=found)


Names = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _names_of(paths: tuple[str, ...], folders: frozenset[str], within: str) -> Names:
    """Return the folders and the files at the top of a zip, or in a folder of it."""
    inside: set[str] = set()
    files: list[str] = []
    for path in (*paths, *(f"{folder}/" for folder in folders)):
        top, slash, _ = path.removeprefix(within).partition("/")
        if path.startswith(within) and top and not is_hidden(top):
            (inside.add if slash else files.append)(top)
    return tuple(sorted(inside)), tuple(each for each in files if each not in inside), ()


def _listed(folder: Path) -> Names:
    """Return the folders, the ordinary files, and all else in a folder; links are all else."""
    names = [each for each in sorted(os.listdir(folder)) if not is_hidden(each)]
    modes = {name: (folder / name).lstat().st_mode for name in names}
    folders = tuple(name for name in names if stat.S_ISDIR(modes[name]))
    files = tuple(name for name in names if stat.S_ISREG(modes[name]))
    return folders, files, tuple(name for name in names if name not in {*folders, *files})
