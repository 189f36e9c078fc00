"""The two consoles of a command, and how an error is shown."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from grader.errors import GraderError


def stdout() -> Console:
    """Return the console for what was asked for; its lines are not broken for a file."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def stderr() -> Console:
    """Return the console for progress and errors."""
    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def nearby(path: Path) -> str:
    """Return how to call a file from where the user stands, or its whole path from elsewhere."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


_PLACE = re.compile(r"[^\s(]+\.(?:py|ipynb|md)\b")


def clickable(text: Text) -> Text:
    """Return a text in which files that are there open by a click, where the terminal can that.

    VS Code's finds ``path:line`` by itself, and then goes to the line.
    """
    if os.environ.get("TERM_PROGRAM") == "vscode":
        return text
    for found in _PLACE.finditer(text.plain):
        path = Path(found[0]).absolute()
        if path.is_file():
            text.stylize(Style(link=path.as_uri()), *found.span())
    return text


@dataclass(frozen=True)
class Hanging:
    """A text whose lines, where a terminal is too narrow for them, go on where they begin.

    A line is indented less where a word, such as a path, would not fit behind its indentation.
    """

    text: Text

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Draw the lines; a file's are not broken at all."""
        if options.no_wrap:
            yield self.text
            return
        for line in self.text.split("\n", allow_blank=True):
            indent = len(line.plain) - len(line.plain.lstrip())
            longest = max(map(len, line.plain.split()), default=0)
            at = max(0, min(indent, options.max_width - longest))
            yield Padding(line[indent:], (0, 0, 0, at), expand=False) if line else line


def error_text(error: GraderError) -> Text:
    """Say what happened, and what to type next."""
    said = Text.assemble(("error: ", "bold red"), error.message)
    if not error.remedy:
        return said
    asks = error.remedy.endswith("?")  # did you mean …?
    return said.append("\n" if asks else "\ntry: ", "bold").append(error.remedy)
