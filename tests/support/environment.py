"""The environment of the tests and of the commands that they type: nothing in it is the caller's.

Colours, widths, languages, and what a CI server sets to say that it is one change what programs
print; tests that want one of these set it themselves.
"""

from __future__ import annotations

import os

OURS = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
"""What every test finds."""

_NAMES = {
    "BUILD_NUMBER", "CI", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS",
    "FORCE_COLOR", "GITHUB_ACTIONS", "GITLAB_CI", "LANG", "LANGUAGE", "LINES", "NO_COLOR",
    "PYTHONBREAKPOINT", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONUTF8",
    "PYTHONWARNINGS", "PYTHON_COLORS", "PY_COLORS", "TERM", "TERMINAL_WIDTH",
    "TTY_COMPATIBLE", "TTY_INTERACTIVE", "TZ",
}  # fmt: skip
_PREFIXES = ("LC_", "PYTEST_", "_TYPER_", "TYPER_", "JUPYTER_")
_PYTESTS_OWN = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST")


def clean() -> None:
    """Take what is the caller's out of this process's environment, for its children too."""
    for name in [*os.environ]:
        callers = name in _NAMES or name.startswith(_PREFIXES)
        if callers and not name.startswith(_PYTESTS_OWN):
            del os.environ[name]
    os.environ.update(OURS)
