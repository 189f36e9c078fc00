"""What a student's file does when it is run by itself: ``python circles.py``.

::

    if __name__ == "__main__":
        from grader.script import show

        show()

It draws the exercise's picture with the file's own functions, in this very process: so that a
debugger stops in them, and what they print is seen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grader.commands.plot import plot_script, shown
from grader.commands.screen import error_text, stderr, stdout
from grader.errors import GraderError

__all__ = ["show"]


def show() -> None:
    """Draw the picture of the exercise whose file is run, and say what it shows and where it is."""
    run = sys.modules["__main__"]
    try:
        plotted = plot_script(run, Path(run.__file__ or "").resolve())
    except GraderError as error:
        stderr().print(error_text(error))
        sys.exit(error.exit_code)
    stdout().print(shown([plotted]))
