"""Start a zygote at one level of protection, and have it fork guests."""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from grader.errors import SandboxError
from grader.sandbox import launch, wire
from grader.sandbox.connection import Exit, GuestProcess
from grader.sandbox.guest.remove_tree import clear_away
from grader.sandbox.guest.settings import WORK, GuestView
from grader.sandbox.interface import Sandbox, SandboxSettings

if sys.platform == "linux":
    from grader.sandbox.guest import linux

START_SECONDS = 120.0
ORDER_SECONDS = 60.0
LOCK_DOWN_SECONDS = 20.0
LAST_WORDS_SECONDS = 2.0
CLOSE_SECONDS = 5.0
MESSAGE_BYTES = 1 << 16
_BUFFER_BYTES = 1 << 20


class ForkedProcess:
    """A guest's process: the zygote's child, held by a pidfd where the system has them."""

    def __init__(self, sandbox: ForkedSandbox, far_pid: int, pidfd: int | None) -> None:
        self._sandbox = sandbox
        self._far_pid = far_pid
        self._pidfd = pidfd
        self._collected = False
        self._lock = threading.Lock()

    def kill(self) -> None:
        """End it, and with its pid namespace all that it started.

        The watcher's thread may come late: what was collected is no longer this process.
        """
        with self._lock, suppress(ProcessLookupError):
            if self._collected:
                return
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                os.killpg(self._far_pid, signal.SIGKILL)

    def has_died(self, seconds: float) -> bool:
        """Wait a moment for it to die of itself."""
        return self._pidfd is None or bool(select.select([self._pidfd], [], [], seconds)[0])

    def collect(self) -> Exit:
        """Ask the zygote how it ended."""
        with self._lock:
            self._collected = True
            if self._pidfd is not None:
                os.close(self._pidfd)
                self._pidfd = None
        return self._sandbox.reap(self._far_pid)


class ForkedSandbox(Sandbox):
    """One warm zygote and the guests forked from it."""

    def __init__(self, settings: SandboxSettings) -> None:
        bwrap = launch.find_bwrap() or ""
        if settings.level == "L3" and not bwrap:
            raise SandboxError("bubblewrap (bwrap) is not installed", "apt-get install bubblewrap")
        if _can_end_no_guest():
            raise SandboxError(
                "guests are another user's processes here, and root may not end them",
                "give this container CAP_KILL",
            )
        super().__init__(settings)
        # Below it guests write: at L3 a tmpfs of their own, else a folder on disk, which the zygote
        # makes, since it is the one that knows as which user.
        on_disk = f"{tempfile.gettempdir()}/guests-{secrets.token_hex(8)}"
        self._folder = WORK if settings.level == "L3" else on_disk
        readable, libraries = launch.readable_paths(), settings.libraries
        view = GuestView(settings.level, readable, self._folder, settings.devices, libraries)
        self._number = 0
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            if settings.level == "L3":
                disk_mb = settings.limits.disk_mb
                command = launch.bwrap_command(bwrap, far.fileno(), view, disk_mb)
            else:
                command = launch.plain_command(far.fileno(), view)
            self._process = subprocess.Popen(
                command,
                env=launch.ENVIRONMENT,
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                start_new_session=True,
            )
        self._control.settimeout(START_SECONDS)

    def wait_until_warm(self) -> list[str]:
        """Wait for the zygote's libraries; return those that it cannot import, with reasons."""
        problems = [str(problem) for problem in self._receive()["problems"]]
        self._control.settimeout(ORDER_SECONDS)
        return problems

    def spawn(self) -> GuestProcess:
        """Fork a fresh guest, locked down and ready for its first word.

        Raises `SandboxError` if a step of the lock-down failed: never "run anyway".
        """
        calls, far_calls = socket.socketpair()
        prints, far_prints = os.pipe2(os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        os.set_blocking(prints, False)
        for end in (calls, far_calls):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
        try:
            with far_calls:
                limits, ends = asdict(self.settings.limits), [far_calls.fileno(), far_prints]
                answer, pidfd = self._order({"do": "spawn", "limits": limits}, ends)
        except SandboxError:
            calls.close()
            os.close(prints)
            raise
        finally:
            os.close(far_prints)
        far_pid = answer["pid"]
        process = ForkedProcess(self, far_pid, pidfd)
        answers = wire.Bounds.of_answers(self.settings.limits.answer_mb)
        guest = GuestProcess(calls, prints, _own_view(far_pid, pidfd), process, answers)
        self._guests.add(guest)
        self._watcher.add(guest)
        words = guest.first_words(LOCK_DOWN_SECONDS)
        if words.get("locked") is not True:
            self.end(guest)
            problem = f"a guest could not lock itself down: {words.get('problem')}"
            raise SandboxError(problem, "grader doctor")
        return guest

    def reap(self, far_pid: int) -> Exit:
        """Collect a dead guest's exit status and cost from the zygote."""
        try:
            words, _ = self._order({"do": "reap", "pid": far_pid})
        except SandboxError:  # the zygote is over, and its guests with it
            return Exit()
        self.far_cpu_seconds = words["far_cpu_seconds"]
        status = words["status"]
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return Exit(number, words["cpu_seconds"], words["filled"])

    def _order(
        self, words: dict[str, Any], descriptors: Sequence[int] = ()
    ) -> tuple[dict[str, Any], int | None]:
        """Give the zygote an order; return the answer of this number, and a pidfd with it.

        Who does not answer in time is over: nothing that it says later is read as the next
        order's answer. Raises `SandboxError`.
        """
        self._number += 1
        message = json.dumps({"n": self._number, **words}).encode()
        try:
            socket.send_fds(self._control, [message], descriptors)
            text, came, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, 1)
        except OSError:
            text, came = b"", []
        answer = json.loads(text) if text else {}
        if answer.get("n") != self._number:
            for descriptor in came:
                os.close(descriptor)
            raise self._broken()
        return answer, came[0] if came else None

    def _receive(self) -> dict[str, Any]:
        try:
            answer = self._control.recv(MESSAGE_BYTES)
        except TimeoutError:
            raise SandboxError("the zygote did not answer in time", "grader doctor") from None
        except OSError:
            answer = b""
        if not answer:
            raise self._broken()
        return json.loads(answer)  # type: ignore[no-any-return]

    def _broken(self) -> SandboxError:
        """End a zygote, if it is not yet over; return the error with what it said last.

        It hangs up before it says why.
        """
        complaint, stderr = b"", self._process.stderr
        if stderr is not None and not stderr.closed:
            try:
                complaint = self._process.communicate(timeout=LAST_WORDS_SECONDS)[1]
            except subprocess.TimeoutExpired:
                self._kill()
                complaint = self._process.communicate()[1]
        last = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        return SandboxError(f"the zygote could not go on: {last[0]}", "grader doctor")

    def close(self) -> None:
        """End every guest and the zygote."""
        super().close()
        self._control.close()
        if self._process.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=CLOSE_SECONDS)
            self._kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
        if self._folder != WORK:
            clear_away(self._folder)

    def _kill(self) -> None:
        """End the zygote, and what a bwrap that was ended too early has left to wait for it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _can_end_no_guest() -> bool:
    """Say whether this is root who may become another user, but not send that user's end."""
    if os.geteuid() != 0:
        return False
    held = linux.capabilities()
    return bool(held & linux.CAP_SETUID) and not held & linux.CAP_KILL


def _own_view(far_pid: int, pidfd: int | None) -> int:
    """Return a process's number in this side's pid namespace."""
    if pidfd is None:
        return far_pid
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        fields = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    return int(fields["Pid"])
