"""Where checks run and pictures are drawn: one thread, in which the last wish counts.

A wish ends what is under way, be it a loop without an end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from grader.commands.plot import PlotOptions, Plotted, plot
from grader.commands.watch.warm_check import WarmCheck
from grader.course import Course, Exercise
from grader.errors import GraderError

Wish = Callable[[int, WarmCheck], None]
Post = Callable[..., Any]


class Hears(Protocol):
    """Who is told what comes of wishes; ``ticket`` is the wish's number."""

    def heard(self, ticket: int, check: Any) -> None:
        """Take notice of a check that is done."""

    def concluded(self, ticket: int, checked: Any) -> None:
        """Take notice of all checks."""

    def drawn(self, ticket: int, plotted: Plotted) -> None:
        """Take notice of a picture."""

    def failed(self, ticket: int, error: GraderError) -> None:
        """Take notice of what stopped a wish."""


class _Superseded(Exception):
    """There is another wish."""


class Worker:
    """Grants wishes; what comes of them goes to ``hears`` by way of ``post``, in its own thread."""

    def __init__(self, course: Course, hears: Hears, post: Post) -> None:
        self._course, self._hears, self._post = course, hears, post
        self._wishes: SimpleQueue[tuple[int, Wish] | None] = SimpleQueue()
        self._tickets = 0
        self._warm = WarmCheck(course)
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()

    def check(self, exercise: Exercise, part: str) -> int:
        """Check an exercise, a part of it first; return the wish's number."""

        def wish(ticket: int, warm: WarmCheck) -> None:
            def heard(check: Any) -> None:
                self._stop_if_superseded()
                self._post(self._hears.heard, ticket, check)

            checked = warm.check(exercise, part, heard)
            self._stop_if_superseded()  # its process was perhaps ended for that
            self._post(self._hears.concluded, ticket, checked)

        return self._wish(wish)

    def draw(self, exercise: Exercise) -> int:
        """Draw an exercise's picture; return the wish's number."""

        def wish(ticket: int, _: WarmCheck) -> None:
            (plotted,) = plot(self._course, [exercise.name], PlotOptions())
            self._post(self._hears.drawn, ticket, plotted)

        return self._wish(wish)

    def _wish(self, wish: Wish) -> int:
        self._tickets += 1
        self._wishes.put((self._tickets, wish))
        self._warm.interrupt()
        return self._tickets

    def close(self) -> None:
        """End what is under way, and the sandbox."""
        self._wishes.put(None)
        self._warm.interrupt()
        self._thread.join()

    def _stop_if_superseded(self) -> None:
        if not self._wishes.empty():
            raise _Superseded

    def _work(self) -> None:
        with self._warm:
            while (wished := self._next()) is not None:
                ticket, wish = wished
                try:
                    wish(ticket, self._warm)
                except _Superseded:
                    continue
                except GraderError as error:
                    self._post(self._hears.failed, ticket, error)
                except Exception as error:  # a fault of ours ends no watch
                    said = f"the grader itself failed: {type(error).__name__}: {error}"
                    self._post(self._hears.failed, ticket, GraderError(said, "grader doctor"))

    def _next(self) -> tuple[int, Wish] | None:
        """Wait for a wish; of several, the last one counts."""
        wished = self._wishes.get()
        while wished is not None:
            try:
                wished = self._wishes.get_nowait()
            except Empty:
                return wished
        return None
