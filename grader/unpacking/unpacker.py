"""The bytes of an archive → a Tree, as `open_archive` lists it, made by a process apart.

The zip of a whole class is listed by one more. Of what they answer no more is believed than can be
seen to be harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import SandboxError
from grader.submission.archives import AGAIN, Unpack
from grader.submission.download import ClassZip
from grader.submission.files import Item, Tree
from grader.submission.model import Unusable
from grader.unpacking.believed import sentences, tree_of
from grader.unpacking.class_zip import OpenedZip
from grader.unpacking.frames import BrokenFrame
from grader.unpacking.helper import Helper

FAILED = f"cannot be read: reading it broke off, or took more time or memory than may be; {AGAIN}"
TRIES = 2


class Unpacker:
    """Opens what students handed in, each one's in a process apart; ``with`` ends the last one.

    A zip that a class came in has one process, as long.
    """

    def __init__(self) -> None:
        self._helper: Helper | None = None
        self._zips: dict[Path, OpenedZip] = {}

    def __enter__(self) -> Unpacker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._helper is not None:
            self._helper.close()
        self._helper = None
        for opened in self._zips.values():
            opened.close()
        self._zips.clear()

    def open_zip(self, path: Path) -> ClassZip:
        """List the zip of a class, once while it stays what it is.

        Raises `OSError` where it cannot be opened, `Unusable` where the process fails over it.
        After a failure a new process lists it again.
        """
        opened = self._zips.get(path)
        if opened is None or not opened.is_current():
            if opened is not None:
                opened.close()
            opened = self._zips[path] = OpenedZip(path)
        return opened.listed()

    @contextmanager
    def of_one_student(self) -> Iterator[Unpack]:
        """Return what opens one student's archives, to be read until the block's end.

        It raises `Unusable`, and then for all of this student's, where the process fails.
        """
        student = _Student(self)
        try:
            yield student.unpack
        finally:
            student.end()

    def begun(self) -> Helper:
        """Return the process, which has begun with a student; start it where there is none."""
        for _ in range(TRIES):
            self._helper = self._helper or Helper()
            try:
                self._helper.begin()
            except BrokenFrame:  # it died between two students, of nothing that they did
                self._helper.close()
                self._helper = None
            else:
                return self._helper
        raise SandboxError("the process that reads archives does not start", "grader doctor")

    def ended(self) -> None:
        """End with a student, whose process is not there for the next one."""
        if self._helper is not None and not self._helper.end():
            self._helper = None


class _Student:
    """What is open of one student: the process, once there is an archive, until it fails."""

    def __init__(self, unpacker: Unpacker) -> None:
        self._unpacker = unpacker
        self._helper: Helper | None = None
        self._failed = False
        self._opened = 0

    def unpack(self, content: bytes, name: str, most: int | None) -> Tree:
        """List an archive. Raises `Unusable`."""
        words, _ = self._ask({"name": name, "most": most}, content, 0)
        read = partial(self._read, self._opened)
        try:
            tree = tree_of(words, read)
        except (TypeError, ValueError, KeyError):
            raise self._failure() from None
        self._opened += 1
        return tree

    def _read(self, tree: int, item: Item, limit: int) -> bytes:
        words, body = self._ask({"tree": tree, "item": item.place, "most": limit}, b"", limit)
        if words == {}:
            return body
        try:
            (problem,) = sentences([words["problem"]])
        except (TypeError, ValueError, KeyError):
            raise self._failure() from None
        raise Unusable(problem)

    def _ask(self, order: object, body: bytes, most: int) -> tuple[Any, bytes]:
        if self._failed:
            raise Unusable(FAILED)
        self._helper = self._helper or self._unpacker.begun()
        try:
            return self._helper.ask(order, body, most)
        except BrokenFrame:
            raise self._failure() from None

    def _failure(self) -> Unusable:
        self._failed = True
        return Unusable(FAILED)

    def end(self) -> None:
        """End the process; what was listed is not read any more."""
        if self._helper is not None:
            self._unpacker.ended()
        self._helper, self._failed = None, True
