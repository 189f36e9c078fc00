"""A watch in lines that are only ever added: for screen readers, pipes and logs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue

from rich.console import Console
from rich.text import Text

from grader.commands.watch.desk import CHECKING, Desk, Start
from grader.commands.watch.saves import Saves
from grader.commands.watch.watched import (
    BY_POLLING,
    BY_SAVES,
    BY_WORDS,
    Row,
    Watched,
    Ways,
    rows,
    told,
)
from grader.commands.watch.worker import Worker

_KEYS = "h hint, n next, a all, p picture, r run, q quit, or an exercise's name; each with Enter"


KEPT = "what was said before is from before this save"


class Lines:
    """Prints what is new in each picture: parts that changed, the part in hand, remarks."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: Watched | None = None
        self._rows: list[Row] = []

    def show(self, watched: Watched) -> None:
        """Print what is new since the last picture."""
        last, self._last = self._last, watched
        if last is None or watched.exercise != last.exercise:
            self._say(f"{watched.exercise.name}: {watched.exercise.title}")
            self._rows = []
        if watched.remark and (last is None or watched.remark != last.remark):
            self._say(watched.remark)
        checked_again = last is None or last.busy == CHECKING or last.broken != watched.broken
        if watched.broken and not watched.busy and checked_again:
            self._say("\n".join((*watched.broken, KEPT)))
        news = last is None or watched.result_shown != last.result_shown
        if watched.checked is None or watched.live or not news:
            return
        known = dict(zip([row.part for row in self._rows], self._rows, strict=True))
        self._rows = rows(watched)
        for row in self._rows:
            before = known.get(row.part)
            if before is None or (row.state, row.figures) != (before.state, before.figures):
                self._say(f"{row.part}: {row.state}, {row.figures}")
        self._console.print(told(watched))

    def _say(self, line: str) -> None:
        self._console.print(Text(line))


def watch_in_lines(start: Start, console: Console, *, poll: bool = False) -> None:
    """Watch until q is typed, where something can be typed, or until Ctrl-C."""
    posts: SimpleQueue[Callable[[], object] | None] = SimpleQueue()

    def post(function: Callable[..., object], *args: object) -> None:
        posts.put(lambda: function(*args))

    typing = sys.stdin.isatty()
    desk = Desk(start, Lines(console).show, _ways(typing=typing, poll=poll))
    desk.worker = worker = Worker(start.course, desk, post)
    saves = Saves(start.course.exercise_folder(), lambda paths: post(desk.saved, paths), poll=poll)
    try:
        if typing:
            console.print(Text(_KEYS))
            threading.Thread(target=_type, args=(desk, post, posts), daemon=True).start()
        desk.begin()
        while (function := posts.get()) is not None:
            function()
    finally:
        saves.close()
        worker.close()


def _ways(*, typing: bool, poll: bool) -> Ways:
    if typing:
        return BY_WORDS
    return BY_POLLING if poll else BY_SAVES


def _type(
    desk: Desk,
    post: Callable[..., None],
    posts: SimpleQueue[Callable[[], object] | None],
) -> None:
    """Read what is typed, a line at a time."""

    def hint() -> None:
        if price := desk.hint_price():
            desk.remark("")  # so that it is said each time
            desk.remark(f"{price}; to see it, type h! and Enter")
        else:
            desk.hint()

    actions = {
        "h": hint,
        "h!": lambda: desk.hint(pays=True),
        "n": desk.next,
        "a": desk.all,
        "p": desk.picture,
        "r": desk.run,
    }
    exercises = {each.name: each for each in desk.watched.course.exercises}
    for line in sys.stdin:
        typed = line.strip()
        if typed == "q":
            break
        if typed in exercises:
            post(desk.choose, exercises[typed])
        elif typed in actions:
            post(actions[typed])
        elif typed:
            post(print, _KEYS)
    posts.put(None)
