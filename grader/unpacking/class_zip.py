"""The zip of a class → a ClassZip, listed and read by a process that is given this file open."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from grader.submission.archives import LARGEST_DOWNLOADS_DIRECTORY
from grader.submission.download import ClassZip, stamp_of
from grader.submission.files import Item, Tree
from grader.submission.model import Unusable
from grader.unpacking.believed import files, require, require_path, sentences
from grader.unpacking.far import PAGE
from grader.unpacking.frames import BrokenFrame
from grader.unpacking.helper import ZipHelper

FAILED = "cannot be read: reading the download broke off, or took more time or memory than may be"
MOST_LISTED = LARGEST_DOWNLOADS_DIRECTORY // 46
"""A file takes 46 bytes of a zip's directory, and its name."""


class OpenedZip:
    """A zip and its process, until that fails or is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._stamp = path, stamp_of(path)
        self._helper = ZipHelper(path)
        self._failed = False

    def is_current(self) -> bool:
        """Return whether the zip is still the same, and its process there. Raises `OSError`."""
        return not self._failed and stamp_of(self._path) == self._stamp

    def listed(self) -> ClassZip:
        """Return its files and folders. Raises `Unusable`."""
        return self._listed

    def close(self) -> None:
        """End the process; what was listed is not read any more."""
        self._failed = True
        self._helper.close()

    @cached_property
    def _listed(self) -> ClassZip:
        rows: list[Any] = []
        folders: list[str] = []
        start, problems = 0, None
        try:
            while True:
                page, _ = self._ask({"start": start}, 0)
                new = page["files"], page["folders"]
                require(all(type(each) is list and len(each) <= PAGE for each in new))
                problems = problems or sentences(page["problems"])
                rows += new[0]
                folders += new[1]
                start += PAGE
                require(start <= MOST_LISTED + PAGE)
                if max(map(len, new)) < PAGE:
                    break
            for folder in folders:
                require_path(folder)
            tree = Tree(files(rows), self._read, problems, archive=True)
        except (TypeError, ValueError, KeyError):
            raise self._failure() from None
        return ClassZip(tree, frozenset(folders))

    def _read(self, item: Item, limit: int) -> bytes:
        words, body = self._ask({"item": item.place, "most": limit}, limit)
        if words == {}:
            return body
        try:
            (problem,) = sentences([words["problem"]])
        except (TypeError, ValueError, KeyError):
            raise self._failure() from None
        raise Unusable(problem)

    def _ask(self, order: object, most: int) -> tuple[Any, bytes]:
        if self._failed:
            raise Unusable(FAILED)
        try:
            return self._helper.ask(order, most)
        except BrokenFrame:
            raise self._failure() from None
        except BaseException:  # Ctrl-C: the answer may still come, and is to no question after it
            self.close()
            raise

    def _failure(self) -> Unusable:
        self.close()
        return Unusable(FAILED)
