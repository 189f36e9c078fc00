"""What a notebook calls: a part's check, a hint with a price, a picture, the course from elsewhere.

::

    from grader.notebook import check
    check("softmax")

It judges what the kernel holds, by the visible checks, in the kernel itself. What is returned is a
card, which the page shows below the cell. When a notebook is handed in, these calls do nothing.
"""

from __future__ import annotations

import atexit
import sys

from grader.commands.kernel import Kernel
from grader.reports import Card

__all__ = ["check", "course", "hint", "picture"]

_KERNEL = Kernel()
atexit.register(_KERNEL.close)


def check(part: str, exercise: str = "") -> Card:
    """Return what the visible checks say of a part, as it is defined now.

    ``exercise`` is its exercise's name, where the notebook is not in that one's folder and other
    exercises have such a part, too.
    """
    return _KERNEL.check(sys._getframe(1).f_globals, part, exercise)


def course(source: str, exercise: str = "") -> Card:
    """Get the course where its folder is not, as in Colab: from an address, or from a path.

    ``source`` is what the instructor gives: the handout as a zip, or its folder. With the name of
    an ``exercise`` the notebook goes on in that one's folder.
    """
    return _KERNEL.course(source, exercise)


def hint(part: str, exercise: str = "", *, pays: bool = False) -> Card:
    """Return the next hint of a part that costs points, if you say that you pay; else its price.

    The card of `check` shows those that cost nothing. In most courses none costs anything.
    """
    return _KERNEL.hint(part, exercise, pays=pays)


def picture(exercise: str = "", film: bool = False) -> Card:
    """Return the exercise's picture, drawn by the functions that are defined now.

    ``film`` moves it, where the exercise has one that does.
    """
    return _KERNEL.picture(sys._getframe(1).f_globals, exercise, film)
