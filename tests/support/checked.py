"""What a student reads after a check, as lines."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from grader.commands.check import Checked
from grader.commands.check_screen import shown


def lines_of(checked: Checked, *, everything: bool = False) -> list[str]:
    """Give the lines that a student reads after a check; those without a word are left out."""
    return printed(shown(checked, everything=everything))


def printed(said: RenderableType) -> list[str]:
    """Give what a wide terminal without colours shows, but for empty lines."""
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as capture:
        console.print(said)
    return [line.rstrip() for line in capture.get().splitlines() if line.strip()]
