"""The front of a watch: the full screen, or lines where nobody could see a screen."""

from __future__ import annotations

import os
import sys

from rich.console import Console

from grader.commands.watch.desk import Start


def watch(start: Start, console: Console, *, plain: bool = False, poll: bool = False) -> None:
    """Watch until the student quits: on a screen, or in lines where that is wanted or needed."""
    if plain or not console.is_terminal or os.environ.get("TERM") == "dumb":
        from grader.commands.watch.lines import watch_in_lines

        try:
            watch_in_lines(start, console, poll=poll)
        except KeyboardInterrupt:  # in a pipe there is no other way to end it
            sys.exit(130)
        return
    from grader.commands.watch.screen import WatchApp

    WatchApp(start, poll=poll).run()
