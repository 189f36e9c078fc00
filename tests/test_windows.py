"""What Windows does not have no import asks for; run on another system, with that taken away."""

from __future__ import annotations

import sys

import pytest

from tests.support.fresh_process import result_of

AS_ON_WINDOWS = """
import json, sys
import asyncio, concurrent.futures, importlib.metadata, multiprocessing.connection, socket, sqlite3
import multiprocessing.spawn, subprocess, sysconfig, tempfile, uuid, webbrowser
import numpy, pydantic, pytest, rich.console, textual.app, typer, uvicorn.main, watchfiles, yaml
sysconfig.get_config_vars(), sysconfig.get_paths()  # the system's own: before it is another one
for name in ("resource", "fcntl", "termios", "tty", "pty", "pwd", "grp"):
    sys.modules[name] = None
sys.platform = "win32"
try:
    __import__(sys.argv[1])
    print(json.dumps(""))
except ImportError as error:
    print(json.dumps(str(error)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is less to take away")
@pytest.mark.parametrize(
    "module",
    [
        "grader.cli", "grader.notebook", "grader.script", "grader.commands.pytest_run",
        *(
            f"grader.commands.{name}"
            for name in (
                "check", "watch", "hint", "doctor", "try_part", "pack", "reset", "plot", "play",
                "grade", "replay", "release", "audit", "export_gradescope",
            )
        ),
    ],
)  # fmt: skip
def test_a_command_can_be_imported(module: str) -> None:
    """Each command that students and instructors type."""
    assert result_of(AS_ON_WINDOWS, module) == ""
