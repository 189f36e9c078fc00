"""Which editor opens a file at a line, and whether it takes the terminal for itself."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_WINDOWS = {"code", "codium", "code-insiders", "cursor", "subl", "gedit", "kate", "zed", "mousepad"}
"""Editors with a window of their own."""
_GOTO = {"code", "codium", "code-insiders", "cursor"}
_PLUS = {"vi", "vim", "nvim", "nano", "emacs", "micro", "joe", "kak", "gedit"}


@dataclass(frozen=True)
class Opening:
    """A command that opens a file, and whether it needs the terminal."""

    command: list[str]
    in_terminal: bool


def opening(path: Path, line: int, environment: Mapping[str, str]) -> Opening | None:
    """Return how to open a file, or None where no editor is known.

    In a terminal of VS Code it is that; elsewhere what VISUAL or EDITOR names.
    """
    words = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "")
    if environment.get("TERM_PROGRAM") == "vscode":
        words = [each for each in ("code", "codium") if shutil.which(each)][:1] or words
    if not words:
        return None
    name = Path(words[0]).stem
    if name in _GOTO:
        return Opening([words[0], "--goto", f"{path}:{line}"], in_terminal=False)
    place = [f"+{line}"] if name in _PLUS else []
    return Opening([*words, *place, str(path)], in_terminal=name not in _WINDOWS)
