"""How far a command is: what its work reports, and the one bar that shows it on a terminal."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from grader.feedback import one_line


@dataclass(frozen=True)
class Progress:
    """What a command's work calls as it goes on; each function does nothing by default."""

    begin: Callable[[int, int], None] = lambda total, done: None
    """So many steps, of which so many are done."""
    say: Callable[[str], None] = lambda what: None
    """What is under way."""
    advance: Callable[[str], None] = lambda what: None
    """A step is done; what to say of it, if anything."""
    ask: Callable[[str], bool] = lambda question: False
    """Whether somebody says yes."""
    note: Callable[[str], None] = lambda line: None
    """What stays to be read."""


QUIET = Progress()
SELDOM, MOST_LINES = 10, 20
"""Without a terminal a line comes after so many steps, and so many lines at most."""


@contextmanager
def progress_bar(
    console: Console, what: str, *, lines: bool = False, counts: str = ""
) -> Iterator[Progress]:
    """Show a bar on a terminal; elsewhere nothing, or with ``lines`` what is under way.

    ``counts`` is what is done in each step: elsewhere than on a terminal some lines say how often.
    """
    shown = console.is_terminal
    description = TextColumn("{task.description}", markup=False)  # a name may look like markup
    columns: list[Any] = [description, BarColumn(), _Count(), TimeRemainingColumn()]
    with RichProgress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(what, total=None)

        def begin(total: int, done: int) -> None:
            bar.reset(task, total=total, completed=done)

        def say(what: str) -> None:
            bar.update(task, description=one_line(what, 50))
            if lines and not shown:
                bar.console.print(one_line(what), markup=False)

        def advance(what: str) -> None:
            if what:
                say(what)
            bar.advance(task)
            done, total = (int(each or 0) for each in (bar.tasks[0].completed, bar.tasks[0].total))
            if counts and not shown and done % max(SELDOM, math.ceil(total / MOST_LINES)) == 0:
                bar.console.print(f"{counts} {done} of {total}", markup=False)

        def ask(question: str) -> bool:
            if not (shown and sys.stdin.isatty()):
                return False
            bar.stop()
            try:
                answer = console.input(Text(f"{question} [y/N] "))
            except EOFError:  # Ctrl-D
                return False
            return answer.strip().lower() in ("y", "yes")

        yield Progress(begin, say, advance, ask, partial(bar.console.print, markup=False))


class _Count(MofNCompleteColumn):
    """How many of how many; nothing while the number is not known."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.total is not None else Text()
