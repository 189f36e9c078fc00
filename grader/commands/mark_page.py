"""`grader mark`: a page on this machine, on which a person marks answers by their rubrics.

Each save is an entry of the journal at once. The store is held for as long as a question takes, and
no longer; the reports are written when the page ends.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from grader.commands.gradebook import results_at, user
from grader.commands.marking import Asked, answer_to, papers_in, progress, record_mark, write_marked
from grader.course.model import Course
from grader.errors import MissingLibrary, UsageError
from grader.gradebook import Paper
from grader.store import JournalEntry
from grader.submission import Answer, Submission

_NEEDED = ("starlette", "uvicorn")


class Opened(NamedTuple):
    """The page's address, a file that leads there, and its server, which listens already."""

    address: str
    file: Path
    serve: Callable[[], None]
    stop: Callable[[], None]
    shelf: StoreShelf


class StoreShelf:
    """The answers of a class's store; ``kept`` counts the marks that it was given."""

    def __init__(self, course: Course, out: Path, asked: Asked) -> None:
        self._course, self._out, self._asked = course, out, asked
        self.kept = 0

    def papers(self) -> Sequence[Paper]:
        """Return the answers that are asked for."""
        with results_at(self._out) as store:
            return papers_in(store, self._course, self._asked)

    def read(self, paper: Paper) -> tuple[Answer | None, Submission | None]:
        """Return what was handed in, and the work with it."""
        with results_at(self._out) as store:
            return answer_to(store, paper)

    def keep(self, paper: Paper, entry: JournalEntry) -> int:
        """Keep a mark. Raises `UsageError`, and `StoreError` while another run has the store."""
        number = record_mark(self._course, self._out, paper, entry)
        self.kept += 1
        return number


@contextmanager
def opened(
    course: Course, out: Path, asked: Asked, *, blind: bool = False, port: int = 0
) -> Iterator[Opened]:
    """Yield the page's server, which listens already; at its end write the reports.

    Raises `UsageError` where nothing is to be marked, `MissingLibrary` without the server's
    libraries.
    """
    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        raise MissingLibrary("the page needs", missing)
    from grader.loopback import Gate, Server, listen, redirect_file
    from grader.marking import Desk, application

    shelf = StoreShelf(course, out, asked)
    if not shelf.papers():
        raise UsageError("nothing that is marked by hand was handed in", "grader grades")
    with results_at(out) as store:
        secret = store.environment().get("secret", "")
    try:
        listening = listen(port)
    except OSError as error:
        what = f"port {port} cannot be used: {error.strerror}"
        raise UsageError(what, "grader mark, which takes a free one") from None
    with listening:
        gate = Gate(listening.getsockname()[1], "mark")
        server = Server(application(gate, Desk(shelf, user(), secret, blind=blind)))
        with redirect_file(gate.address, "marking") as file:
            try:
                yield Opened(
                    gate.address, file, lambda: server.run(sockets=[listening]), server.stop, shelf
                )
            finally:
                if shelf.kept:
                    write_marked(course, out)


def shown(page: Opened) -> Text:
    """Say where the page is, how much there is to mark, and how it ends."""
    marked, count = progress(page.shelf.papers())
    return Text(
        f"marking: {page.address}\n{marked} of {count} marked; Ctrl-C ends it, and all is kept"
    )


def ended(page: Opened) -> Text:
    """Say what was kept, and what is left."""
    marked, count = progress(page.shelf.papers())
    kept = page.shelf.kept
    marks = "1 mark" if kept == 1 else f"{kept} marks"
    did = f"{marks} kept, reports written" if kept else "nothing was marked"
    return Text(f"{did}; {marked} of {count} marked")
