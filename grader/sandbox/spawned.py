"""Start each guest as a fresh process, on systems without fork: macOS and Windows, level L1 only.

A guest imports its libraries itself, and so starts slowly; limits of time hold, others only where
the system has them.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import IO

from grader.errors import SandboxError
from grader.sandbox import launch
from grader.sandbox.connection import Exit, GuestProcess
from grader.sandbox.interface import Sandbox, SandboxSettings

START_SECONDS = 60.0
_SYSTEM_VARIABLES = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP")
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from grader.sandbox.guest import standalone; standalone.main(int(sys.argv[2]))"
)


class SpawnedProcess:
    """A guest's process, as subprocess holds it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def kill(self) -> None:
        """End it, and on POSIX all that it started."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def has_died(self, seconds: float) -> bool:
        """Wait a moment for it to die of itself."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.poll() is not None

    def collect(self) -> Exit:
        """Return how it ended."""
        code = self._process.wait()
        return Exit(signal=-code if code < 0 else 0)


class SpawnedSandbox(Sandbox):
    """Starts guests as processes of their own, each of which imports what it needs."""

    def __init__(self, settings: SandboxSettings) -> None:
        if settings.level != "L1":
            raise SandboxError(f"a fresh process is not {settings.level}", "grader doctor")
        super().__init__(settings)
        self._prints: dict[GuestProcess, IO[bytes]] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="guests-", ignore_cleanup_errors=True)

    def spawn(self) -> GuestProcess:
        """Start a guest. Raises `SandboxError` if it does not call back."""
        prints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the guest
        token = secrets.token_hex(16)
        # What Windows cannot start a process without.
        needed = {name: os.environ[name] for name in _SYSTEM_VARIABLES if name in os.environ}
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(START_SECONDS)
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, launch.ROOT, str(server.getsockname()[1])],
                stdin=subprocess.PIPE,
                stdout=prints,
                stderr=prints,
                cwd=self._folder.name,
                env=launch.ENVIRONMENT | needed,
                start_new_session=True,
            )
            assert process.stdin is not None
            with process.stdin as stdin:
                stdin.write(f"{token}\n".encode())
            calls = self._accept(server, token, process)
        guest = GuestProcess(calls, None, process.pid, SpawnedProcess(process))
        self._prints[guest] = prints
        self._guests.add(guest)
        self._watcher.add(guest)
        return guest

    def _accept(
        self, server: socket.socket, token: str, process: subprocess.Popen[bytes]
    ) -> socket.socket:
        try:
            calls, _ = server.accept()
            calls.settimeout(START_SECONDS)
            said = calls.recv(len(token), socket.MSG_WAITALL)
        except OSError:
            process.kill()
            raise SandboxError("a guest did not start in time", "grader doctor") from None
        if not secrets.compare_digest(said, token.encode()):
            process.kill()
            calls.close()
            raise SandboxError("another program called in the guest's place", "try again")
        calls.settimeout(None)
        calls.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return calls

    def end(self, guest: GuestProcess) -> None:
        """End a guest, if it still lives, and keep the beginning of what it printed."""
        super().end(guest)
        if prints := self._prints.pop(guest, None):
            with prints:
                prints.seek(0)
                guest.printed += prints.read(self.settings.output_kb << 10)

    def close(self) -> None:
        """End every guest."""
        super().close()
        self._folder.cleanup()
