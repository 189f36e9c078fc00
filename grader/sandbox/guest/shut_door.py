"""What a notebook calls for its student's eyes alone, and what a guest has in its place: nothing.

Cells that check a part, draw a picture or fetch the course are handed in with the rest.
"""

from __future__ import annotations

import sys
from types import ModuleType

DOOR = "grader.notebook"
SHOWN = ("check", "course", "hint", "picture")


def nothing(*_: object, **__: object) -> None:
    """Do nothing, whatever it is called with."""


def shut() -> None:
    """Let ``from grader.notebook import check``, however it is written, import what does nothing.

    For a guest's own process: nobody after this finds the module itself.
    """
    door = ModuleType(DOOR)
    vars(door).update(dict.fromkeys(SHOWN, nothing), __all__=list(SHOWN))
    package, _, name = DOOR.partition(".")
    setattr(sys.modules[package], name, door)
    sys.modules[DOOR] = door
