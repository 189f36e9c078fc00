"""The near side's hold on the process that reads archives: started, asked, and ended.

A limit of CPU time ends one that is busy; one that only sleeps ends after `WALL_SECONDS`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from subprocess import Popen
from threading import Timer
from typing import Any

from grader.unpacking import far, frames, start
from grader.unpacking.frames import BrokenFrame

WALL_SECONDS = 300.0
FORKS = hasattr(os, "fork") and hasattr(socket, "send_fds")
_SYSTEM_VARIABLES = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "TEMP",
    "TMP",
)  # without which Windows starts none


def _started(*arguments: str, pass_fds: Sequence[int] = (), **streams: Any) -> Popen[bytes]:
    needed = {name: os.environ[name] for name in _SYSTEM_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", start.__file__, *arguments],
        bufsize=0,
        cwd=tempfile.gettempdir(),
        env={"LANG": "C.UTF-8", **needed},
        start_new_session=True,
        pass_fds=pass_fds,
        **streams,
    )


class Helper:
    """A process that has one for each student, after another's: `begin`, `ask`, `end`."""

    def __init__(self) -> None:
        passed: list[int] = []
        with ExitStack() as opened:
            if FORKS:
                self._asks, theirs = socket.socketpair()
                passed = [opened.enter_context(theirs).fileno()]
            self._process = _started(
                *map(str, passed),
                pass_fds=passed,
                stdin=subprocess.DEVNULL if FORKS else subprocess.PIPE,
                stdout=subprocess.DEVNULL if FORKS else subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self._connection: socket.socket | None = None
        self._ended = False
        self._timer = Timer(0, self._kill)

    def begin(self) -> None:
        """Begin with a student: with a process that has read nobody's bytes.

        Raises `BrokenFrame` where this one is no more.
        """
        self._timer = Timer(WALL_SECONDS, self._kill)
        self._timer.daemon = True
        self._timer.start()
        if not FORKS:
            return
        self._connection, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._asks, [b"+"], [theirs.fileno()])
                begun = self._asks.recv(1)
            except OSError:
                begun = b""
        if not begun:
            raise BrokenFrame

    def ask(self, order: object, body: bytes, most: int) -> tuple[Any, bytes]:
        """Give an order, return the answer. Raises `BrokenFrame` where none comes."""
        if self._connection is not None:
            into = out = self._connection.fileno()
        else:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            into, out = self._process.stdin.fileno(), self._process.stdout.fileno()
        frames.send(into, order, body)
        return frames.receive(out, most)

    def end(self) -> bool:
        """End with a student, whatever is under way; return whether another one may begin."""
        self._timer.cancel()
        self._timer.join()
        if self._connection is None or self._ended:
            self.close()
            return False
        self._connection.close()
        self._connection = None
        return True

    def close(self) -> None:
        """End the process, at once."""
        self._timer.cancel()
        self._kill()
        self._process.wait()
        for each in (self._process.stdin, self._process.stdout):
            if each is not None:
                each.close()
        if self._connection is not None:
            self._connection.close()
        if FORKS:
            self._asks.close()

    def _kill(self) -> None:
        self._ended = True
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()


class ZipHelper:
    """A process that reads the zip of a class, and has it as the third file: `ask`, `close`."""

    def __init__(self, path: Path) -> None:
        with open(path, "rb") as opened:
            pipe = subprocess.PIPE
            self._process = _started(far.CLASS, stdin=pipe, stdout=pipe, stderr=opened)

    def ask(self, order: object, most: int) -> tuple[Any, bytes]:
        """Give an order, return the answer. Raises `BrokenFrame` where none comes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = Timer(WALL_SECONDS, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            frames.send(self._process.stdin.fileno(), order)
            return frames.receive(self._process.stdout.fileno(), most)
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process, at once."""
        self._process.kill()
        self._process.wait()
        for each in (self._process.stdin, self._process.stdout):
            if each is not None:
                each.close()
