"""The two consoles of a command, and how an error is shown."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from rich.console import Console
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


def error_text(error: GraderError) -> Text:
    """Say what happened, and what to type next."""
    said = Text.assemble(("error: ", "bold red"), error.message)
    if not error.remedy:
        return said
    asks = error.remedy.endswith("?")  # did you mean …?
    return said.append("\n" if asks else "\ntry: ", "bold").append(error.remedy)
